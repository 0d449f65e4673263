"""Changing statuses: one line in place, a whole order, the picked lines."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.domain.orders import actions
from app.models import OrderEvent
from tests.blueprints.orders.conftest import Desk
from tests.support.cast import viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries


def statuses(desk: Desk) -> list[str]:
    """Where the lines stand now."""
    return [line.status for line in desk.again().lines]


def moves(desk: Desk) -> int:
    """How many moves the timeline knows."""
    query = sa.select(sa.func.count()).where(OrderEvent.verb == "moved")
    return desk.session.scalar(query) or 0


@pytest.mark.contract("C23")
def test_a_status_changes_in_place(desk: Desk, tablet: Tablet) -> None:
    """For htmx the answer is the row, as it is now."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(status="placed", view="first")
    answer = tablet.post(desk.url("move", desk.first), form, htmx=True)

    assert answer.status_code == 200
    assert answer.text.startswith(f'<tr id="line-{desk.first.id}">')
    assert '<span class="stage placed">' in answer.text
    assert answer.headers["HX-Trigger"] == "lines-moved"
    assert statuses(desk) == ["placed", "new_no_call", "new_no_call"]


def test_without_scripts_it_is_a_form_on_a_page(desk: Desk, tablet: Tablet) -> None:
    """GET shows the choices, POST leads to the order."""
    tablet.sign_in(desk.cast.buyer)
    page = tablet.get(desk.url("move", desk.first)).text
    answer = tablet.post(desk.url("move", desk.first), desk.form(status="placed"))

    assert page.count('name="status" value="placed"') == 1
    assert f'name="version" type="hidden" value="{desk.order.version - 1}"' in page
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/orders/{desk.order.number}")
    assert statuses(desk)[0] == "placed"


@pytest.mark.contract("C23")
def test_a_move_out_of_order_asks_first(desk: Desk, tablet: Tablet) -> None:
    """Straight to Arrived: nothing moves until the person is sure."""
    tablet.sign_in(desk.cast.buyer)
    url = desk.url("move", desk.first)
    asked = tablet.post(url, desk.form(status="arrived", view="more"), htmx=True)

    assert (asked.status_code, asked.headers["HX-Retarget"]) == (409, "#dialog")
    assert re.findall(r'name="sure"[^>]*', asked.text) == ['name="sure" value="1"']
    assert statuses(desk)[0] == "new_no_call"

    sure = tablet.post(url, desk.form(status="arrived", sure="1", view="more"), htmx=True)
    assert (sure.status_code, statuses(desk)[0]) == (200, "arrived")


def test_a_second_tap_changes_nothing_and_is_no_clash(desk: Desk, tablet: Tablet) -> None:
    """The same form twice: one move, one event."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(status="placed")
    first = tablet.post(desk.url("move", desk.first), form)
    second = tablet.post(desk.url("move", desk.first), form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert moves(desk) == 1


@pytest.mark.contract("B16")
def test_a_form_from_before_tells_what_happened_since(desk: Desk, tablet: Tablet) -> None:
    """Somebody else moved the line: 409, their change in words, the new version in the form."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(status="placed")
    manager = viewer_of(desk.cast.manager)
    actions.move(desk.first, "called_waiting", by=manager, book=desk.book)
    answer = tablet.post(desk.url("move", desk.first), form, htmx=True)

    assert answer.status_code == 409
    assert "Rolled oats: New, no call → Called/waiting" in answer.text
    assert "Manager Person" in answer.text
    assert statuses(desk) == ["called_waiting", "new_no_call", "new_no_call"]
    assert f'value="{desk.again().version}"' in answer.text


@pytest.mark.parametrize("status", ["", "nowhere", "x" * 400, "<b>", "placed\n'--"])
def test_a_status_that_is_none_is_refused(desk: Desk, tablet: Tablet, status: str) -> None:
    """Unknown, closing or hostile: 422, and nothing moves."""
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("move", desk.first), desk.form(status=status))

    assert (answer.status_code, moves(desk)) == (422, 0)


def test_closing_has_a_verb_of_its_own(desk: Desk, tablet: Tablet) -> None:
    """A crafted move to Completed is refused, sure or not."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(status="completed", sure="1")

    assert (tablet.post(desk.url("move"), form).status_code, moves(desk)) == (409, 0)


def test_a_closed_line_does_not_move(desk: Desk, tablet: Tablet) -> None:
    """It has to be reopened first; the refusal says so."""
    buyer = viewer_of(desk.cast.buyer)
    actions.close(desk.order, "canceled", by=buyer, book=desk.book, lines=[desk.first])
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("move", desk.first), desk.form(status="placed"), htmx=True)

    assert (answer.status_code, statuses(desk)[0]) == (409, "canceled")
    assert "This line is closed. Reopen it first." in answer.text


@pytest.mark.contract("C8")
@pytest.mark.parametrize("person", ["taker", "outsider"])
@pytest.mark.parametrize("verb", ["move", "lines/1/move"])
def test_people_who_may_not_move_are_refused(
    desk: Desk, tablet: Tablet, person: str, verb: str
) -> None:
    """Their crafted request changes nothing."""
    tablet.sign_in(desk.cast.everybody[person])
    url = f"/orders/{desk.order.number}/{verb}"

    assert tablet.get(url).status_code == 403
    assert tablet.post(url, desk.form(status="placed")).status_code == 403
    assert moves(desk) == 0


def test_an_order_moves_with_all_its_open_lines(desk: Desk, tablet: Tablet) -> None:
    """Decision 1; the answer is the order as it is now, the timeline says it once."""
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("move"), desk.form(status="placed"), htmx=True)

    assert statuses(desk) == ["placed", "placed", "placed"]
    assert answer.text.startswith('<div id="order"')
    assert "3 lines: New, no call → Placed" in answer.text


def test_a_status_change_asks_seven_things(desk: Desk, tablet: Tablet) -> None:
    """Who, the order with its lines, the statuses, the columns they like; the line, the order and
    the event are written."""
    tablet.sign_in(desk.cast.buyer)
    url, form = desk.url("move", desk.first), desk.form(status="placed", view="first")
    with count_queries() as asked:
        tablet.post(url, form, htmx=True)

    assert len(asked) == 7
