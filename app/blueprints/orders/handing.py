"""Handing goods over, and taking them back, on the page of their order (L5, C31)."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, ask, load
from app.blueprints.orders.clashing import moves_of, only
from app.blueprints.orders.forms import PlainForm
from app.domain.orders import queries
from app.domain.orders.policies import is_ready
from app.domain.pickup import desk
from app.domain.pickup.policies import may_hand_over, may_take_back
from app.domain.pickup.sold import sold_of
from app.domain.pricing.view import view_of_line
from app.extensions import db
from app.models import Order, OrderLine
from app.vocabulary.decisions import Decision
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import plural, store_day
from app.web.forms import new_key
from app.web.picked import one_time_key, picked


@bp.route("/orders/<id:number>/hand-over", methods=["GET", "POST"])
@requires(Permission.PICKUP_HAND_OVER)
def hand_over(number: int) -> Response:
    """Hand over the ticked lines of this order, as the pickup counter would."""
    order = load(number)
    goods = _goods(order)
    ids = [line.id for line in order.lines]
    title, inside = f"Hand over order {number}", "orders/_hand_over.html"
    sheet = Sheet(order, PlainForm(), title, inside, minds=moves_of((), grows=True))
    context: dict[str, Any] = {"goods": goods, "ticked": [line.id for line, may in goods if may]}
    context["prices"] = {line.id: view_of_line(line, viewer().figures) for line in order.lines}
    if request.method != "POST":
        return ask(sheet, key=new_key(), **context)
    key, chosen = one_time_key(), picked()
    context |= {"ticked": chosen, "key": key}

    def change() -> str:
        if not set(chosen) <= set(ids):
            raise Invalid({"line": "Choose lines of this order."})
        lines = desk.hand_over(db.session(), chosen, by=viewer(), one_time_key=key)
        who = order.full_name or "the customer"
        later = desk.paid_later(db.session(), viewer().store_id)
        return f"{plural(len(lines), 'line')} handed over to {who}. {later}".rstrip()

    return act(sheet, change, **context)


@bp.route("/orders/<id:number>/lines/<id:line_number>/take-back", methods=["GET", "POST"])
@requires(Permission.PICKUP_HAND_OVER)
def take_back(number: int, line_number: int) -> Response:
    """Undo the hand-over of one line."""
    order = load(number)
    line = queries.line_of(order, line_number)
    sold = sold_of(db.session(), [line.id]).get(line.id)
    title = f"Take back {line.description[:60]}"
    minds = only("taken_back", "moved")
    sheet = Sheet(order, PlainForm(), title, "orders/_take_back.html", line, minds=minds)
    if request.method != "POST":
        return ask(sheet, key=new_key(), refusal=may_take_back(line, sold, store_day()).reason)
    key = one_time_key()

    def change() -> str:
        desk.take_back(db.session(), line.id, by=viewer(), one_time_key=key)
        return f"Taken back: {line.description[:60]}."

    return act(sheet, change, key=key)


def _goods(order: Order) -> list[tuple[OrderLine, Decision]]:
    """The open lines, and whether each may be handed over here."""
    lines = [line for line in order.lines if line.open]
    sold = sold_of(db.session(), [line.id for line in lines if is_ready(line)])
    store = viewer().store_id
    return [(line, may_hand_over(line, sold.get(line.id), store)) for line in lines]
