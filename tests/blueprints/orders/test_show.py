"""The page of one order."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from app.domain.orders import actions, changing
from app.domain.pickup.desk import hand_over, take_back
from app.models import OrderEvent
from app.vocabulary import clock
from tests.blueprints.orders.conftest import WISH, Desk
from tests.factories import a_wish, an_order
from tests.support.cast import viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries


def page_of(desk: Desk, tablet: Tablet, person: str = "buyer", **how: bool) -> str:
    """The order as `person` sees it."""
    tablet.sign_in(desk.cast.everybody[person])
    return tablet.get(f"/orders/{desk.order.number}", **how).text


def test_it_says_who_what_and_how_far(desk: Desk, tablet: Tablet) -> None:
    """Member, name, phone and store; lines with cases, department and vendor; the note."""
    page = page_of(desk, tablet)

    assert "Member 208 · Ada Quill · 555-0100 · Hill Store" in page
    assert "<small>1 case of 12 · Grocery · Prairie Mills</small>" in page
    assert f"“{WISH}”" in page
    assert "Ring twice" in page
    assert f"Tag 454 {desk.order.number:06d} 01" in page


@pytest.mark.contract("B2")
def test_why_this_price_is_for_those_who_may_see_it(desk: Desk, tablet: Tablet) -> None:
    """The rule that won and its reason; the taker sees the kind and no more."""
    buyer, taker = page_of(desk, tablet), page_of(desk, tablet, "taker")

    assert (buyer.count("Why this price"), taker.count("Why this price")) == (2, 0)
    assert "<b>Retail price</b>" in buyer
    assert ("120.00" in buyer, "120.00" in taker) == (True, False)
    assert "<small>regular</small>" in taker


@pytest.mark.contract("B1", "B16")
def test_amounts_in_the_timeline_are_for_those_who_may_see_them(desk: Desk, tablet: Tablet) -> None:
    """Everybody reads that a price was set, buyers read which."""
    by = viewer_of(desk.cast.buyer)
    changing.set_price(desk.session, desk.first, Decimal("77.77"), by=by, per_case=True)
    buyer, taker = page_of(desk, tablet), page_of(desk, tablet, "taker")

    assert "Rolled oats: price set by hand at 77.77 a case" in buyer
    assert "Rolled oats: price set by hand<small>" in taker
    assert "77.77" not in taker


def test_verbs_nobody_taught_us_still_read(desk: Desk, tablet: Tablet) -> None:
    """An event of a later version does not break the page."""
    event = OrderEvent(at=clock.now(), verb="sent_to.moon<b>", detail={"x": [1]}, figures={"a": 1})
    desk.order.events.add(event)

    assert "Sent to moon&lt;b&gt;" in page_of(desk, tablet)


def test_what_may_not_be_done_says_why(desk: Desk, tablet: Tablet) -> None:
    """Disabled, with the reason of the decision."""
    actions.close(desk.order, "completed", by=viewer_of(desk.cast.buyer), book=desk.book)
    page = page_of(desk, tablet, "manager")

    assert page.count("This order is closed already.") > 1


def test_other_peoples_buttons_are_not_drawn(desk: Desk, tablet: Tablet) -> None:
    """What is not part of the role is left out; closing stays in sight, off, with its reason."""
    theirs, own = page_of(desk, tablet, "taker"), page_of(desk, tablet)

    assert [words in theirs for words in ("Edit contact", "Add item", "Set price")] == [False] * 3
    assert [words in own for words in ("Edit contact", "Add item", "Set price")] == [True] * 3
    assert "Your role does not include “Close orders by hand”." in theirs


def test_arrived_goods_offer_handing_over(desk: Desk, tablet: Tablet) -> None:
    """Once the tag is printed (C28)."""
    desk.arrive(desk.first)
    before = page_of(desk, tablet)
    desk.first.copies = 1
    after = page_of(desk, tablet)

    assert ("Hand over" in before, "Hand over" in after) == (False, True)
    assert "ready for pickup" in after


def test_for_htmx_it_is_the_order_alone(desk: Desk, tablet: Tablet) -> None:
    """One root."""
    page = page_of(desk, tablet, htmx=True)

    assert page.startswith('<div id="order"')
    assert len(re.findall(r'<div id="order"', page)) == 1


def test_an_order_asks_eight_things_at_most(desk: Desk, tablet: Tablet) -> None:
    """The same for one line and for thirty."""
    by = viewer_of(desk.cast.taker)
    big = an_order(desk.session, by, [a_wish(desk.oats) for _ in range(30)])
    actions.move_all(big, "placed", by=viewer_of(desk.cast.buyer), book=desk.book)
    desk.session.commit()
    tablet.sign_in(desk.cast.buyer)
    counts = []
    for number in [desk.order.number, big.number]:
        with count_queries() as asked:
            tablet.get(f"/orders/{number}")
        counts.append(len(asked))

    assert max(counts) <= 8, counts


@pytest.mark.contract("C31")
def test_goods_that_left_say_so(desk: Desk, tablet: Tablet) -> None:
    """Until the night completes them: no longer ready, nothing to hand over, here and in the list;
    ready again once the hand-over is taken back."""
    desk.arrive(desk.first)
    desk.first.copies = 1
    by = viewer_of(desk.cast.taker)
    said = []
    for change in (
        lambda: None,
        lambda: hand_over(desk.session, [desk.first.id], by=by, one_time_key="over"),
        lambda: take_back(desk.session, desk.first.id, by=by, one_time_key="back"),
    ):
        change()
        desk.session.commit()
        page, pending = page_of(desk, tablet), tablet.get("/pending").text
        said.append(
            (
                "ready for pickup" in page,
                "<span>Hand over</span>" in page,
                "<small>handed over</small>" in page,
                ">handed over</small>" in pending,
            )
        )

    ready, gone = (True, True, False, False), (False, False, True, True)
    assert said == [ready, gone, ready]


def test_a_price_without_a_case_size_shows_the_unit(desk: Desk, tablet: Tablet) -> None:
    """There is no total yet; the page says that the size is unknown, and the amount only to those
    who may see it."""
    desk.first.case_size = None
    desk.first.total = None
    desk.session.commit()
    buyer, taker = page_of(desk, tablet), page_of(desk, tablet, "taker")

    assert "<b>10.00 a unit</b>" in buyer
    assert ["units in a case not known" in page for page in (buyer, taker)] == [True, True]
    assert "10.00 a unit" not in taker


def test_arrived_lines_are_tagged_together(desk: Desk, tablet: Tablet) -> None:
    """One button prints every tag the order still needs (C26)."""
    desk.arrive(desk.first)
    one = page_of(desk, tablet)
    for line in desk.order.lines:
        if line.open and line is not desk.first:
            desk.arrive(line)
    several = page_of(desk, tablet)

    assert ("Print 2 tags" in one, "Print 2 tags" in several) == (False, True)
