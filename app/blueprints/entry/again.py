"""What the customer ordered before, one tap away; and what was ordered lately, asked about."""

from __future__ import annotations

from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.entry import bp
from app.blueprints.entry.desk import Desk
from app.blueprints.entry.forms import OrderAgainForm
from app.blueprints.entry.holding import done, held, item_or_404, keep, looked_at, shown
from app.domain.orders import drafts
from app.domain.orders.again import Past, one_before, order_before
from app.extensions import db
from app.vocabulary.errors import NotFound, Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.filters import plural
from app.web.htmx import go, wants_partial


@bp.get("/orders/new/<key:key>/ordered-before")
@requires(Permission.ORDERS_TAKE)
def ordered_before(key: str) -> Response:
    """Items of the customer's newest orders, each to be ordered again with one tap."""
    desk = looked_at(key)
    desk.wants_past = True
    return shown(desk, "entry/_past.html")


@bp.post("/orders/new/<key:key>/order-again")
@requires(Permission.ORDERS_TAKE)
def order_again(key: str) -> BaseResponse:
    """Add one line of the customer's orders, or the items of a whole order of theirs: department
    and units in a case as today; what nobody has any more is named."""
    desk, form = held(key), OrderAgainForm()
    customer_id = desk.content.customer_id
    if customer_id is None or not form.validate() or not (form.line.data or form.order.data):
        raise NotFound("Choose the customer first.")
    if form.line.data:
        before = [one_before(db.session(), customer_id, form.line.data)]
    else:
        before = order_before(db.session(), customer_id, form.order.data)
    sent_twice = desk.content.has_from(form.once.data)
    after = desk if sent_twice else _added(desk, before, form.once.data or "")
    if not wants_partial():
        return go(url_for("entry.ordered_before", key=key))
    if form.line.data and not sent_twice:
        return _one(desk, after, before[0])
    after.wants_past = True
    return done(after, "entry/_past_added.html")


@bp.post("/orders/new/<key:key>/items/<id:ref>/order-again-anyway")
@requires(Permission.ORDERS_TAKE)
def order_again_anyway(key: str, ref: int) -> BaseResponse:
    """Yes, it is meant again: no more question beside the item."""
    desk = held(key)
    item_or_404(desk, ref)
    return done(
        keep(desk, drafts.order_again(desk.content, ref)), "entry/_item_alone.html", ref=ref
    )


def _one(before: Desk, after: Desk, past: Past) -> BaseResponse:
    item = drafts.alike(after.content, past.wish) if past.wish else None
    fresh = item is not None and before.content.item(item.ref) is None
    return done(after, "entry/_past_one.html", one=past, item=item, fresh=fresh)


def _added(desk: Desk, before: list[Past], once: str) -> Desk:
    content, cases = desk.content, 0
    gone = [past.description[:60] for past in before if past.wish is None]
    for past in before:
        if past.wish is not None:
            try:
                content = drafts.add_wish(content, past.wish)
            except Refused as full:
                gone.append(f"{past.description[:60]} ({full.message})")
            else:
                cases += past.cases
    after = keep(desk, content.sent(once))
    wished = [past for past in before if past.wish is not None]
    what = wished[0].description if len(wished) == 1 else plural(len(wished), "item")
    said = f"Added {what}: {plural(cases, 'case')}." if cases else ""
    missing = f"Not to be had any more: {', '.join(gone)}." if gone else ""
    after.said = " ".join(part for part in (said, missing) if part)
    return after
