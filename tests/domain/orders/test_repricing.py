"""What happens to a price when something around it changes: the rows of the table in
docs/pricing.md."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions, changing, repricing
from app.domain.orders.content import DraftItem
from app.domain.orders.showing import priced
from app.domain.orders.statuses import StatusBook
from app.models import (
    Customer,
    LineKind,
    MemberRule,
    Order,
    OrderEvent,
    PriceRule,
    Product,
)
from app.vocabulary.errors import NotAllowed, Refused
from app.vocabulary.figures import PriceChoice, PriceKind
from tests.domain.orders.prices import D, of, on_sale
from tests.factories import (
    a_customer,
    a_department,
    a_member_type,
    a_product,
    a_vendor,
    a_vendor_item,
    a_wish,
    an_order,
)


@pytest.fixture
def oats(session: Session) -> Product:
    """Retail 10.00, cost 5.00, a case of 12."""
    return a_product(session, a_department(session))


@pytest.fixture
def owner(session: Session) -> Customer:
    """Somebody with 10 % off."""
    of = a_member_type(session, MemberRule.MARKDOWN, "10", name="Owner")
    return a_customer(session, last_name="Ito", member_number=208, member_type=of)


@pytest.fixture
def order(session: Session, taker: Viewer, oats: Product) -> Order:
    """Oats twice and a note, for nobody in particular."""
    note = DraftItem(0, LineKind.NOTE, description="Rye bread", department_id=oats.department_id)
    return an_order(session, taker, [a_wish(oats), a_wish(oats, cases=2), note])


def verbs(session: Session, order: Order) -> list[str]:
    """What happened, oldest first."""
    session.flush()
    query = sa.select(OrderEvent.verb).where(OrderEvent.order_id == order.id)
    return list(session.scalars(query.order_by(OrderEvent.id)))


@pytest.mark.contract("C11", "C13")
def test_another_customer_prices_what_is_not_by_hand(
    session: Session, order: Order, owner: Customer, buyer: Viewer
) -> None:
    first, second, _ = order.lines
    changing.set_price(session, second, D("4.00"), by=buyer)
    told = repricing.change_customer(session, order, owner, by=buyer)

    assert (of(first), of(second)) == (
        ("member", "9.0000", "108.00"),
        ("manual", "4.0000", "96.00"),
    )
    assert [change.words for change in told] == [
        "Rolled oats: 120.00 regular → 108.00 member price"
    ]
    assert (order.customer_id, order.member_number) == (owner.id, 208)
    assert (order.last_name, order.member_type.name) == ("Ito", "Owner")
    assert verbs(session, order)[-2:] == ["customer_changed", "repriced"]


@pytest.mark.contract("C8")
def test_who_sees_no_price_changes_the_customer_and_is_told_nothing(
    session: Session, order: Order, owner: Customer, buyer: Viewer
) -> None:
    plain = Viewer(buyer.user_id, buyer.name, frozenset({"orders.edit"}), buyer.store_id)  # type: ignore[arg-type]

    assert repricing.change_customer(session, order, owner, by=plain) == []
    assert of(order.lines[0])[0] == "member"


def test_the_customer_of_a_closed_order_stays(
    session: Session, order: Order, owner: Customer, buyer: Viewer, statuses: StatusBook
) -> None:
    actions.close(order, "canceled", by=buyer, book=statuses)
    with pytest.raises(Refused):
        repricing.change_customer(session, order, owner, by=buyer)

    assert order.member_number is None


@pytest.mark.contract("C11")
def test_a_changed_member_type_reaches_orders_only_when_asked_for(
    session: Session, owner: Customer, taker: Viewer, buyer: Viewer, oats: Product
) -> None:
    """Drafts are priced by it at once; an order when its customer is taken over anew."""
    order = an_order(session, taker, [a_wish(oats)], owner)
    owner.member_type = a_member_type(session, MemberRule.MARKUP, "50", name="Staff")
    session.flush()
    draft = priced(session, [a_wish(oats)], owner, on=order.ordered_on, store_id=order.store_id)

    assert (of(order.lines[0])[1], of(draft[0])[1]) == ("9.0000", "7.5000")
    repricing.change_customer(session, order, owner, by=buyer)
    assert of(order.lines[0]) == ("member", "7.5000", "90.00")


@pytest.mark.contract("C10")
def test_another_day_prices_a_draft_anew(
    session: Session, order: Order, oats: Product, owner: Customer
) -> None:
    on_sale(session, oats, "8.00", order)
    days = [order.ordered_on + timedelta(days=n) for n in (0, 1)]
    lines = [priced(session, [a_wish(oats)], None, on=d, store_id=order.store_id)[0] for d in days]

    assert [of(line)[:2] for line in lines] == [("sale", "8.0000"), ("regular", "10.0000")]


@pytest.mark.contract("C2", "C12")
def test_more_cases_or_another_size_move_the_total_alone(
    session: Session, order: Order, buyer: Viewer
) -> None:
    first, second, _ = order.lines
    changing.set_price(session, second, D("10.00"), by=buyer, per_case=True)
    for line in (first, second):
        actions.edit_line(line, {"cases": 3, "case_size": 6}, by=buyer)

    assert of(first) == ("regular", "10.0000", "180.00")
    assert of(second) == ("manual", "0.8333", "15.00")
    assert first.case_size_by_hand
    actions.edit_line(first, {"cases": 3, "case_size": None}, by=buyer)
    assert (first.case_size_by_hand, first.total) == (False, None)


@pytest.mark.contract("C10", "C12")
def test_a_chosen_rule_is_respected_and_never_replaced_in_silence(
    session: Session, taker: Viewer, order: Order, owner: Customer, oats: Product, buyer: Viewer
) -> None:
    sale = on_sale(session, oats, "9.50", order)
    late = an_order(session, taker, [a_wish(oats)], owner)
    line = late.lines[0]
    assert of(line)[:2] == ("sale", "9.5000")
    changing.choose_price(session, line, PriceChoice.MEMBER, by=buyer)
    assert of(line)[:2] == ("member", "9.0000")
    changing.choose_price(session, line, PriceChoice.RETAIL, by=buyer)
    assert of(line)[:2] == ("regular", "10.0000")
    changing.choose_price(session, line, PriceChoice.SALE, by=buyer)
    sale.active = False
    session.flush()
    repricing.accept_catalogue(session, line, by=buyer)

    assert (line.price_kind, line.unit_price, line.total) == (PriceKind.NEEDED, None, None)
    changing.choose_price(session, line, PriceChoice.AUTO, by=buyer)
    assert of(line)[:2] == ("member", "9.0000")


@pytest.mark.contract("C2")
def test_the_last_word_of_a_person_counts(session: Session, order: Order, buyer: Viewer) -> None:
    """Choosing a rule lifts a price set by hand; lifting one brings the chosen rule back."""
    line = order.lines[0]
    changing.set_price(session, line, D("4.00"), by=buyer)
    changing.choose_price(session, line, PriceChoice.RETAIL, by=buyer)
    assert (of(line)[:2], line.priced_by_id) == (("regular", "10.0000"), None)
    changing.set_price(session, line, D("5.00"), by=buyer)
    assert line.price_choice is PriceChoice.RETAIL
    changing.lift_price(session, line, by=buyer)

    assert of(line)[:2] == ("regular", "10.0000")


@pytest.mark.contract("C8")
def test_only_who_sets_prices_chooses(session: Session, order: Order, taker: Viewer) -> None:
    with pytest.raises(NotAllowed):
        changing.choose_price(session, order.lines[0], PriceChoice.RETAIL, by=taker)

    assert order.lines[0].price_choice is PriceChoice.AUTO


@pytest.mark.contract("C7", "C16")
def test_finer_rules_reach_vendor_items_and_products_alike(
    session: Session, taker: Viewer, owner: Customer
) -> None:
    """Also where the cost comes from the vendor's catalogue; one statement finds all of it."""
    bulk, mills = a_department(session, "Bulk"), a_vendor(session, "Prairie Mills")
    costless = a_product(session, bulk, vendor=mills, cost=None)
    row = a_vendor_item(session, mills, upc=costless.upc, cost=D("4.00"), suggested_retail=None)
    wish = DraftItem(0, vendor_item_id=row.id, description="Wraps", department_id=bulk.id,
                     case_size=1)  # fmt: skip
    rule = {"rule": MemberRule.MARKUP, "percent": D(50), "vendor": mills}
    session.add(PriceRule(member_type=owner.member_type, **rule))
    session.flush()
    alone = an_order(session, taker, [wish], owner)
    both = an_order(session, taker, [a_wish(costless), wish], owner)
    units = [line.unit_price for line in [*alone.lines, *both.lines]]

    assert units == [D("6.00"), D("6.00"), D("6.00")]
    assert both.lines[0].price_why["candidates"][1]["label"] == "Owner · Prairie Mills"


@pytest.mark.contract("C19")
def test_a_note_that_becomes_an_item_is_priced(
    session: Session, order: Order, oats: Product, buyer: Viewer, statuses: StatusBook
) -> None:
    note = order.lines[2]
    changing.turn_note(session, note, a_wish(oats), by=buyer, book=statuses)

    assert of(note) == ("regular", "10.0000", "120.00")
