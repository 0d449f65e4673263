"""After a call: taking it back, or agreeing on another next try (B7)."""

from __future__ import annotations

import sqlalchemy as sa
from flask import flash, url_for
from werkzeug.wrappers import Response

from app.blueprints.calls import bp
from app.blueprints.calls.answering import (
    back,
    card,
    done,
    noted,
    refuse_stale,
    versions_seen,
    words_of,
)
from app.blueprints.calls.forms import NextForm
from app.domain.calls import actions, undoing
from app.domain.orders import queries
from app.domain.orders.statuses import book
from app.extensions import db
from app.models import Call, CallLine, OrderLine
from app.vocabulary.errors import Invalid, Stale
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import go, wants_partial

CHANGED = "Somebody changed this order meanwhile. Look at it, then save once more."


@bp.post("/calls/<id:call_id>/undo")
@requires(Permission.CALLS_MAKE)
def undo(call_id: int) -> Response:
    """Take back a call that was noted within the last minute; every line stands where it stood."""
    session = db.session()
    call = actions.call_of(session, call_id)
    undoing.undo(session, call, by=viewer(), book=book(session))
    session.flush()
    if wants_partial():
        return card(_lines_of(call, lock=False))
    flash("Taken back: everything is as it was.", "done")
    return go(back() or url_for("calls.index"))


@bp.post("/calls/<id:call_id>/next")
@requires(Permission.CALLS_MAKE)
def reschedule(call_id: int) -> Response:
    """Agree on another next try; not for an order that somebody changed since it was looked at. A
    second tap does nothing."""
    call, form = actions.call_of(db.session(), call_id), NextForm()
    lines = _lines_of(call, lock=True)
    db.session.refresh(call)
    try:
        if not _is_agreed(call, form):
            refuse_stale(lines, versions_seen(), CHANGED)
            if not form.validate() or form.next_at.at is None:
                raise Invalid({"next_at": form.first_problem or "Choose when."})
            actions.reschedule(db.session(), call, lines, form.next_at.at, by=viewer())
    except (Invalid, Stale) as error:
        if not wants_partial():
            raise
        if not form.next_at.errors:
            form.refuse(Invalid({"next_at": error.message}) if isinstance(error, Stale) else error)
        return noted(call, lines, form=form, status=409 if isinstance(error, Stale) else 422)
    if not wants_partial():
        flash(words_of(call, lines), "done")
        return go(back() or url_for("calls.index"))
    return done(call, lines)


def _is_agreed(call: Call, form: NextForm) -> bool:
    """Whether it is to be tried then already."""
    known = call.next_at if call.undone_at is None else None
    return known is not None and form.validate() and form.next_at.at == known


def _lines_of(call: Call, *, lock: bool) -> list[OrderLine]:
    """What a call was about."""
    session = db.session()
    query = sa.select(CallLine.order_line_id).where(CallLine.call_id == call.id)
    ids = set(session.scalars(query))
    orders = queries.by_lines(session, ids, lock=lock)
    return [line for order in orders for line in order.lines if line.id in ids]
