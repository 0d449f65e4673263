"""Finishing a new order: call or not, where to pick up, and placing it, once."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, flash, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.entry import bp
from app.blueprints.entry.desk import Desk, finish_form
from app.blueprints.entry.forms import ContactForm, FinishForm
from app.blueprints.entry.holding import held, keep, shown, to_the_order
from app.domain.orders import placing
from app.domain.orders.content import DraftContent
from app.extensions import db
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.htmx import go, wants_partial


@bp.post("/orders/new/<key:key>/set-finish")
@requires(Permission.ORDERS_TAKE)
def set_finish(key: str) -> BaseResponse:
    """Keep what the finish card says, as it is typed."""
    desk = held(key)
    form = desk.finish = finish_form(desk)
    if not form.validate():
        return _refused(desk)
    keep(desk, _finished(desk.content, form))
    return Response(status=204) if wants_partial() else go(url_for("entry.draft", key=key))


@bp.post("/orders/new/<key:key>/place")
@requires(Permission.ORDERS_TAKE)
def place(key: str) -> BaseResponse:
    """Make the order, once (C13, C15); what is missing is said beside its field, in order."""
    desk = held(key)
    form = desk.finish = finish_form(desk)
    if not form.validate():
        return _refused(desk)
    after = keep(desk, _finished(desk.content, form))
    try:
        order = placing.place(db.session(), after.draft, after.viewer)
    except Invalid as error:
        return _missing(after, form, error)
    flash(f"Order {order.number} taken.", "done")
    return to_the_order(order)


def _finished(content: DraftContent, form: FinishForm) -> DraftContent:
    return replace(
        content,
        call_first=form.call_first.data == "yes",
        pickup_store_id=form.pickup_store_id.data,
        comments=form.comments.data,
    )


def _missing(desk: Desk, form: FinishForm, error: Invalid) -> Response:
    desk.finish, desk.problems = form, error.fields
    if "phone" in error.fields:
        desk.contact_form = ContactForm(formdata=None, data=desk.content.contact)
        desk.contact_form.phone.errors = [error.fields["phone"]]
    return _refused(desk)


def _refused(desk: Desk) -> Response:
    return shown(desk, "entry/_draft.html", status=422)
