"""The log of messages, and one message."""

from __future__ import annotations

from flask import Response, request

from app.blueprints.messages import bp
from app.domain.messages import queries, writing
from app.domain.messages.queries import Which
from app.extensions import db
from app.models import Message, MessageState, Order
from app.vocabulary.occasions import Occasion
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import page
from app.web.offers import set_up

ALL_STORES = "all"


@bp.get("/messages")
@requires(Permission.MESSAGES_SEND)
def index() -> Response:
    """Messages of this store, what failed first; narrowed by state, occasion, order, customer."""
    session = db.session()
    which = _asked()
    shown = queries.log(session, which, before=number_in(request.args.get("before")))
    return page(
        "messages/index.html",
        "messages/_log.html",
        shown=shown,
        which=which,
        counts=queries.counts(session, which),
        states=[("", "Every state"), *((each.value, each.label) for each in MessageState)],
        occasions=[("", "Every occasion"), *((each.value, each.label) for each in Occasion)],
        about=_about(which),
        args=_args(),
        first="before" not in request.args,
        set_up=set_up(),
    )


@bp.get("/messages/<id:message_id>")
@requires(Permission.MESSAGES_SEND)
def show(message_id: int) -> Response:
    """What was written to whom, and what became of it. Its words only for those who may read
    them (B1)."""
    message = queries.by_id(db.session(), message_id)
    return page("messages/show.html", "messages/_message.html", **seen(message))


def seen(message: Message) -> dict[str, object]:
    """What the page of a message needs; words and subject are not there for those who may not
    read them."""
    reads = queries.may_read(message, viewer())
    return {
        "message": message,
        "order": message.order,
        "subject": message.subject if reads else "",
        "body": message.body if reads else "",
        "reads": reads,
        "lines": writing.lines_of(db.session(), message),
        "may_repeat": writing.may_repeat(message),
        "key": new_key(),
    }


def _asked() -> Which:
    """What the address narrows the log to; what no list offers is left out."""
    state, occasion = request.args.get("state", ""), request.args.get("occasion", "")
    order, customer = (number_in(request.args.get(name)) for name in ("order", "customer"))
    whole = bool(order or customer) or request.args.get("store") == ALL_STORES
    return Which(
        store_id=None if whole else viewer().store_id,
        state=MessageState(state) if state in set(MessageState) else None,
        occasion=Occasion(occasion) if occasion in set(Occasion) else None,
        order_id=queries.order_id_of(db.session(), order) if order else None,
        customer_id=customer,
    )


def _args() -> dict[str, str]:
    """The arguments that narrow the log, to be kept when another one changes."""
    known = ("state", "occasion", "order", "customer", "store")
    return {name: request.args[name] for name in known if request.args.get(name)}


def _about(which: Which) -> Order | None:
    """The order that the log is narrowed to."""
    return db.session().get(Order, which.order_id) if which.order_id else None
