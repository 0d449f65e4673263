"""Who else looks at an order, and whether it is still what the page shows (B16)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders import bp
from app.extensions import db
from app.models import Order, OrderEvent, User
from app.vocabulary.errors import NotFound
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.htmx import go, wants_partial
from app.web.presence import Present, here, quietly


@dataclass(frozen=True)
class Newer:
    """Who changed the order last; "You" for one's own other window."""

    who: str


@bp.get("/orders/<id:number>/here")
@requires(Permission.ORDERS_SEE)
def who_is_here(number: int) -> BaseResponse:
    """Heard every now and then while a page of the order, made from `version`, is in sight; who
    comes here by themselves is led to that page."""
    quietly()
    if not wants_partial():
        return go(url_for("orders.show", number=number))
    row = db.session.execute(
        sa.select(Order.id, Order.version).where(Order.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no order {number}.")
    seen = number_in(request.args.get("version")) or 0
    people: list[Present] = here(f"order:{row.id}", viewer(), viewer().name)
    newer = _newest(row.id) if seen and row.version > seen else None
    body = render_template(
        "orders/_here.html", number=number, version=seen, people=people, newer=newer
    )
    return Response(body, mimetype="text/html")


def _newest(order_id: int) -> Newer:
    query = (
        sa.select(OrderEvent.user_id, User.name)
        .outerjoin(User, User.id == OrderEvent.user_id)
        .where(OrderEvent.order_id == order_id)
        .order_by(OrderEvent.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    if row is None or row.user_id is None:
        return Newer("The night" if row else "Somebody")
    return Newer("You" if row.user_id == viewer().user_id else str(row.name))
