"""Amending a purchase order, placing it, sending it again, giving it up."""

from __future__ import annotations

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.purchasing import bp
from app.blueprints.purchasing.show import OrderForm, form_of, shown
from app.domain.orders.statuses import book
from app.domain.purchasing import drafting, placing, queries
from app.extensions import db
from app.models import PurchaseOrder, PurchaseState, SendWay
from app.vocabulary.errors import Invalid, Refused, Stale
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.filters import day, plural
from app.web.forms import PressForm
from app.web.htmx import go

CLASH = (
    "Somebody changed this purchase order since you opened it. It stands here as it is now; what "
    "you typed is still in the boxes. Press again to go on."
)
CASES = "cases-"


@bp.post("/orders/<id:purchase_order_id>/amend")
@requires(Permission.PURCHASES_PLACE)
def amend(purchase_order_id: int) -> Response:
    """Save cases, note and lines taken off."""
    order = queries.held(db.session(), purchase_order_id)
    form = form_of(order)
    refused = _amended(order, form)
    if refused is not None:
        return refused
    flash(f"Purchase order {order.number} is saved.", "done")
    return _back(order)


@bp.post("/orders/<id:purchase_order_id>/place")
@requires(Permission.PURCHASES_PLACE)
def place(purchase_order_id: int) -> Response:
    """Save it as it stands on the page, place it, and let it go out by `way`. A second tap does
    nothing."""
    session, by = db.session(), viewer()
    order = queries.held(session, purchase_order_id)
    if order.state in {PurchaseState.PLACED, PurchaseState.RECEIVED}:
        flash(f"Purchase order {order.number} was placed already.", "info")
        return _back(order)
    form = form_of(order)
    refused = _amended(order, form)
    if refused is not None:
        return refused
    way = SendWay(form.way.data)
    try:
        done = placing.place(session, order, way, form.expected_on.data, by=by, book=book(session))
    except Invalid as error:
        form.refuse(error)
        return _again(purchase_order_id, form, error.message, 422)
    except Refused as error:
        return _again(purchase_order_id, form, error.message, 409)
    if done.left:
        names = ", ".join(row.description[:40] for row in done.left[:5])
        flash(f"Not wanted any more, so left out: {names}.", "warn")
    count = plural(len(queries.live(order)), "line")
    when = f", should come {day(order.expected_on)}" if order.expected_on else ""
    flash(f"Purchase order {order.number} is placed: {count}{when}.", "done")
    return _back(order)


@bp.post("/orders/<id:purchase_order_id>/send")
@requires(Permission.PURCHASES_PLACE)
def send(purchase_order_id: int) -> Response:
    """Send a placed purchase order again, by `way`."""
    session = db.session()
    order = queries.held(session, purchase_order_id)
    press = PressForm()
    press.version.check(order)
    ways = {way.value: way for way in SendWay}
    way = ways.get(request.form.get("way", ""))
    if way is None:
        raise Invalid({"way": "Choose how it goes out."})
    placing.send(session, order, way, by=viewer())
    flash(f"Purchase order {order.number} goes out.", "done")
    return _back(order)


@bp.post("/orders/<id:purchase_order_id>/cancel")
@requires(Permission.PURCHASES_PLACE)
def cancel(purchase_order_id: int) -> Response:
    """Give it up: lines go back to where they stood. A second tap does nothing."""
    session = db.session()
    order = queries.held(session, purchase_order_id)
    if order.open:
        PressForm().version.check(order)
        was_placed = order.state is PurchaseState.PLACED
        count = placing.cancel(order, by=viewer(), book=book(session))
        words = f"Purchase order {order.number} is given up."
        if was_placed:
            words += f" {plural(count, 'line')} can be ordered again. Tell the vendor."
        flash(words, "warn" if was_placed else "done")
    return _back(order)


def _amended(order: PurchaseOrder, form: OrderForm) -> Response | None:
    """Write what the form says, or answer with the page as it was typed."""
    if not form.validate():
        return _again(order.id, form, form.first_problem, 422)
    try:
        form.version.check(order)
        off = {number_in(value) or 0 for value in request.form.getlist("off")}
        drafting.amend(order, _cases(), off, form.note.data or "", by=viewer())
        db.session.flush()
    except Stale:
        return _again(order.id, form, CLASH, 409)
    except Refused as error:
        return _again(order.id, form, error.message, 409)
    except Invalid as error:
        return _again(order.id, form, error.message, 422)
    return None


def _cases() -> dict[int, int]:
    """Cases by purchase line; Invalid for what is no number."""
    made = {}
    for name, value in request.form.items():
        row = number_in(name.removeprefix(CASES)) if name.startswith(CASES) else None
        if row is None:
            continue
        count = number_in(value.strip(), drafting.MOST_CASES)
        if count is None:
            raise Invalid({"cases": f"Write a number of cases from 1 to {drafting.MOST_CASES:,}."})
        made[row] = count
    return made


def _again(row_id: int, form: OrderForm, problem: str, status: int) -> Response:
    """The page as the purchase order is now, with what was typed."""
    db.session.rollback()
    order = queries.purchase_order(db.session(), row_id)
    typed = {
        number_in(name.removeprefix(CASES)) or 0: value[:9]
        for name, value in request.form.items()
        if name.startswith(CASES)
    }
    form.version.data = str(order.version)
    return shown(order, form, typed=typed, problem=problem, status=status)


def _back(order: PurchaseOrder) -> Response:
    return go(url_for("purchasing.show", purchase_order_id=order.id))
