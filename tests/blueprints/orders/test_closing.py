"""Closing by hand, reopening, keeping open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.orders import actions
from app.vocabulary import clock
from tests.blueprints.orders.conftest import Desk
from tests.blueprints.orders.test_moving import moves, statuses
from tests.support.cast import viewer_of
from tests.support.client import Tablet


@pytest.mark.contract("C34")
@pytest.mark.parametrize("ending", ["completed", "canceled", "inquiry"])
def test_an_order_closes_by_hand_as_one_of_three(desk: Desk, tablet: Tablet, ending: str) -> None:
    """All open lines end, the order is closed and says how."""
    tablet.sign_in(desk.cast.buyer)
    page = tablet.get(desk.url("close")).text
    answer = tablet.post(desk.url("close"), desk.form(status=ending))

    assert page.count('name="status" value=') == 3
    assert answer.status_code == 303
    assert statuses(desk) == [ending] * 3
    assert (desk.order.open, desk.order.status) == (0, ending)


@pytest.mark.contract("C32", "C34")
def test_one_line_closes_and_the_order_stays_open(desk: Desk, tablet: Tablet) -> None:
    """The other lines still wait."""
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("close", desk.first), desk.form(status="inquiry"), htmx=True)

    assert answer.status_code == 200
    assert statuses(desk) == ["inquiry", "new_no_call", "new_no_call"]
    assert desk.order.open == 1


@pytest.mark.parametrize("status", ["", "placed", "arrived", "nothing", "COMPLETED"])
def test_only_the_three_endings_close(desk: Desk, tablet: Tablet, status: str) -> None:
    """Anything else is refused beside the choices."""
    tablet.sign_in(desk.cast.buyer)

    assert tablet.post(desk.url("close"), desk.form(status=status)).status_code == 422
    assert moves(desk) == 0


def test_closing_twice_closes_once(desk: Desk, tablet: Tablet) -> None:
    """A double tap is answered like the first."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(status="canceled")
    answers = [tablet.post(desk.url("close"), form).status_code for _ in range(2)]

    assert (answers, moves(desk)) == ([303, 303], 3)


def test_a_closed_order_is_not_closed_otherwise(desk: Desk, tablet: Tablet) -> None:
    """Completed stays completed."""
    actions.close(desk.order, "completed", by=viewer_of(desk.cast.buyer), book=desk.book)
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("close"), desk.form(status="canceled"), htmx=True)
    line = tablet.post(desk.url("close", desk.first), desk.form(status="canceled"), htmx=True)

    assert (answer.status_code, line.status_code) == (409, 409)
    assert "This order is closed already." in answer.text
    assert statuses(desk) == ["completed"] * 3


def test_closing_from_an_old_form_shows_what_happened(desk: Desk, tablet: Tablet) -> None:
    """The goods arrived meanwhile."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(status="canceled")
    desk.arrive(desk.first)
    answer = tablet.post(desk.url("close"), form, htmx=True)

    assert answer.status_code == 409
    assert "Rolled oats: New, no call → Arrived" in answer.text
    assert statuses(desk)[0] == "arrived"


def test_a_manager_reopens_and_goods_that_arrived_are_still_here(
    desk: Desk, tablet: Tablet
) -> None:
    """Each line goes back where it belongs; buyers may not."""
    desk.arrive(desk.first)
    actions.close(desk.order, "completed", by=viewer_of(desk.cast.buyer), book=desk.book)
    refused = tablet.sign_in(desk.cast.buyer).post(desk.url("reopen"), desk.form())
    tablet.sign_in(desk.cast.manager)
    silent = tablet.post(desk.url("reopen", desk.first), desk.form())
    one = tablet.post(desk.url("reopen", desk.first), desk.form(why="Wanted again"))

    assert (refused.status_code, silent.status_code, one.status_code) == (403, 422, 303)
    assert statuses(desk) == ["arrived", "completed", "completed"]

    form = desk.form(why="All of it")
    answers = [tablet.post(desk.url("reopen"), form).status_code for _ in range(2)]
    assert (answers, statuses(desk)) == ([303, 303], ["arrived", "new_no_call", "new_no_call"])
    assert desk.order.open == 1


@pytest.mark.contract("B4")
def test_an_order_is_kept_open_until_a_day(desk: Desk, tablet: Tablet) -> None:
    """The night leaves it alone until then, and its page says so."""
    tablet.sign_in(desk.cast.buyer)
    today = clock.business_date(clock.now(), "America/Chicago")
    until = today + timedelta(days=45)
    answer = tablet.post(desk.url("keep-open"), desk.form(until=until.isoformat()), htmx=True)

    assert (answer.status_code, desk.again().keep_open_until) == (200, until)
    assert "Kept open: the night leaves it alone until" in answer.text


@pytest.mark.parametrize("days", [0, -3, 367, 90000])
def test_a_day_that_makes_no_sense_is_refused(desk: Desk, tablet: Tablet, days: int) -> None:
    """After today and within a year."""
    tablet.sign_in(desk.cast.buyer)
    today = clock.business_date(clock.now(), "America/Chicago")
    form = desk.form(until=(today + timedelta(days=days)).isoformat())

    assert tablet.post(desk.url("keep-open"), form).status_code == 422
    assert tablet.post(desk.url("keep-open"), desk.form(until="soon")).status_code == 422
    assert desk.again().keep_open_until is None


@pytest.mark.parametrize("person", ["taker", "outsider"])
@pytest.mark.parametrize("verb", ["close", "lines/1/close", "reopen", "keep-open"])
def test_people_without_the_right_close_nothing(
    desk: Desk, tablet: Tablet, person: str, verb: str
) -> None:
    """403 for a look and for a crafted request; strangers sign in."""
    url = f"/orders/{desk.order.number}/{verb}"
    assert tablet.post(url, {}).headers["Location"].startswith("/sign-in")
    tablet.sign_in(desk.cast.everybody[person])

    assert tablet.get(url).status_code == 403
    assert tablet.post(url, desk.form(status="completed")).status_code == 403
    assert moves(desk) == 0
