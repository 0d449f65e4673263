"""Sending a message again, and not sending one that still waits."""

from __future__ import annotations

from flask import flash, url_for
from werkzeug.wrappers import Response

from app.blueprints.messages import bp
from app.domain.messages import queries, templates, writing
from app.domain.messages.ways import ways_to
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.models import Message
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import PressForm
from app.web.htmx import go
from app.web.offers import set_up, usable
from app.web.picked import one_time_key


@bp.post("/messages/<id:message_id>/again")
@requires(Permission.MESSAGES_SEND)
def again(message_id: int) -> Response:
    """Send it once more: a copy, with today's words, to the contact that the order has now; once
    per `one_time_key`."""
    key = one_time_key()
    message = _held(message_id)
    session = db.session()
    order = writing.order_now(message, writing.lines_of(session, message))
    settings = settings_of(session, order.store_id)
    out = usable(ways_to(order, settings)[message.way], set_up())
    words = templates.words_for(session, order.store_id, message.occasion, message.way)
    made = writing.known(session, key) or writing.again(session, message, out, words, by=viewer())
    made.one_time_key = key
    session.flush()
    flash(f"Sent once more, to {out.to}.", "done")
    return go(url_for("messages.show", message_id=made.id))


@bp.post("/messages/<id:message_id>/drop")
@requires(Permission.MESSAGES_SEND)
def drop(message_id: int) -> Response:
    """Do not send what still waits."""
    message = _held(message_id)
    writing.drop(db.session(), message, by=viewer())
    flash("It is not sent.", "done")
    return go(url_for("messages.show", message_id=message.id))


def _held(message_id: int) -> Message:
    """The message, locked, as the person looked at it. Stale when it has moved on since."""
    message = queries.by_id(db.session(), message_id, lock=True)
    PressForm().version.check(message)
    return message
