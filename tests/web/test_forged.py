"""Who may not set prices is refused when a request tries to, and that is remembered (C8, B1)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import AuditEvent, RolePermission
from app.vocabulary.permissions import Permission
from app.web.forged import PRICES, fields_of
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet


def refused(session: Session) -> list[tuple[int | None, str, list[str]]]:
    """The events of prices that were refused: who, where, which fields."""
    session.commit()
    rows = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.kind == "price refused").order_by(AuditEvent.id)
    )
    return [(row.user_id, row.subject, row.after.get("fields", [])) for row in rows]


@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("unit_price", "unit_price"),
        ("items-0-unit_price", "unit_price"),
        ("items[3][casePrice]", "case_price"),
        ("LINE.DISCOUNT", "discount"),
        ("member-type", "member_type"),
        ("Member_Type_ID", "member_type_id"),
    ],
)
def test_a_field_is_known_whatever_stands_around_it(name: str, meant: str) -> None:
    assert fields_of([name]) & PRICES >= {meant}


@pytest.mark.parametrize("name", ["q", "cases", "case_size", "totals_shown", "priced", "costly"])
def test_an_honest_field_is_none_of_them(name: str) -> None:
    assert fields_of([name]) & PRICES == set()


@pytest.mark.contract("C8", "B1")
def test_a_forged_price_is_refused_and_remembered_without_its_value(
    tablet: Tablet, cast: Cast, session: Session
) -> None:
    answer = tablet.sign_in(cast.taker).post("/sign-out", {"line-price": "0.01", "discount": "9"})

    assert answer.status_code == 403
    fields = ["discount", "line_price", "price"]
    assert refused(session) == [(cast.taker.id, "sessions.sign_out", fields)]
    assert tablet.get("/pending").status_code == 200


@pytest.mark.contract("C8", "B1")
def test_json_and_the_address_are_looked_at_too(
    tablet: Tablet, cast: Cast, session: Session
) -> None:
    tablet.sign_in(cast.taker)
    by_json = tablet.client.post("/sign-out", json={"items": [{"unitPrice": "1"}]})
    by_address = tablet.post("/sign-out?member_type_id=1")

    assert (by_json.status_code, by_address.status_code) == (403, 403)
    assert [fields for _, _, fields in refused(session)] == [["unit_price"], ["member_type_id"]]


def test_what_is_nested_too_deeply_is_refused(tablet: Tablet, cast: Cast) -> None:
    tablet.sign_in(cast.taker)
    answer = tablet.client.post("/sign-out", data="[" * 100_000, content_type="application/json")

    assert answer.status_code == 400
    assert tablet.get("/pending").status_code == 200


@pytest.mark.contract("C8", "B1")
def test_the_door_of_prices_remembers_who_knocked(
    tablet: Tablet, cast: Cast, session: Session
) -> None:
    order = an_order(
        session, viewer_of(cast.taker), [a_wish(a_product(session, a_department(session)))]
    )
    url = f"/orders/{order.number}/lines/1/price"
    answer = tablet.sign_in(cast.taker).post(url, {"amount": "1.00", "per": "unit"})

    assert answer.status_code == 403
    assert refused(session) == [(cast.taker.id, "orders.price_line", [])]


@pytest.mark.contract("B1")
def test_who_sets_prices_but_may_not_know_costs_sends_no_cost(
    tablet: Tablet, cast: Cast, session: Session
) -> None:
    (role,) = cast.buyer.roles
    session.execute(
        sa.delete(RolePermission).where(
            RolePermission.role_id == role.id, RolePermission.permission == Permission.COSTS_SEE
        )
    )
    answer = tablet.sign_in(cast.buyer).post("/sign-out", {"cost": "1", "price": "1"})

    assert answer.status_code == 403
    assert refused(session) == [(cast.buyer.id, "sessions.sign_out", ["cost"])]


def test_honest_requests_and_strangers_leave_no_trace(
    tablet: Tablet, cast: Cast, session: Session
) -> None:
    tablet.post("/sign-in", {"username": "nobody", "password": "x", "price": "1"})
    tablet.sign_in(cast.buyer).post("/sign-out", {"price": "1"})

    assert refused(session) == []
