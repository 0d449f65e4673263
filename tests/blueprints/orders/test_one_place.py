"""Void and restore, hand over and take back, who else is here, what happened: on one page (L5)."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from redis import Redis

from app.domain.orders import actions
from app.domain.pickup import desk as at_desk
from app.domain.settings.reading import change
from app.models import RegisterSale
from app.web import presence
from tests.blueprints.orders.conftest import Desk
from tests.support.cast import viewer_of
from tests.support.client import Tablet


@pytest.mark.contract("D24", "L4")
def test_a_line_is_taken_off_and_comes_back(desk: Desk, tablet: Tablet) -> None:
    """Struck, with the word; its number is its own for ever; back where it stood."""
    actions.move(desk.first, "pending", by=viewer_of(desk.cast.buyer), book=desk.book)
    tablet.sign_in(desk.cast.buyer)
    silent = tablet.post(desk.url("void", desk.first), desk.form())
    form = desk.form(why="ordered twice")
    answers = [tablet.post(desk.url("void", desk.first), form) for _ in range(2)]
    line = desk.again().lines[0]
    page = tablet.get(f"/orders/{desk.order.number}").text

    assert silent.status_code == 422
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (line.status, line.open, line.voided_at is not None) == ("canceled", 0, True)
    assert f'<tr id="line-{line.id}" class="ended voided">' in page
    assert "</svg>Void</span>" in page
    assert "Rolled oats: taken off the order (ordered twice)" in page
    restored = tablet.post(desk.url("restore", desk.first), desk.form())
    assert (restored.status_code, desk.again().lines[0].status) == (303, "pending")
    assert (desk.first.voided_at, desk.first.number, desk.order.lines_made) == (None, 1, 3)


def test_what_was_taken_off_is_restored_not_reopened(desk: Desk, tablet: Tablet) -> None:
    """Reopening the order leaves it off; it ends as what the others ended as."""
    buyer = viewer_of(desk.cast.buyer)
    actions.void(desk.first, by=buyer, book=desk.book, why="ordered twice")
    actions.close(desk.order, "inquiry", by=buyer, book=desk.book)
    tablet.sign_in(desk.cast.manager)
    ended = desk.order.status
    one = tablet.post(desk.url("reopen", desk.first), desk.form(why="wanted"))
    tablet.post(desk.url("reopen"), desk.form(why="wanted"))

    assert (ended, one.status_code) == ("inquiry", 409)
    assert [line.open for line in desk.again().lines] == [0, 1, 1]


@pytest.mark.parametrize("person", ["taker", "outsider"])
@pytest.mark.parametrize("verb", ["void", "restore"])
def test_who_may_not_close_takes_nothing_off(
    desk: Desk, tablet: Tablet, person: str, verb: str
) -> None:
    """403 for a look and for a crafted request."""
    tablet.sign_in(desk.cast.everybody[person])
    url = desk.url(verb, desk.first)

    assert tablet.get(url).status_code == 403
    assert tablet.post(url, desk.form(why="no")).status_code == 403
    assert desk.again().lines[0].open == 1


@pytest.mark.contract("L5", "C31")
def test_goods_are_handed_over_right_here(desk: Desk, tablet: Tablet) -> None:
    """By order takers too; once, however often it is tapped; and taken back."""
    desk.arrive(desk.first)
    desk.first.copies, desk.first.bin = 1, "Cooler B3"
    tablet.sign_in(desk.cast.taker)
    sheet = tablet.get(desk.url("hand-over"), htmx=True).text
    key = re.search(r'name="one_time_key" value="([^"]+)"', sheet)
    form = desk.form(line=desk.first.id, one_time_key=key[1] if key else "")
    answers = [tablet.post(desk.url("hand-over"), form, htmx=True) for _ in range(2)]

    assert "Bin Cooler B3" in sheet
    assert "10.00" not in sheet
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Rolled oats: handed over" in answers[0].text
    assert desk.session.query(RegisterSale).count() == 1
    back = tablet.get(desk.url("take-back", desk.first), htmx=True).text
    key = re.search(r'name="one_time_key" value="([^"]+)"', back)
    done = desk.form(one_time_key=key[1] if key else "")
    assert tablet.post(desk.url("take-back", desk.first), done).status_code == 303
    change(desk.session, {"pickup_paid": "register"}, store_id=0, by=None)
    later = tablet.post(desk.url("hand-over"), {**form, "one_time_key": "k" * 24}, htmx=True)
    again = desk.form(one_time_key="l" * 24)
    assert tablet.post(desk.url("take-back", desk.first), again).status_code == 303
    assert [at_desk.PAID_LATER in answer.text for answer in (answers[0], later)] == [False, True]
    assert "ready for pickup" in tablet.get(f"/orders/{desk.order.number}").text


def test_lines_of_another_order_are_not_handed_over_here(desk: Desk, tablet: Tablet) -> None:
    """A crafted form; nor what is not here."""
    tablet.sign_in(desk.cast.taker)
    codes = [
        tablet.post(desk.url("hand-over"), desk.form(line=line, one_time_key="k" * 24)).status_code
        for line in (999_999, desk.first.id)
    ]

    assert (codes, desk.session.query(RegisterSale).count()) == ([422, 409], 0)


@pytest.mark.contract("B16")
def test_the_timeline_is_narrowed_and_goes_back_to_the_beginning(
    desk: Desk, tablet: Tablet
) -> None:
    """Everything is reachable, however much there is, and nothing twice."""
    buyer = viewer_of(desk.cast.buyer)
    for count in range(90):
        actions.edit_notes(desk.order, f"Note {count}", by=buyer)
    actions.move(desk.first, "placed", by=buyer, book=desk.book)
    tablet.sign_in(desk.cast.taker)
    url, said, pages = f"/orders/{desk.order.number}/timeline", [], 0
    while url:
        page = tablet.get(url, htmx=True).text
        said += re.findall(r"<li>.*?<div>(.*?)<small>", page, re.DOTALL)
        pages += 1
        older = re.search(r'href="([^"]+)"[^>]*>Older', page)
        url = older[1] if older else ""
    moves = tablet.get(f"/orders/{desk.order.number}/timeline?kind=moves").text

    assert (pages, len(said), len(set(said))) == (3, 92, 92)
    assert said[-1].startswith("Order taken")
    assert "New, no call → Placed" in moves
    assert "Note 3" not in moves


def test_an_order_is_not_to_be_cloned(desk: Desk, tablet: Tablet) -> None:
    """A switch, told in the timeline; decision 11."""
    tablet.sign_in(desk.cast.buyer)
    said = []
    for on in ("0", "1"):
        answer = tablet.post(desk.url("cloning"), desk.form(on=on), htmx=True)
        said.append((desk.again().no_clone, "Not to be cloned" in answer.text))

    assert said == [(True, True), (False, True)]
    assert tablet.post(desk.url("cloning"), desk.form(on="9")).status_code == 422


@pytest.mark.contract("B16")
def test_who_else_is_on_the_order_is_said(desk: Desk, tablet: Tablet) -> None:
    """Each sees the other, nobody themselves; another order is another place."""
    url = f"/orders/{desk.order.number}/here"
    tablet.sign_in(desk.cast.manager).get(url, htmx=True)
    seen = tablet.sign_in(desk.cast.buyer).get(url, htmx=True).text
    back = tablet.sign_in(desk.cast.manager).get(url, htmx=True).text

    assert "<span>Manager Person is on this order too.</span>" in seen
    assert "<span>Buyer Person is on this order too.</span>" in back


@pytest.mark.contract("B16")
def test_without_redis_nobody_is_here_and_nothing_waits(
    desk: Desk, tablet: Tablet, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hint is empty, the page is whole, and the next looks do not even ask."""
    monkeypatch.setitem(app.extensions, "redis", Redis(port=1, socket_connect_timeout=1))
    monkeypatch.setitem(app.extensions, "presence rests", 0.0)
    tablet.sign_in(desk.cast.buyer)
    url = f"/orders/{desk.order.number}/here?version={desk.order.version}"
    answers = [tablet.get(url, htmx=True) for _ in range(2)]

    assert [(a.status_code, "<p" in a.text) for a in answers] == [(200, False)] * 2
    assert app.extensions["presence rests"] > 0


@pytest.mark.contract("B16")
def test_an_order_that_moved_on_says_so(desk: Desk, tablet: Tablet) -> None:
    """Who changed it, in words, without a figure; nothing for the newest page; nothing written."""
    tablet.sign_in(desk.cast.buyer)
    url = f"/orders/{desk.order.number}/here?version="
    seen = desk.form()["version"]
    tablet.get(f"{url}{seen}", htmx=True)
    quiet = tablet.get(f"{url}{seen}", htmx=True)
    actions.edit_notes(desk.order, "Ring once", by=viewer_of(desk.cast.manager))
    told = tablet.get(f"{url}{seen}", htmx=True).text

    assert "changed this order" not in quiet.text
    assert "Set-Cookie" not in quiet.headers
    assert "Manager Person changed this order after you opened it." in told
    assert tablet.get("/orders/999999/here", htmx=True).status_code == 404


def test_names_in_redis_are_for_a_moment(app: Flask, desk: Desk) -> None:
    """Who was not heard of is gone; nonsense is nobody; at most a few."""
    now = 1_000_000.0
    found = [(str(n).encode(), f"{now - n:.0f} Person {n:02}".encode()) for n in range(1, 80)]
    odd = [(b"x", b"1000000 Odd"), (b"7777", b"then Odd"), (b"2", b"999998 Me")]
    names = [one.name for one in presence._others([*odd, *found], 2, now)]

    assert names == ["Person 01", "Person 03", "Person 04", "Person 05", "Person 06"]
