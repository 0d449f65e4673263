"""Finishing a new order: call or not, how they get it, and placing it, once."""

from __future__ import annotations

from flask import Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.entry import bp
from app.blueprints.entry.desk import Desk, finish_form
from app.blueprints.entry.forms import ContactForm, FinishForm
from app.blueprints.entry.holding import held, into, keep, shown
from app.blueprints.entry.taken import taken
from app.domain.orders import finishing, placing
from app.domain.orders.content import DraftContent
from app.extensions import db
from app.models import OrderSource
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.forms import one_line
from app.web.htmx import go, wants_partial


@bp.post("/orders/new/<key:key>/set-finish")
@requires(Permission.ORDERS_TAKE)
def set_finish(key: str) -> BaseResponse:
    """Keep what the finish card says, as it is typed; what cannot be is said below it."""
    desk = held(key)
    form = desk.finish = finish_form(desk)
    content = _finished(desk, form)
    if content is None:
        return shown(desk, "entry/_finish_said.html", status=422, oob=True)
    after = keep(desk, content)
    if wants_partial():
        return shown(after, "entry/_finish_said.html", oob=True)
    return go(url_for("entry.draft", key=key))


@bp.post("/orders/new/<key:key>/place")
@requires(Permission.ORDERS_TAKE)
def place(key: str) -> BaseResponse:
    """Make the order, once (C13, C15); what is missing is said beside its field, in order."""
    desk = held(key)
    form = desk.finish = finish_form(desk)
    content = _finished(desk, form)
    if words := one_line(request.form.get("description")):
        return _half_said(desk, form, words)
    if content is None:
        return _refused(desk)
    after = keep(desk, content)
    try:
        order = placing.place(db.session(), after.draft, after.viewer)
    except Invalid as error:
        return _missing(after, form, error)
    if wants_partial():
        return taken(order)
    return go(url_for("entry.draft", key=key))


def _finished(desk: Desk, form: FinishForm) -> DraftContent | None:
    """The draft as the finish card says; None if it cannot be, with the reason in the form."""
    if not form.validate():
        return None
    try:
        return finishing.finish(
            desk.content,
            call_first=form.call_first.data == "yes",
            pickup_store_id=form.pickup_store_id,
            comments=form.comments.data,
            source=OrderSource(form.source.data),
            delivery=form.delivery,
            requested_on=form.requested_on.data,
            today=desk.today,
        )
    except Invalid as error:
        form.refuse(error)
        return None


def _half_said(desk: Desk, form: FinishForm, words: str) -> Response:
    """Somebody is still typing an item or a note: placing would lose it, so only this card is
    answered and what is typed stays."""
    form.form_errors.append(f"“{words[:60]}” is not in the order yet. Add it, or cancel it.")
    return into(shown(desk, "entry/_finish.html", status=422), "#finish")


def _missing(desk: Desk, form: FinishForm, error: Invalid) -> Response:
    desk.finish, desk.problems = form, error.fields
    if "phone" in error.fields:
        desk.contact_form = ContactForm(formdata=None, data=desk.content.contact)
        desk.contact_form.phone.errors = [error.fields["phone"]]
    return _refused(desk)


def _refused(desk: Desk) -> Response:
    return shown(desk, "entry/_draft.html", status=422)
