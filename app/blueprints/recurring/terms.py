"""Letting an order repeat, and changing how."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.recurring import bp
from app.blueprints.recurring.forms import TermsForm, usual, values_of
from app.domain.orders import queries as orders
from app.domain.orders.cloning import plan
from app.domain.recurring import actions, queries, rhythm
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.models import Order, Recurrence
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import store_day
from app.web.forms import new_key
from app.web.htmx import go, wants_partial
from app.web.picked import one_time_key

A_WEEK = timedelta(days=7)


@bp.get("/orders/<id:number>/repeat")
@requires(Permission.ORDERS_SPLIT)
def begin(number: int) -> BaseResponse:
    """The form, with the next five dates; for htmx the dates alone. An order that repeats already
    leads to how."""
    order = orders.by_number(db.session(), number)
    going = actions.of_order(db.session(), order)
    if going is not None and not wants_partial():
        return go(url_for("recurring.show", recurrence_id=going.id))
    return _page(order, _form(order))


@bp.post("/orders/<id:number>/repeat")
@requires(Permission.ORDERS_SPLIT)
def start(number: int) -> BaseResponse:
    """Let the order repeat, once per key."""
    key = one_time_key()
    order = orders.by_number(db.session(), number, lock=True)
    form = _form(order)
    if not form.validate():
        return _page(order, form, status=422)
    try:
        it = actions.start(db.session(), order, form.terms(), by=viewer(), one_time_key=key)
    except Invalid as error:
        form.refuse(error)
        return _page(order, form, status=422)
    except Refused as error:
        return _page(order, form, status=409, problem=error.message)
    flash(f"Order {number} repeats: {rhythm.words(rhythm.Rhythm.of(it)).lower()}.", "done")
    return go(url_for("recurring.show", recurrence_id=it.id))


@bp.get("/recurring/<id:recurrence_id>/change")
@requires(Permission.ORDERS_SPLIT)
def change_form(recurrence_id: int) -> Response:
    """How it repeats, to be changed; for htmx the dates alone."""
    it = queries.by_id(db.session(), recurrence_id)
    return _page(it.from_order, _form(it.from_order, it), it)


@bp.post("/recurring/<id:recurrence_id>/change")
@requires(Permission.ORDERS_SPLIT)
def change(recurrence_id: int) -> BaseResponse:
    """Repeat otherwise from now on."""
    it = queries.by_id(db.session(), recurrence_id, lock=True)
    form = _form(it.from_order, it)
    form.version.check(it)
    if not form.validate():
        return _page(it.from_order, form, it, status=422)
    try:
        actions.change(db.session(), it, form.terms(), by=viewer())
    except Invalid as error:
        form.refuse(error)
        db.session.expire(it)
        return _page(it.from_order, form, it, status=422)
    flash("Changed.", "done")
    return go(url_for("recurring.show", recurrence_id=it.id))


def _form(order: Order, it: Recurrence | None = None) -> TermsForm:
    """The form as it was sent, by GET to look at the dates, or as it starts."""
    if it is None:
        brake = settings_of(db.session(), order.store_id).repeat_most_rise
        data = usual(store_day() + A_WEEK, brake)
    else:
        data = values_of(it)
    typed = request.args if request.method != "POST" and "every" in request.args else None
    form = TermsForm(formdata=typed, data=data) if typed is not None else TermsForm(data=data)
    if Figure.TOTAL not in viewer().figures:
        # By trying, one could find out what an order costs.
        del form.most_rise
        if "most_rise" in request.values:
            viewer().can(Permission.PRICES_SEE).enforce()
    if it is not None and request.method != "POST":
        form.version.data = str(it.version)
    return form


def _page(
    order: Order,
    form: TermsForm,
    it: Recurrence | None = None,
    *,
    status: int = 200,
    problem: str = "",
) -> Response:
    if typed := (request.method != "POST" and "every" in request.args):
        form.validate()
    said, dates = _dates(form, it)
    context = {"words": said, "dates": dates}
    if typed and wants_partial():
        return Response(render_template("recurring/_dates.html", **context), mimetype="text/html")
    body = render_template(
        "recurring/terms.html",
        order=order,
        it=it,
        form=form,
        problem=problem,
        may=actions.may_repeat(db.session(), order) if it is None else None,
        key=new_key(),
        total=_total(order, it),
        **context,
    )
    return Response(body, status, mimetype="text/html")


def _total(order: Order, it: Recurrence | None) -> Decimal | None:
    """What a rise is measured from, for people who may see totals."""
    if Figure.TOTAL not in viewer().figures:
        return None
    return it.agreed_total if it else plan(db.session(), order, follow=True).total


def _dates(form: TermsForm, it: Recurrence | None) -> tuple[str, list[object]]:
    """The rhythm in words and its next dates; nothing while it cannot be said."""
    typed = form.rhythm
    if typed is None:
        return "", []
    try:
        real = rhythm.begun(typed)
    except Invalid:
        return "", []
    return rhythm.words(real), list(real.next(max(store_day(), real.first)))
