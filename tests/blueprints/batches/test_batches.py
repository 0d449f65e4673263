"""The bar under a list: ask for one thing for many lines, watch it, see what became of each."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.batches import running
from app.domain.batches.kinds import Wish
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.models import (
    Batch,
    BatchKind,
    BatchRow,
    BatchState,
    OrderEvent,
    OrderLine,
    RegisterSale,
    Status,
    TagPrint,
)
from app.web.forms import new_key
from tests.support.batches import a_batch, many_lines, results_of
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import tagged
from tests.support.work import do_all


@pytest.fixture
def lines(session: Session, cast: Cast) -> list[OrderLine]:
    """Three lines of three orders that need no call."""
    return many_lines(session, viewer_of(cast.taker), 3)


def asks(lines: list[OrderLine], kind: str, **values: Any) -> dict[str, Any]:
    """What the bar sends."""
    ids = [line.id for line in lines]
    usual = {"line": ids, "kind": kind, "one_time_key": new_key(), "next": "/pending?q=a"}
    return {**usual, **values}


def statuses_of(session: Session, lines: list[OrderLine]) -> list[str]:
    """Where lines stand now."""
    session.expire_all()
    return [line.status for line in lines]


def the_batch(session: Session) -> Batch:
    """The newest batch."""
    session.expire_all()
    return session.scalars(sa.select(Batch).order_by(Batch.id.desc()).limit(1)).one()


@pytest.mark.contract("L6")
def test_a_few_lines_are_done_at_once(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """Back at the list, which says so; a second tap does nothing more."""
    tablet.sign_in(cast.buyer)
    form = asks(lines, "move:placed")
    first, second = (tablet.post("/batches", form) for _ in range(2))

    assert [(a.status_code, a.location) for a in (first, second)] == [(303, "/pending?q=a")] * 2
    assert "3 lines moved to Placed." in tablet.get("/pending").text
    assert statuses_of(session, lines) == ["placed"] * 3
    events = sa.select(sa.func.count()).where(OrderEvent.verb == "moved")
    assert session.scalar(events) == 3


@pytest.mark.contract("L6")
def test_what_was_refused_is_told_and_done_anyway(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """One may go to Arrived; the others only when the person is sure."""
    actions.move(lines[0], "placed", by=viewer_of(cast.buyer), book=book(session))
    tablet.sign_in(cast.buyer)
    answer = tablet.post("/batches", asks(lines, "move:arrived"))
    batch = the_batch(session)
    page = tablet.get(answer.location).text

    assert answer.location == f"/batches/{batch.id}"
    assert "2 of 3 not done" in page
    assert "<b>2</b> New, no call does not usually go to Arrived. Confirm to go on." in page
    assert "Do it anyway" in page
    refused = [line.order.number for line in lines[1:]]
    assert re.findall(r'class="id"><a href="/orders/(\d+)"', page) == [str(n) for n in refused]

    sure = {"which": "held", "one_time_key": new_key()}
    answer = tablet.post(f"/batches/{batch.id}/again", sure)
    assert (answer.status_code, answer.location) == (303, "/pending?q=a")
    assert statuses_of(session, lines) == ["arrived"] * 3
    assert tablet.post(f"/batches/{batch.id}/again", sure).status_code == 303
    assert tablet.post(f"/batches/{batch.id}/again", {**sure, "which": "all"}).status_code == 422


@pytest.mark.contract("L6")
def test_many_lines_are_left_to_a_worker(
    app: Flask, session: Session, tablet: Tablet, cast: Cast
) -> None:
    """The page asks again by itself, then stops; with no worker it says that it is held up."""
    lines = many_lines(session, viewer_of(cast.taker), 1, 30)
    tablet.sign_in(cast.buyer)
    url = tablet.post("/batches", asks(lines, "move:placed")).location
    waiting = tablet.get(url, htmx=True).text
    assert statuses_of(session, lines) == ["new_no_call"] * 30
    assert 'hx-trigger="load delay:1s"' in waiting
    assert "Waiting for its turn" in waiting

    batch = the_batch(session)
    running.take(session, batch.id, most=12)
    part = tablet.get(url, htmx=True).text
    assert "12 of 30 lines" in part
    assert '<progress max="1" value="0.4"' in part

    do_all(app, session)
    done = tablet.get(url, htmx=True).text
    assert "hx-trigger" not in done
    assert '<div id="batch-stop" hx-swap-oob="true"></div>' in done
    assert "All 30 lines: done." in done
    assert statuses_of(session, lines) == ["placed"] * 30
    assert "Status to Placed" in tablet.get("/batches").text


def test_a_batch_that_no_worker_takes_says_so(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    batch = a_batch(session, Wish(BatchKind.PICKING_LIST), lines, viewer_of(cast.buyer))
    batch.created_at = batch.created_at.replace(year=2020)
    tablet.sign_in(cast.buyer)
    assert "It takes longer than usual to begin." in tablet.get(f"/batches/{batch.id}").text


@pytest.mark.contract("L6", "C22")
def test_all_that_match_are_meant_and_asked_about(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """The address of the list says which: here only those of another status stay."""
    actions.move(lines[0], "pending", by=viewer_of(cast.buyer), book=book(session))
    tablet.sign_in(cast.buyer)
    form = asks([], "move:placed", all="1", next="/pending?status=new_no_call&store=all")
    page = tablet.post("/batches", form).text
    assert "All 2 lines that the list finds" in page
    assert 'name="address" value="status=new_no_call&amp;store=all"' in page
    form |= {"next": "/pending", "address": "status=new_no_call&store=all"}
    page = tablet.post("/batches", form).text
    assert "Status to Placed?" in page
    assert "All 2 lines that the list finds" in page
    assert statuses_of(session, lines) == ["pending", "new_no_call", "new_no_call"]

    assert tablet.post("/batches", {**form, "asked": "1"}).status_code == 303
    assert statuses_of(session, lines) == ["pending", "placed", "placed"]


@pytest.mark.contract("C34")
def test_closing_asks_first_and_takes_a_reason(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """The page in between carries everything along, also without scripts."""
    tablet.sign_in(cast.buyer)
    form = asks(lines[:2], "close:canceled")
    page = tablet.post("/batches", form).text
    sent = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    assert statuses_of(session, lines) == ["new_no_call"] * 3

    fields: dict[str, Any] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(value)
    answer = tablet.post("/batches", {**fields, "why": "No vendor has it"})
    assert (answer.status_code, answer.location) == (303, "/pending?q=a")
    assert statuses_of(session, lines) == ["canceled", "canceled", "new_no_call"]
    details = session.scalars(sa.select(OrderEvent.detail).filter_by(verb="moved"))
    assert [detail["why"] for detail in details] == ["No vendor has it"] * 2


@pytest.mark.contract("C24")
def test_a_status_that_needs_a_reason_asks_for_one(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """One for all of them; an empty one is asked for again."""
    session.scalars(sa.select(Status).filter_by(key="pending")).one().needs_reason = True
    tablet.sign_in(cast.buyer)
    form = asks(lines, "move:pending")
    first = tablet.post("/batches", form)
    second = tablet.post("/batches", {**form, "asked": "1"})
    assert (first.status_code, second.status_code) == (200, 422)
    assert "Say why they become Pending." in second.text
    assert "Say why" not in first.text

    tablet.post("/batches", {**form, "asked": "1", "why": "Out of stock until May"})
    assert statuses_of(session, lines) == ["pending"] * 3


@pytest.mark.contract("L6")
def test_handing_over_asks_first(session: Session, tablet: Tablet, cast: Cast) -> None:
    """Order takers may; each line is sold once."""
    here = tagged(session, cast, 2)
    tablet.sign_in(cast.taker)
    form = asks(here, "hand_over")
    assert "counts as sold and paid" in tablet.post("/batches", form).text
    assert session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) == 0
    tablet.post("/batches", {**form, "asked": "1"})
    assert session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) == 2


@pytest.mark.contract("L6", "C26")
def test_tags_lead_to_their_print(session: Session, tablet: Tablet, cast: Cast) -> None:
    """As from the tags desk; of many, the results lead to each print."""
    here = tagged(session, cast, 2)
    tablet.sign_in(cast.taker)
    answer = tablet.post("/batches", asks(here, "tags"))
    newest = session.scalar(sa.select(sa.func.max(TagPrint.id)))
    assert answer.location == f"/tags/prints/{newest}"
    batch = the_batch(session)
    assert f'<a href="/tags/prints/{newest}">' in tablet.get(f"/batches/{batch.id}").text


def test_stopping_and_going_on(session: Session, tablet: Tablet, cast: Cast) -> None:
    """Only whose it is may stop it; what is left goes on as a batch of its own."""
    lines = many_lines(session, viewer_of(cast.taker), 1, 30)
    batch = a_batch(session, Wish(BatchKind.MOVE, status="placed"), lines, viewer_of(cast.buyer))
    running.take(session, batch.id, most=12)
    url = f"/batches/{batch.id}"
    assert tablet.sign_in(cast.manager).post(f"{url}/stop").status_code == 409
    assert "Stop" not in re.findall(r"<button[^>]*>.*?</button>", tablet.get(url).text)
    tablet.sign_in(cast.buyer)
    assert tablet.post(f"{url}/stop").status_code == 303
    page = tablet.get(url).text
    assert "It was stopped." in page
    assert "Go on with the other 18" in page
    assert len(results_of(session, batch)) == 30

    tablet.post(f"{url}/again", {"which": "rest", "one_time_key": new_key()})
    assert statuses_of(session, lines).count("placed") == 30
    assert the_batch(session).state is BatchState.DONE


@pytest.mark.contract("C8")
@pytest.mark.parametrize("kind", ["move:placed", "close:canceled", "export:csv", "export:xlsx"])
def test_people_without_the_right_are_refused(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine], kind: str
) -> None:
    """A forged request makes nothing; outsiders don't even get in."""
    form = asks(lines, kind, asked="1")
    assert tablet.sign_in(cast.taker).post("/batches", form).status_code == 403
    assert tablet.sign_in(cast.outsider).post("/batches", asks(lines, "tags")).status_code == 403
    assert session.scalar(sa.select(sa.func.count()).select_from(BatchRow)) == 0


def test_forged_picks_and_ways_back_do_nothing(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """Ids of nothing, a kind that is none, a way back to another site."""
    tablet.sign_in(cast.buyer)
    for forged in ("0", "-1", "9" * 40, "x", "1; DROP TABLE orders"):
        assert tablet.post("/batches", asks(lines, "move:placed", line=forged)).status_code == 400
    nobody = asks(lines, "move:placed", line="999999999")
    assert tablet.post("/batches", nobody).status_code == 422
    for kind in ("", "move", "move:nowhere", "close:placed", "steal", "export:exe", "move:" * 40):
        assert tablet.post("/batches", asks(lines, kind, asked="1")).status_code == 422
    away = tablet.post("/batches", asks(lines, "move:placed", next="//evil.example/"))
    assert away.location == "/pending"
    empty = tablet.post("/batches", asks([], "move:placed"))
    assert (empty.status_code, empty.location) == (303, "/pending?q=a")
    assert tablet.post("/batches", asks(lines, "tags", one_time_key="")).status_code == 400
    assert statuses_of(session, lines) == ["placed"] * 3


def test_lines_move_from_a_list_with_a_long_address(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """A name in another script takes six letters of an address for one of its own."""
    tablet.sign_in(cast.buyer)
    back = "/pending?q=" + "%D0%BF" * 80
    answer = tablet.post("/batches", asks(lines, "move:placed", next=back))
    assert (answer.status_code, answer.location) == (303, back)


def test_one_box_may_stand_for_all_lines_of_an_order(
    session: Session, cast: Cast, tablet: Tablet, lines: list[OrderLine]
) -> None:
    tablet.sign_in(cast.buyer)
    boxes = [f"{lines[0].id},{lines[1].id}", str(lines[2].id)]
    assert tablet.post("/batches", asks([], "move:placed", line=boxes)).status_code == 303
    assert statuses_of(session, lines) == ["placed"] * 3


def test_a_list_at_no_address_is_the_pending_one(
    session: Session, cast: Cast, tablet: Tablet, lines: list[OrderLine]
) -> None:
    tablet.sign_in(cast.buyer)
    form = asks([], "move:placed", all="1", next="//[x", address="status=closed_before")
    assert tablet.post("/batches", form).location == "/pending"
    assert statuses_of(session, lines) == ["new_no_call"] * 3
