"""The list of repeating orders, and the page of one with its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import Response, render_template, request, url_for

from app.blueprints.recurring import bp
from app.blueprints.recurring.forms import PauseForm
from app.domain.orders.cloning import customer_of, plan
from app.domain.recurring import actions, queries
from app.domain.recurring.ahead import cutoffs_of, made_by
from app.domain.recurring.asking import rise
from app.domain.recurring.rhythm import Rhythm, words
from app.extensions import db
from app.models import Recurrence, RecurrenceState
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.filters import store_day


@dataclass(frozen=True)
class Money:
    """What a repeat costs, for people who may see totals; nobody else gets one of these."""

    agreed: Decimal | None
    now: Decimal | None
    percent: Decimal | None
    brake: Decimal | None


@bp.get("/recurring")
@requires(Permission.ORDERS_SPLIT)
def index() -> Response:
    """Those that ask, that go on, or that have ended, of the store one stands in."""
    session, store_id = db.session(), viewer().store_id
    counts = queries.counts(session, store_id)
    asked = request.args.get("state", "")
    first = RecurrenceState.ASKING if counts[RecurrenceState.ASKING] else RecurrenceState.ACTIVE
    state = RecurrenceState(asked) if asked in set(RecurrenceState) else first
    listed = queries.listed(session, store_id, state, before=number_in(request.args.get("before")))
    older = url_for("recurring.index", state=state, before=listed.before) if listed.before else None
    body = render_template(
        "recurring/index.html",
        rows=[(it, words(Rhythm.of(it)), _what(it)) for it in listed.found],
        asked=queries.questions(session, listed.found),
        state=state,
        states=RecurrenceState,
        counts=counts,
        most=queries.MOST_COUNTED,
        older=older,
    )
    return Response(body, mimetype="text/html")


@bp.get("/recurring/<id:recurrence_id>")
@requires(Permission.ORDERS_SPLIT)
def show(recurrence_id: int) -> Response:
    """How one repeats, what it asks, what became of each date."""
    return page_of(queries.by_id(db.session(), recurrence_id))


def page_of(it: Recurrence, *, problem: str = "", status: int = 200) -> Response:
    """The page of one recurrence."""
    session, rhythm = db.session(), Rhythm.of(it)
    asked = actions.question(session, it) if _asks(it) else None
    copy = plan(session, it.from_order, seen=viewer().figures, follow=True)
    sees = Figure.TOTAL in viewer().figures
    pause = PauseForm(formdata=None)
    body = render_template(
        "recurring/show.html",
        it=it,
        order=it.from_order,
        customer=customer_of(session, it.from_order),
        words=words(rhythm),
        dates=rhythm.next(it.next_on) if it.next_on else [],
        made_on=_made_on(it),
        copy=copy,
        asked=asked,
        asks_price=asked is not None and actions.about_price(asked),
        money=_money(it, copy.total) if sees else None,
        runs=queries.runs_of(session, it),
        pause=pause,
        problem=problem,
        today=store_day(),
    )
    return Response(body, status, mimetype="text/html")


def _asks(it: Recurrence) -> bool:
    return it.state is RecurrenceState.ASKING


def _what(it: Recurrence) -> str:
    """What is repeated, in a few words."""
    names = [line.description[:60] for line in it.from_order.lines if line.voided_at is None]
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _made_on(it: Recurrence) -> date | None:
    """The morning on which the next one is made."""
    if it.next_on is None:
        return None
    return made_by(it.next_on, it.days_ahead, cutoffs_of(db.session(), [it])[it.id])


def _money(it: Recurrence, now: Decimal | None) -> Money:
    known = it.agreed_total is not None and now is not None
    percent = rise(it.agreed_total, now) if known else None
    return Money(it.agreed_total, now, percent, it.most_rise)
