"""Noting how a call ended: one tap on the sheet, or the dialog where more can be said."""

from __future__ import annotations

from collections.abc import Iterable

from flask import abort, request
from werkzeug.wrappers import Response

from app.blueprints.calls import bp
from app.blueprints.calls.answering import (
    MOST_LINES,
    Tapped,
    card,
    dialog,
    done,
    refuse_stale,
    versions_seen,
)
from app.blueprints.calls.forms import ANSWERS, CONFIRMED, CallForm
from app.blueprints.calls.seeing import missed
from app.domain.calls import actions
from app.domain.calls.actions import Said
from app.domain.calls.answers import Answer, is_asked
from app.domain.calls.groups import key_of_order
from app.domain.customers.phones import digits_of
from app.domain.orders import queries
from app.extensions import db
from app.models import CallOutcome, OrderLine
from app.vocabulary.errors import CaselotError, Invalid, NotFound, Refused, Stale
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.picked import one_time_key, picked

CHANGED = "Somebody changed this order while you were on the phone. Look, then tap again."


@bp.get("/calls/about")
@requires(Permission.CALLS_MAKE)
def about() -> Response:
    """All that can be said about a call about the lines `line` (repeated) of one customer."""
    ids = [number_in(text) for text in request.args.getlist("line")[:MOST_LINES]]
    return dialog(_tapped([each for each in ids if each is not None], lock=False))


@bp.post("/calls")
@requires(Permission.CALLS_MAKE)
def record() -> Response:
    """Note how the call about `line` (repeated) ended, once per `one_time_key`; `version`
    (repeated, `number:version`) are the orders as they were seen."""
    key = one_time_key()
    tapped = _tapped(picked()[:MOST_LINES], lock=True)
    known = actions.made_before(db.session(), key)
    if known is not None:
        return done(known, tapped.lines)
    try:
        if not tapped.form.validate():
            raise Invalid({"outcome": tapped.form.first_problem})
        refuse_stale(tapped.lines, tapped.versions, CHANGED)
        call = actions.record(
            db.session(),
            tapped.lines,
            _said(tapped),
            by=viewer(),
            book=tapped.statuses,
            one_time_key=key,
        )
    except (Invalid, Stale, Refused) as error:
        return _refused(tapped, error)
    return done(call, tapped.lines)


def _tapped(ids: Iterable[int], *, lock: bool) -> Tapped:
    wanted = set(ids)
    orders = queries.by_lines(db.session(), wanted, lock=lock)
    lines = [line for order in orders for line in order.lines if line.id in wanted]
    if not lines:
        raise NotFound("There is no such line.")
    if len({key_of_order(order) for order in orders}) > 1:
        abort(400, "A call is about the orders of one customer.")
    return Tapped(lines, versions_seen(), CallForm())


def _said(tapped: Tapped) -> Said:
    form = tapped.form
    outcome = form.outcome.data
    number = digits_of(form.number.data or "")
    if outcome == CONFIRMED:
        answers = {line.id: Answer.CONFIRMED for line in tapped.lines if is_asked(line)}
        return Said(CallOutcome.REACHED, number, form.note.data, answers)
    answers = dict(_answers(tapped.lines)) if outcome == CallOutcome.REACHED else {}
    return Said(CallOutcome(outcome), number, form.note.data, answers, form.next_at.at)


def _answers(lines: list[OrderLine]) -> Iterable[tuple[int, Answer]]:
    for line in lines:
        answer = ANSWERS.get(request.form.get(f"answer-{line.id}", ""))
        if answer is not None:
            yield line.id, answer


def _refused(tapped: Tapped, error: CaselotError) -> Response:
    """The card or the dialog as things are now, with what stood in the way; nothing was noted."""
    ids = {line.id for line in tapped.lines}
    known, form = tapped.versions, tapped.form
    db.session.rollback()
    tapped = _tapped(ids, lock=False)
    tapped.form, status = form, 422 if isinstance(error, Invalid) else 409
    since = []
    if isinstance(error, Stale):
        orders = {line.order_id: line.order for line in tapped.lines}.values()
        changed = [o for o in orders if known.get(o.number) != o.version]
        since = missed(changed, known, tapped.statuses, viewer())
    if request.form.get("sheet"):
        return dialog(tapped, status=status, refusal=error.message, since=since)
    return card(tapped.lines, status=status, refusal=error.message, since=since)
