"""The catalogue moved since a line was quoted: seen, accepted, kept (docs/pricing.md)."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions, changing, repricing
from app.domain.orders.content import DraftItem
from app.models import LineKind, Order, Product
from app.vocabulary.errors import NotAllowed, Refused
from tests.domain.orders.prices import D, moves, of, on_sale
from tests.factories import a_customer, a_department, a_product, a_wish, an_order


@pytest.fixture
def oats(session: Session) -> Product:
    """Retail 10.00, cost 5.00, a case of 12."""
    return a_product(session, a_department(session))


@pytest.fixture
def order(session: Session, taker: Viewer, oats: Product) -> Order:
    """Oats twice and a note, for nobody in particular."""
    note = DraftItem(0, LineKind.NOTE, description="Rye bread", department_id=oats.department_id)
    return an_order(session, taker, [a_wish(oats), a_wish(oats, cases=2), note])


@pytest.mark.contract("C12", "C21")
def test_the_catalogue_moving_changes_nothing_by_itself(
    session: Session, order: Order, oats: Product, buyer: Viewer, taker: Viewer
) -> None:
    oats.retail, oats.cost = D("11.00"), D("5.50")

    assert of(order.lines[0]) == ("regular", "10.0000", "120.00")
    seen = [("retail", D("10"), D("11.00")), ("cost", D("5"), D("5.50"))]
    assert moves(session, order, buyer) == {1: seen, 2: seen}
    assert moves(session, order, taker) == {}


@pytest.mark.contract("C8", "B1")
def test_what_moved_is_seen_by_who_may_see_that_figure(
    session: Session, order: Order, oats: Product, buyer: Viewer
) -> None:
    oats.cost = D("5.50")
    grants = buyer.permissions
    no_costs = Viewer(1, "P", frozenset(p for p in grants if p != "costs.see"), 1)
    no_prices = Viewer(1, "C", frozenset(p for p in grants if not p.startswith("prices.")), 1)

    assert [bool(moves(session, order, by)) for by in (buyer, no_costs, no_prices)] == (
        [True, False, False]
    )


@pytest.mark.contract("C12")
def test_accepting_prices_the_line_from_todays_catalogue(
    session: Session, order: Order, oats: Product, buyer: Viewer
) -> None:
    first, second, _ = order.lines
    changing.set_price(session, second, D("4.00"), by=buyer)
    oats.retail, oats.case_size = D("11.00"), 10
    session.flush()
    told = repricing.accept_catalogue(session, first, by=buyer)
    repricing.accept_catalogue(session, second, by=buyer)

    assert (of(first), first.case_size) == (("regular", "11.0000", "110.00"), 10)
    assert [change.words for change in told] == ["Rolled oats: 120.00 regular → 110.00 regular"]
    assert (of(second), second.retail) == (("manual", "4.0000", "80.00"), D("11"))
    assert moves(session, order, buyer) == {}
    with pytest.raises(Refused):
        repricing.accept_catalogue(session, first, by=buyer)


@pytest.mark.contract("C12")
def test_a_case_size_that_was_typed_is_never_taken_back(
    session: Session, order: Order, oats: Product, buyer: Viewer
) -> None:
    first = order.lines[0]
    actions.edit_line(first, {"cases": 1, "case_size": 6}, by=buyer)
    oats.retail, oats.case_size = D("11.00"), 10
    session.flush()

    assert moves(session, order, buyer)[1] == [("retail", D("10"), D("11.00"))]
    repricing.accept_catalogue(session, first, by=buyer)
    assert (first.case_size, of(first)) == (6, ("regular", "11.0000", "66.00"))


def test_keeping_is_quiet_until_it_moves_again(
    session: Session, order: Order, oats: Product, buyer: Viewer
) -> None:
    first = order.lines[0]
    oats.retail, oats.case_size = D("11.00"), 10
    session.flush()
    repricing.keep_catalogue(session, first, by=buyer)
    session.flush()
    session.expire(first)

    assert list(moves(session, order, buyer)) == [2]
    assert of(first) == ("regular", "10.0000", "120.00")
    oats.retail = D("12.00")
    assert moves(session, order, buyer)[1] == [("retail", D("10"), D("12.00"))]


@pytest.mark.contract("C12")
def test_a_case_size_that_moved_is_not_forgotten_when_the_customer_changes(
    session: Session, order: Order, oats: Product, buyer: Viewer
) -> None:
    oats.case_size = 10
    session.flush()
    repricing.keep_catalogue(session, order.lines[0], by=buyer)
    repricing.change_customer(session, order, a_customer(session), by=buyer)

    assert moves(session, order, buyer) == {2: [("case_size", 12, 10)]}
    repricing.accept_catalogue(session, order.lines[1], by=buyer)
    assert (order.lines[1].case_size, moves(session, order, buyer)) == (10, {})


@pytest.mark.contract("C8")
def test_only_who_sets_and_sees_prices_answers(
    session: Session, order: Order, oats: Product, buyer: Viewer
) -> None:
    oats.retail = D("11.00")
    session.flush()
    for missing in ("prices.edit", "prices.see"):
        grants = frozenset(p for p in buyer.permissions if p != missing)
        by = Viewer(buyer.user_id, buyer.name, grants, buyer.store_id)
        for act in (repricing.accept_catalogue, repricing.keep_catalogue):
            with pytest.raises(NotAllowed):
                act(session, order.lines[0], by=by)


@pytest.mark.contract("C10")
def test_a_sale_that_ran_out_has_not_moved_but_one_withdrawn_has(
    session: Session, taker: Viewer, order: Order, oats: Product, buyer: Viewer
) -> None:
    sale = on_sale(session, oats, "8.00", order)
    late = an_order(session, taker, [a_wish(oats)])

    assert of(late.lines[0])[:2] == ("sale", "8.0000")
    assert moves(session, late, buyer) == {}
    sale.active = False
    assert moves(session, late, buyer) == {1: [("sale", D("8"), None)]}
