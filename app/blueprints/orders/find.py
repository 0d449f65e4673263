"""The field at the top of every page: a tag, an order number, or anything else to look for."""

from __future__ import annotations

import sqlalchemy as sa
from flask import request, url_for
from werkzeug.wrappers import Response

from app.blueprints.orders import bp
from app.blueprints.orders.listing import ALL_STORES, LONGEST_TEXT
from app.domain.orders import queries
from app.extensions import db
from app.models import Order
from app.vocabulary.barcodes import TagRef, read_shelf, read_tag
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import one_line
from app.web.htmx import go


@bp.get("/find")
@requires(Permission.ORDERS_SEE)
def find() -> Response:
    """Lead to what was scanned or typed: a tag to pickup, a shelf to what goes on it, a number to
    its order, the rest to the list, which also says when nothing is found."""
    text = one_line(request.args.get("q"))[:LONGEST_TEXT]
    if not text:
        return go(url_for("orders.pending"))
    tag = read_tag(text)
    if tag is not None:
        return go(_of_tag(tag, text))
    shelf = read_shelf(text)
    if shelf is not None and viewer().can(Permission.SHELVES_FILL):
        return go(url_for("pickup.put_away", shelf=shelf))
    if _names_an_order(text):
        return go(url_for("orders.show", number=int(text)))
    return go(url_for("orders.pending", q=text, store=ALL_STORES))


def _of_tag(tag: TagRef, text: str) -> str:
    if viewer().can(Permission.PICKUP_HAND_OVER):
        return url_for("pickup.index", q=text)
    if _exists(tag.order_number):
        return url_for("orders.show", number=tag.order_number)
    return url_for("orders.pending", q=text, store=ALL_STORES)


def _names_an_order(text: str) -> bool:
    """Whether `text` is an order's number, and no member who waits for something has it as well:
    then the list shows both."""
    if not (text.isascii() and text.isdecimal()) or text.startswith("0"):
        return False  # nobody writes an order so: it is a code, or a part of one
    return len(text) <= 7 and _exists(int(text)) and not _is_waiting_member(int(text))


def _exists(number: int) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Order.number == number))))


def _is_waiting_member(number: int) -> bool:
    return bool(db.session.scalar(queries.waiting_member(number)))
