"""How an order or a line ends by hand, comes back, or is kept from ending (C34, C32, B4)."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, ask, load
from app.blueprints.orders.clashing import moves_of, only
from app.blueprints.orders.forms import ActForm, CloseForm, KeepForm, PlainForm, ReasonForm
from app.blueprints.orders.moving import asks_first, never
from app.domain.orders import actions, queries
from app.domain.orders.policies import may_edit_line, may_reopen_line, may_restore, may_void
from app.models import OrderLine, Status
from app.vocabulary import clock
from app.vocabulary.decisions import YES, Decision
from app.vocabulary.errors import Invalid, Refused
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
    return _reopen(_sheet("Reopen", ReasonForm(), number))


@bp.route("/orders/<id:number>/lines/<id:line_number>/reopen", methods=["GET", "POST"])
@requires(Permission.ORDERS_REOPEN)
def reopen_line(number: int, line_number: int) -> Response:
    """Open one closed line again."""
    return _reopen(_sheet("Reopen", ReasonForm(), number, line_number))


@bp.route("/orders/<id:number>/keep-open", methods=["GET", "POST"])
@requires(Permission.ORDERS_KEEP)
def keep_open(number: int) -> Response:
    """Keep the night from closing an order before a day (B4)."""
    order = load(number)
    today = clock.business_date(clock.now(), order.store.time_zone)
    form = KeepForm(
        data={"until": order.keep_open_until or today + timedelta(days=actions.KEPT_DAYS)}
    )
    title = f"Keep order {number} open"
    sheet = Sheet(order, form, title, "orders/_keep_open.html", minds=only("kept_open"))
    if not form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200)

    def change() -> str:
        if not today < form.until.data <= today + timedelta(days=LONGEST_KEPT_DAYS):
            raise Invalid({"until": "Choose a day after today, within a year."})
        actions.keep_open(order, form.until.data, by=viewer())
        return f"Order {number} stays open until {form.until.data:%d %b %Y}."

    return act(sheet, change, again=order.keep_open_until == form.until.data)


@bp.route("/orders/<id:number>/lines/<id:line_number>/void", methods=["GET", "POST"])
@requires(Permission.ORDERS_CLOSE)
def void_line(number: int, line_number: int) -> Response:
    """Take a line off its order, for a reason; its number is never used again (D24)."""
    sheet = _sheet("Void", ReasonForm(), number, line_number)
    line = queries.line_of(sheet.order, line_number)
    if not sheet.form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, refusal=may_void(line).reason)

    def change() -> str:
        actions.void(line, by=viewer(), book=sheet.book, why=sheet.form.why.data)
        return f"Taken off: {line.description[:60]}."

    return act(sheet, change, again=line.voided_at is not None)


@bp.route("/orders/<id:number>/lines/<id:line_number>/restore", methods=["GET", "POST"])
@requires(Permission.ORDERS_CLOSE)
def restore_line(number: int, line_number: int) -> Response:
    """Bring a line back that was taken off, to where it may stand."""
    sheet = _sheet("Restore", PlainForm(), number, line_number)
    line = queries.line_of(sheet.order, line_number)
    if not sheet.form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return ask(sheet, status, refusal=may_restore(line).reason)

    def change() -> str:
        actions.restore(line, by=viewer(), book=sheet.book)
        return f"Back as {sheet.book[line.status].label}: {line.description[:60]}."

    return act(sheet, change, again=bool(line.open))


def _sheet(verb: str, form: ActForm, number: int, line_number: int | None = None) -> Sheet:
    """The verb for the whole order, or for one of its lines."""
    order, inside = load(number), f"orders/_{verb.lower()}.html"
    if line_number is None:
        minds = moves_of((), grows=True)
        return Sheet(order, form, f"{verb} order {number}", inside, minds=minds)
    line = queries.line_of(order, line_number)
    title = f"{verb} {line.description[:60]}"
    return Sheet(order, form, title, inside, line, minds=moves_of({line_number}))


def _chosen(sheet: Sheet, *, is_open: bool) -> list[OrderLine]:
    lines = [sheet.line] if sheet.line else sheet.order.lines
    return [line for line in lines if bool(line.open) is is_open]


def _close(sheet: Sheet) -> Response:
    form, order = sheet.form, sheet.order
    lines = _chosen(sheet, is_open=True)
    context = {"lines": lines, "endings": _endings(sheet, lines), "confirm": None}
    if not form.validate_on_submit():
        return ask(sheet, 422 if request.method == "POST" else 200, **context)
    key, sure = form.status.data, form.sure.data == "1"
    mine = [sheet.line] if sheet.line else order.lines
    if all(line.status == key for line in mine):
        return act(sheet, lambda: "It is closed already.", again=True)
    target = next((status for status in sheet.book.closings if status.key == key), None)
    unusual = target and any(asks_first(line, target, sheet.book) for line in lines)
    if unusual and not sure and form.knows(order):
        return ask(sheet, 409, **(context | {"confirm": target}))

    def change() -> str:
        if sheet.line is not None:
            may_edit_line(sheet.line).enforce()
        why = form.why.data
        actions.close(order, key, by=viewer(), book=sheet.book, lines=lines, why=why, sure=sure)
        label = sheet.book.named(key).label
        return f"Closed as {label}: {plural(len(lines), 'line')}."

    return act(sheet, change, **context)


def _endings(sheet: Sheet, lines: list[OrderLine]) -> list[tuple[Status, Decision]]:
    """The ends to choose from, and whether all of `lines` may go there at all."""
    return [
        (status, never(lines, status, sheet.book) if lines else YES)
        for status in sheet.book.closings
    ]


def _reopen(sheet: Sheet) -> Response:
    closed = _chosen(sheet, is_open=False)
    lines = [line for line in closed if may_reopen_line(line)]
    refusal = "" if lines or not closed else may_reopen_line(closed[0]).reason
    if not sheet.form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return ask(sheet, status, lines=lines, refusal=refusal)

    def change() -> str:
        if not closed:
            return "It is open already."
        if not lines:
            raise Refused(refusal)
        why = sheet.form.why.data
        actions.reopen(sheet.order, by=viewer(), book=sheet.book, lines=lines, why=why)
        return f"Open again: {plural(len(lines), 'line')}."

    return act(sheet, change, again=not closed, lines=lines)
