"""Member types and sale types, and what prices make of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.settings.reading import settings_of
from app.models import MemberRule, MemberType, Sale, SaleItem, SaleType
from app.vocabulary import clock
from app.vocabulary.figures import PriceKind
from app.vocabulary.permissions import Permission
from tests.blueprints.settings.conftest import Clerk, filled
from tests.factories import a_customer, a_department, a_member_type, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet


@pytest.mark.contract("C7")
@pytest.mark.parametrize(
    ("rule", "percent", "unit"),
    [("markdown", "10", "9.00"), ("markup", "50", "7.50"), ("markdown", "0", "10.00"),
     ("markup", "0", "5.00"), ("none", "", "10.00")],
)  # fmt: skip
def test_the_rule_prices_the_next_order(
    manager: Clerk, session: Session, cast: Cast, rule: str, percent: str, unit: str
) -> None:
    kind = a_member_type(session)
    customer = a_customer(session, member_number=7, member_type=kind)
    product = a_product(session, a_department(session))
    url = f"/settings/member-types/{kind.id}"
    assert manager.save(url, rule=rule, percent=percent).status_code == 303
    session.expire_all()
    order = an_order(session, viewer_of(cast.taker), [a_wish(product)], customer)
    assert order.lines[0].unit_price == Decimal(unit)


@pytest.mark.parametrize(
    ("rule", "percent", "says"),
    [
        ("markdown", "-5", "Write 0 or more."),
        ("markdown", "100.01", "A markdown takes off at most 100 %."),
        ("markup", "1000.5", "Write at most 1,000 %."),
        ("markup", "ten", "Write an amount in figures"),
        ("markup", "1.00001", "Write at most 4 decimal places."),
        ("markup", "", "Write a percentage; 0 is allowed."),
        ("markup", "1e9", "Write an amount in figures"),
        ("cheaper", "10", "Choose one of the list."),
    ],
)
def test_rules_that_make_no_sense(
    manager: Clerk, session: Session, rule: str, percent: str, says: str
) -> None:
    kind = a_member_type(session, MemberRule.MARKDOWN, "10")
    answer = manager.save(f"/settings/member-types/{kind.id}", rule=rule, percent=percent)
    assert answer.status_code == 422
    assert says in answer.text
    session.expire_all()
    assert (kind.rule, kind.percent) == (MemberRule.MARKDOWN, Decimal(10))


@pytest.mark.contract("C7")
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("rule=markdown&percent=10", "retail 10.00 → <b class=\"in\">9.00</b>"),
        ("rule=markup&percent=50", "cost 5.00 → <b class=\"in\">7.50</b>"),
        ("rule=none&percent=", "retail 10.00 → <b class=\"in\">10.00</b>"),
        ("rule=markup&percent=", "Write a percentage; 0 is allowed."),
        ("rule=markup&percent=%3Cb%3E", "Write an amount in figures, like 12.50."),
        ("rule=%3Cb%3E&percent=1", "Choose a rule."),
        ("", "Choose a rule."),
    ],
)  # fmt: skip
def test_the_example_follows_the_typing(manager: Clerk, asked: str, shown: str) -> None:
    assert shown in manager.page(f"/settings/member-types/example?{asked}")


def test_a_member_type_is_added_once(manager: Clerk, session: Session) -> None:
    form = {"number": "3", "name": "Staff", "rule": "markup", "percent": "12.5", "is_member": "y"}
    assert manager.save("/settings/member-types/new", **form).status_code == 303
    assert manager.save("/settings/member-types/new", **form).status_code == 422
    row = session.scalars(sa.select(MemberType)).one()
    assert (row.name, row.percent, row.is_member, row.active) == (
        "Staff", Decimal("12.5"), True, True,
    )  # fmt: skip
    page = manager.page("/settings/member-types")
    assert "cost plus 12.5 %" in page


@pytest.fixture
def on_sale(session: Session) -> tuple[SaleType, object]:
    """A product of 10.00 on a sale for 6.00."""
    product = a_product(session, a_department(session))
    kind = SaleType(number=1, name="Weekly")
    session.add(kind)
    session.flush()
    today = clock.now().date()
    sale = Sale(
        name="Oats", sale_type=kind, starts_on=today - timedelta(2), ends_on=today + timedelta(2)
    )
    sale.items.append(SaleItem(product_id=product.id, price=Decimal("6.00")))
    session.add(sale)
    session.flush()
    return kind, product


@pytest.mark.contract("C6")
@pytest.mark.parametrize(
    ("ticks", "kind", "unit"),
    [
        ({"is_sale": "y", "eligible": "y"}, PriceKind.SALE, "6.00"),
        ({"is_sale": "y", "eligible": None}, PriceKind.REGULAR, "10.00"),
        ({"is_sale": None, "eligible": "y"}, PriceKind.REGULAR, "10.00"),
        ({"is_sale": "y", "eligible": "y", "member_only": "y"}, PriceKind.REGULAR, "10.00"),
    ],
)
def test_a_sale_counts_when_its_type_does(
    manager: Clerk,
    session: Session,
    cast: Cast,
    on_sale: tuple[SaleType, object],
    ticks: dict[str, str | None],
    kind: PriceKind,
    unit: str,
) -> None:
    sale_type, product = on_sale
    assert manager.save(f"/settings/sale-types/{sale_type.id}", **ticks).status_code == 303
    session.expire_all()
    line = an_order(session, viewer_of(cast.taker), [a_wish(product)]).lines[0]
    assert (line.price_kind, line.unit_price) == (kind, Decimal(unit))


@pytest.mark.contract("C6")
def test_a_price_change_has_nothing_to_count(manager: Clerk, session: Session) -> None:
    form = {"number": "4", "name": "Price change", "is_sale": None, "eligible": "y"}
    assert manager.save("/settings/sale-types/new", **form).status_code == 303
    assert manager.save("/settings/sale-types/new", **form).status_code == 422
    row = session.scalars(sa.select(SaleType)).one()
    assert (row.is_sale, row.eligible, row.member_only) == (False, False, False)
    assert "no meaning" in manager.page("/settings/sale-types")


@pytest.mark.contract("C8")
def test_what_makes_prices_needs_the_right_to_set_them(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Settings alone are not enough: no field, no page, and a request made by hand is refused."""
    role = cast.manager.roles[0]
    role.grants = [g for g in role.grants if g.permission is not Permission.PRICES_EDIT]
    session.flush()
    tablet.sign_in(cast.manager)
    page = tablet.get("/settings/rules").text
    assert ('name="pickup_days"' in page, 'name="price_precedence"' in page) == (True, False)
    assert "/settings/sale-types" not in tablet.get("/settings").text
    data = filled(page, pickup_days="9", price_precedence="sale-first")
    assert tablet.post("/settings/rules", data).status_code == 403
    assert tablet.get("/settings/sale-types").status_code == 403
    del data["price_precedence"]
    assert tablet.post("/settings/rules", data).status_code == 303
    session.expire_all()
    now = settings_of(session, cast.hill.id)
    assert (now.pickup_days, now.price_precedence) == (9, "retail-first")
