"""Last night on a page: what happened and why, and taking it back (B5)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.overnight.plan import Step
from app.domain.overnight.running import run_due
from app.domain.pickup import desk
from app.jobs import work
from app.models import NightRun, NightUndo, Order, OrderLine, OutboxRow
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.web.forms import new_key
from tests.domain.overnight.nights import sell
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import tagged
from tests.support.queries import count_queries


@pytest.fixture
def orders(session: Session, cast: Cast) -> tuple[Order, Order]:
    """One that was sold and one that was forgotten; the night has passed over both."""
    day = clock.last_finished_day(clock.now(), cast.hill.time_zone)
    wish = a_wish(a_product(session, a_department(session), description="Forgotten oats"))
    with clock.set_to(clock.now() - timedelta(days=100)):
        old = an_order(session, viewer_of(cast.buyer), [wish])
    with clock.set_to(clock.now() - timedelta(days=2)):
        sold = an_order(session, viewer_of(cast.buyer), [wish, wish])
    sell(session, sold.lines[0], on=day)
    session.commit()
    run_due(session, session.commit)
    return old, sold


def day_of(session: Session) -> str:
    """The business date of the night, as addresses write it."""
    return session.scalars(sa.select(NightRun.business_date).limit(1)).one().isoformat()


@pytest.mark.contract("B5", "C33", "C37")
def test_it_says_what_happened_and_why(
    orders: tuple[Order, Order], session: Session, cast: Cast, tablet: Tablet
) -> None:
    old, sold = orders
    page = tablet.sign_in(cast.manager).get("/last-night")
    assert page.status_code == 200
    text = unescape(page.text)
    for words in ("Receipt 1-1-0", "Closed: too old", "Forgotten oats", "Step by step"):
        assert words in text, words
    assert f'href="/orders/{sold.number}"' in text
    assert f"/last-night/{old.number}/undo" in text
    assert tablet.get(f"/last-night?day={day_of(session)}").status_code == 200
    assert tablet.get("/last-night?day=2001-01-01").status_code == 404
    assert tablet.get("/last-night?day=x").status_code == 404


@pytest.mark.contract("B5")
def test_an_order_is_taken_back_with_one_tap(
    orders: tuple[Order, Order], session: Session, cast: Cast, tablet: Tablet
) -> None:
    old, _ = orders
    where, form = f"/last-night/{old.number}/undo", {"day": day_of(session)}
    answer = tablet.sign_in(cast.manager).post(where, form, htmx=True)
    assert answer.status_code == 200
    why = re.search(
        r'<td class="why"(?:(?!</td>).)*Taken back by Manager Person', answer.text, re.S
    )
    assert why is not None
    session.expire_all()
    assert (old.open, old.lines[0].status) == (1, "new_no_call")
    assert tablet.post(where, form).status_code == 404


@pytest.mark.contract("B5")
def test_the_whole_night_is_asked_for_and_done_by_a_worker(
    app: Flask, orders: tuple[Order, Order], session: Session, cast: Cast, tablet: Tablet
) -> None:
    form = {"day": day_of(session), "one_time_key": new_key()}
    tablet.sign_in(cast.manager)
    asked = tablet.get(f"/last-night/undo?day={form['day']}")
    assert "2 lines" in asked.text
    for _ in range(2):
        answer = tablet.post("/last-night/undo", form)
        assert answer.headers["Location"] == f"/last-night?day={form['day']}"
    wish = session.scalars(sa.select(NightUndo)).one()
    assert session.scalars(sa.select(OutboxRow.job)).all() == [Job.UNDO_NIGHT]
    bar = f"/last-night/undo/{wish.id}"
    working = tablet.get(f"/last-night?day={form['day']}").text
    # Meanwhile no order has an Undo of its own.
    alone = re.findall(r'action="/last-night/[0-9]+/undo"', working)
    assert ("Taking the night back" in working, alone) == (True, [])
    assert 'hx-trigger="load delay:1s"' in tablet.get(bar, htmx=True).text
    assert tablet.get(bar).headers["Location"] == f"/last-night?day={form['day']}"
    row_id = session.scalars(sa.select(OutboxRow.id)).one()
    session.commit()
    with app.app_context():
        work.run(row_id)
    done = tablet.get(bar, htmx=True)
    assert done.headers["HX-Retarget"] == "#last-night"
    assert "2 lines taken back by Manager Person" in unescape(done.text)
    session.expire_all()
    still_closed = sa.select(sa.func.count()).where(OrderLine.open == 0)
    assert session.scalar(still_closed) == 0
    assert tablet.post("/last-night/undo", {"day": form["day"]}).status_code == 409


@pytest.mark.contract("B5", "B11")
def test_what_was_handed_over_and_taken_back_waits_at_the_counter(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Nobody is told that it completes tonight: the night does not, and the counter offers it."""
    with clock.set_to(clock.now() - timedelta(days=2)):
        (line,) = tagged(session, cast)
    with clock.set_to(clock.now() - timedelta(days=1)):
        desk.hand_over(session, [line.id], by=viewer_of(cast.taker), one_time_key=new_key())
        session.commit()
    run_due(session, session.commit)
    number = line.order.number
    tablet.sign_in(cast.manager).post(f"/last-night/{number}/undo", {"day": day_of(session)})
    counter, tonight = tablet.get(f"/pickup?order={number}").text, tablet.get("/tonight").text
    assert (f'name="line" value="{line.id}"' in counter, "completes tonight" in counter) == (
        True, False,
    )  # fmt: skip
    assert f"/orders/{number}" not in tonight


@pytest.mark.contract("B5")
def test_only_what_can_be_taken_back_is_offered(
    orders: tuple[Order, Order], session: Session, cast: Cast, tablet: Tablet
) -> None:
    """What was changed since is said, beside the line and of the night as a whole."""
    whole = "/last-night/undo?day=" + day_of(session)
    some = {"by": viewer_of(cast.manager), "book": book(session), "why": "asked for"}
    actions.reopen(orders[0], **some)
    session.commit()
    tablet.sign_in(cast.manager)
    page = unescape(tablet.get("/last-night").text)
    assert f"/last-night/{orders[0].number}/undo" not in page
    assert f"/last-night/{orders[1].number}/undo" in page
    assert "It can’t be taken back. Opened again since." in page
    asked = unescape(tablet.get(whole, htmx=True).text)
    assert "1 line can be taken back" in asked
    assert "The rest stays as it is. 1 line: Opened again since." in asked
    orders[1].merged_into_id = orders[0].id
    session.commit()
    page, asked = (unescape(tablet.get(each).text) for each in ("/last-night", whole))
    words = (
        "can be taken back any more. 1 line: Its order was merged into another one. "
        "1 line: Opened again since."
    )
    assert (words in page, words in asked) == (True, True)
    assert ("/undo" in page, 'name="one_time_key"' in asked) == (False, False)
    form = {"day": day_of(session), "one_time_key": new_key()}
    refused = tablet.post("/last-night/undo", form)
    assert (refused.status_code, words in unescape(refused.text)) == (409, True)


def test_buyers_look_and_others_do_not(
    orders: tuple[Order, Order], session: Session, cast: Cast, tablet: Tablet
) -> None:
    form = {"day": day_of(session)}
    page = tablet.sign_in(cast.buyer).get("/last-night")
    assert (page.status_code, "undo-2" in page.text) == (200, False)
    assert tablet.post(f"/last-night/{orders[0].number}/undo", form).status_code == 403
    assert tablet.post("/last-night/undo", form).status_code == 403
    assert tablet.sign_in(cast.taker).get("/last-night").status_code == 403


def test_a_step_that_broke_says_so(
    orders: tuple[Order, Order], session: Session, cast: Cast, tablet: Tablet
) -> None:
    run = session.scalars(sa.select(NightRun).filter_by(step=Step.MAKE_RECURRING)).first()
    assert run is not None
    run.finished_at, run.problem = None, "There is no such vendor"
    session.commit()
    page = unescape(tablet.sign_in(cast.manager).get("/last-night").text)
    assert "“Repeating orders made” did not come to its end: There is no such vendor." in page


def test_before_the_first_night_it_says_what_comes(cast: Cast, tablet: Tablet) -> None:
    assert "No night has run yet" in tablet.sign_in(cast.manager).get("/last-night").text


def test_it_costs_the_same_for_many_lines(
    orders: tuple[Order, Order], session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.manager)
    with count_queries() as seen:
        tablet.get("/last-night")
    assert len(seen) <= 16
