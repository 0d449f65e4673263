"""How an order or a line ends by hand, comes back, or is kept from ending (C34, C32, B4)."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, ask, load
from app.blueprints.orders.forms import ActForm, CloseForm, KeepForm, PlainForm
from app.domain.orders import actions, queries
from app.domain.orders.policies import may_edit_line
from app.models import OrderLine
from app.vocabulary import clock
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import plural

LONGEST_KEPT_DAYS = 366


@bp.route("/orders/<id:number>/close", methods=["GET", "POST"])
@requires(Permission.ORDERS_CLOSE)
def close(number: int) -> Response:
    """Close all open lines of an order by hand."""
    return _close(_sheet("Close", CloseForm(), number))


@bp.route("/orders/<id:number>/lines/<id:line_number>/close", methods=["GET", "POST"])
@requires(Permission.ORDERS_CLOSE)
def close_line(number: int, line_number: int) -> Response:
    """Close one line by hand; its order stays in both lists while another is open (C32)."""
    return _close(_sheet("Close", CloseForm(), number, line_number))


@bp.route("/orders/<id:number>/reopen", methods=["GET", "POST"])
@requires(Permission.ORDERS_REOPEN)
def reopen(number: int) -> Response:
    """Open all closed lines of an order again."""
    return _reopen(_sheet("Reopen", PlainForm(), number))


@bp.route("/orders/<id:number>/lines/<id:line_number>/reopen", methods=["GET", "POST"])
@requires(Permission.ORDERS_REOPEN)
def reopen_line(number: int, line_number: int) -> Response:
    """Open one closed line again."""
    return _reopen(_sheet("Reopen", PlainForm(), number, line_number))


@bp.route("/orders/<id:number>/keep-open", methods=["GET", "POST"])
@requires(Permission.ORDERS_KEEP)
def keep_open(number: int) -> Response:
    """Keep the night from closing an order before a day (B4)."""
    order = load(number)
    today = clock.business_date(clock.now(), order.store.time_zone)
    form = KeepForm(
        data={"until": order.keep_open_until or today + timedelta(days=actions.KEPT_DAYS)}
    )
    sheet = Sheet(order, form, f"Keep order {number} open", "orders/_keep_open.html")
    if not form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200)

    def change() -> str:
        if not today < form.until.data <= today + timedelta(days=LONGEST_KEPT_DAYS):
            raise Invalid({"until": "Choose a day after today, within a year."})
        actions.keep_open(order, form.until.data, by=viewer())
        return f"Order {number} stays open until {form.until.data:%d %b %Y}."

    return act(sheet, change, again=order.keep_open_until == form.until.data)


def _sheet(verb: str, form: ActForm, number: int, line_number: int | None = None) -> Sheet:
    """The verb for the whole order, or for one of its lines."""
    order, inside = load(number), f"orders/_{verb.lower()}.html"
    if line_number is None:
        return Sheet(order, form, f"{verb} order {number}", inside)
    line = queries.line_of(order, line_number)
    return Sheet(order, form, f"{verb} {line.description[:60]}", inside, line)


def _chosen(sheet: Sheet, *, is_open: bool) -> list[OrderLine]:
    lines = [sheet.line] if sheet.line else sheet.order.lines
    return [line for line in lines if bool(line.open) is is_open]


def _close(sheet: Sheet) -> Response:
    form, order = sheet.form, sheet.order
    lines = _chosen(sheet, is_open=True)
    context = {"lines": lines, "closings": sheet.book.closings}
    if not form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, **context)
    key = form.status.data
    mine = [sheet.line] if sheet.line else order.lines
    if all(line.status == key for line in mine):
        return act(sheet, lambda: "It is closed already.", again=True)

    def change() -> str:
        if sheet.line is not None:
            may_edit_line(sheet.line).enforce()
        actions.close(order, key, by=viewer(), book=sheet.book, lines=lines)
        label = sheet.book.named(key).label
        return f"Closed as {label}: {plural(len(lines), 'line')}."

    return act(sheet, change, **context)


def _reopen(sheet: Sheet) -> Response:
    lines = _chosen(sheet, is_open=False)
    if not sheet.form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, lines=lines)

    def change() -> str:
        if not lines:
            return "It is open already."
        actions.reopen(sheet.order, by=viewer(), book=sheet.book, lines=lines)
        return f"Open again: {plural(len(lines), 'line')}."

    return act(sheet, change, again=not lines, lines=lines)
