"""Starting a new order, going on with one, leaving one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.entry import bp
from app.blueprints.entry.desk import Desk
from app.blueprints.entry.holding import shown
from app.blueprints.entry.taken import taken
from app.domain.orders import drafts
from app.domain.orders.placing import placed_before
from app.extensions import db
from app.models import Customer
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import go


@bp.get("/orders/new")
@requires(Permission.ORDERS_TAKE)
def new() -> BaseResponse:
    """A fresh address for a fresh draft; nothing is written before something is put into it."""
    customer = number_in(request.args.get("customer"))
    if request.args.get("kept") == "1":
        flash("Kept as a draft. Any tablet of the store can go on with it.", "done")
    return redirect(url_for("entry.draft", key=new_key(), customer=customer), 303)


@bp.get("/orders/new/<key:key>")
@requires(Permission.ORDERS_TAKE)
def draft(key: str) -> BaseResponse:
    """The page: customer, items, finish; or, once it is placed, what comes next (L3)."""
    kept = drafts.open_draft(db.session(), key, viewer())
    order = None if kept in db.session else placed_before(db.session(), key)
    if order is not None:
        return taken(order)
    desk = Desk(kept, viewer())
    suggested = number_in(request.args.get("customer"))
    if suggested and not desk.content.chosen:
        found = db.session.get(Customer, suggested)
        desk.suggested = found if found is not None and found.active else None
    return shown(desk, "entry/_draft.html")


@bp.post("/orders/new/<key:key>/discard")
@requires(Permission.ORDERS_TAKE)
def discard(key: str) -> BaseResponse:
    """Throw a draft away. One that is gone already, or an order by now, stays as it is."""
    kept = drafts.open_draft(db.session(), key, viewer(), lock=True)
    if kept in db.session:
        db.session.delete(kept)
        flash("The draft is discarded.", "done")
    return go(url_for("entry.new"))
