"""Prices by hand, for those who may."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.models import AuditEvent, OrderEvent, Role, RolePermission
from app.vocabulary.figures import PriceKind
from app.vocabulary.permissions import Permission
from tests.blueprints.orders.conftest import Desk
from tests.support.client import Tablet


@pytest.mark.contract("C2", "C12")
@pytest.mark.parametrize(
    ("per", "amount", "unit", "total"),
    [
        ("unit", "9.5", "9.5000", "114.00"),
        ("unit", "1.2345", "1.2345", "14.81"),
        ("case", "100.00", "8.3333", "100.00"),
        ("case", "0", "0.0000", "0.00"),
        ("case", "$1,200.00", "100.0000", "1200.00"),
    ],
)
def test_a_buyer_sets_a_price(
    desk: Desk, tablet: Tablet, per: str, amount: str, unit: str, total: str
) -> None:
    """Of a unit or a case; a case price stays exact."""
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("price", desk.first), desk.form(per=per, amount=amount))
    line = desk.again().lines[0]

    assert answer.status_code == 303
    assert (line.price_kind, line.unit_price) == (PriceKind.MANUAL, Decimal(unit))
    assert (line.total, line.priced_by_id) == (Decimal(total), desk.cast.buyer.id)


@pytest.mark.parametrize(
    "typed",
    [
        {"amount": ""},
        {"amount": "-1"},
        {"amount": "1.23456"},
        {"amount": "9" * 12},
        {"amount": "NaN"},
        {"amount": "1e3"},
        {"amount": "a lot"},
        {"per": "pound"},
        {"per": ""},
    ],
)
def test_an_amount_that_cannot_be_meant_is_refused(
    desk: Desk, tablet: Tablet, typed: dict[str, str]
) -> None:
    """422, and the price is as it was."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(**({"per": "unit", "amount": "5"} | typed))

    assert tablet.post(desk.url("price", desk.first), form, htmx=True).status_code == 422
    assert desk.again().lines[0].price_kind is PriceKind.REGULAR


def test_a_case_price_needs_a_case_size(desk: Desk, tablet: Tablet) -> None:
    """The message stands beside the amount."""
    desk.first.case_size = None
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(per="case", amount="40")
    answer = tablet.post(desk.url("price", desk.first), form, htmx=True)

    assert answer.status_code == 422
    assert "Enter the case size first: Edit, on the line." in answer.text


def test_a_note_has_no_price(desk: Desk, tablet: Tablet) -> None:
    """It becomes an item first."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(per="unit", amount="4")

    assert tablet.post(desk.url("price", desk.note), form, htmx=True).status_code == 409


def test_lifting_a_price_brings_the_rules_back(desk: Desk, tablet: Tablet) -> None:
    """And a second time there is nothing to lift."""
    tablet.sign_in(desk.cast.buyer)
    tablet.post(desk.url("price", desk.first), desk.form(per="unit", amount="4"))
    lifted = tablet.post(desk.url("lift-price", desk.first), desk.form())
    line = desk.again().lines[0]

    assert (lifted.status_code, line.price_kind, line.total) == (
        303,
        PriceKind.REGULAR,
        Decimal("120.00"),
    )
    again = tablet.post(desk.url("lift-price", desk.first), desk.form(), htmx=True)
    assert again.status_code == 409
    assert "No price was set by hand here." in again.text


def test_a_second_tap_sets_a_price_once(desk: Desk, tablet: Tablet) -> None:
    """One event, one entry in the audit trail, which names who did it."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(per="unit", amount="4")
    answers = [tablet.post(desk.url("price", desk.first), form).status_code for _ in range(2)]
    session = desk.session
    audit = session.scalars(sa.select(AuditEvent).filter_by(kind="price changed")).all()
    events = session.scalars(sa.select(OrderEvent).filter_by(verb="price_set")).all()

    assert (answers, len(audit), len(events)) == ([303, 303], 1, 1)
    assert (audit[0].user_id, audit[0].after) == (desk.cast.buyer.id, {"unit": "4"})


def test_a_price_from_an_old_form_waits_for_a_look(desk: Desk, tablet: Tablet) -> None:
    """Somebody set another price meanwhile: 409, what was typed is kept."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(per="unit", amount="4.44")
    tablet.sign_in(desk.cast.manager)
    tablet.post(desk.url("price", desk.first), desk.form(per="unit", amount="5.55"))
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("price", desk.first), form, htmx=True)

    assert answer.status_code == 409
    assert 'value="4.44"' in answer.text
    assert "price set by hand at 5.55 a unit" in answer.text
    assert desk.again().lines[0].unit_price == Decimal("5.55")


@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize("person", ["taker", "outsider"])
@pytest.mark.parametrize("verb", ["price", "lift-price"])
def test_a_taker_neither_sees_nor_sets_a_figure(
    desk: Desk, tablet: Tablet, person: str, verb: str
) -> None:
    """A crafted request is refused and changes nothing."""
    tablet.sign_in(desk.cast.everybody[person])
    version = desk.order.version

    assert tablet.get(desk.url(verb, desk.first)).status_code == 403
    form = desk.form(per="unit", amount="0.01")
    assert tablet.post(desk.url(verb, desk.first), form).status_code == 403
    line = desk.again().lines[0]
    assert (line.price_kind, line.total) == (PriceKind.REGULAR, Decimal("120.00"))
    assert desk.order.version == version


@pytest.mark.contract("B1")
@pytest.mark.parametrize("stale", [False, True])
def test_nobody_finds_a_price_by_guessing_it(desk: Desk, tablet: Tablet, stale: bool) -> None:
    """Who may set prices but not see them gets the same answer to a right and to a wrong guess."""
    grants = (Permission.ORDERS_SEE, Permission.PRICES_EDIT)
    role = Role(name="Sets", purpose="", grants=[RolePermission(permission=p) for p in grants])
    desk.cast.outsider.roles = [role]
    tablet.sign_in(desk.cast.buyer)
    tablet.post(desk.url("price", desk.first), desk.form(per="unit", amount="9.41"))
    tablet.sign_in(desk.cast.outsider)

    def guess(amount: str) -> tuple[int, str]:
        """The status, and what is said, without the guess itself and what differs each time."""
        form = desk.form(per="unit", amount=amount) | ({"version": 1} if stale else {})
        answer = tablet.post(desk.url("price", desk.first), form, htmx=True)
        said = re.search(r'data-toast="\w+".*?<p>(.*?)</p>', answer.text, re.DOTALL)
        return answer.status_code, said[1] if said else ""

    assert guess("9.41") == guess("9.42")
