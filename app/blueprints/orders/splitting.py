"""Some lines into an order of their own, or into another one of the customer (C30)."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, ask, load
from app.blueprints.orders.forms import ActForm
from app.domain.orders import merging, queries, splitting
from app.domain.orders.placing import placed_before
from app.extensions import db
from app.models import Order, OrderLine
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.filters import plural
from app.web.forms import Count, new_key
from app.web.htmx import go
from app.web.picked import one_time_key, picked

NEW = "new"


class SplitForm(ActForm):
    """What goes where: beside these fields `line` (line numbers, repeated), `cases-<number>`, and
    `to`, an order's number or “new”."""

    one_time_key = HiddenField("")


class PartForm(ActForm):
    """How many cases stay in the line."""

    cases = Count("Cases that stay in this line", most=999)


@bp.route("/orders/<id:number>/split", methods=["GET", "POST"])
@requires(Permission.ORDERS_SPLIT)
def split(number: int) -> Response:
    """Move chosen lines, or some of their cases, to a new order or to another open one of the same
    customer, with every edit."""
    asked = number_in(request.form.get("to"))
    if request.method == "POST":
        known = placed_before(db.session(), one_time_key())
        if known is not None:
            return go(url_for("orders.show", number=known.number))
        merging.hold(db.session(), [number, *([asked] if asked else [])])
    order = load(number)
    form = SplitForm()
    form.one_time_key.data = form.one_time_key.data or new_key()
    sheet = Sheet(order, form, f"Split order {number}", "orders/_split.html")
    lines = [line for line in order.lines if line.open]
    context = {
        "lines": lines,
        "others": merging.others_of(db.session(), order),
        "chosen": set(_numbers()),
        "cases": {line.number: _cases(line) for line in lines},
        "to": request.form.get("to") or NEW,
    }
    if request.method != "POST":
        return ask(sheet, **context)
    if not form.validate():
        return ask(sheet, 422, **context)

    def change() -> str:
        going = [line for line in lines if line.number in context["chosen"]]
        target = _carry(sheet, going, asked, str(form.one_time_key.data), context["cases"])
        sheet.leads_to = url_for("orders.show", number=target.number)
        return f"{plural(len(going), 'line')} moved to order {target.number}."

    return act(sheet, change, **context)


@bp.route("/orders/<id:number>/lines/<id:line_number>/split", methods=["GET", "POST"])
@requires(Permission.ORDERS_SPLIT)
def split_line(number: int, line_number: int) -> Response:
    """Make two lines of one: some cases stay, the rest goes on as a line of its own."""
    order = load(number)
    line = queries.line_of(order, line_number)
    form = PartForm(data={"cases": max(1, line.cases - 1)})
    title = f"Split {line.description[:60]}"
    sheet = Sheet(order, form, title, "orders/_split_line.html", line)
    if request.method != "POST":
        return ask(sheet)
    if not form.validate():
        return ask(sheet, 422)

    def change() -> str:
        rest = splitting.split_cases(
            db.session(), line, form.cases.data, by=viewer(), book=sheet.book
        )
        return f"{plural(rest.cases, 'case')} of {line.description[:60]} are line {rest.number}."

    return act(sheet, change)


@bp.route("/orders/<id:number>/merge", methods=["GET", "POST"])
@requires(Permission.ORDERS_SPLIT)
def merge(number: int) -> Response:
    """Make one order of two of the same customer: everything open goes to the other one."""
    asked = number_in(request.form.get("to"))
    if asked is not None:
        merging.hold(db.session(), [number, asked])
    order = load(number)
    sheet = Sheet(order, ActForm(), f"Merge order {number}", "orders/_merge.html")
    context = {
        "lines": [line for line in order.lines if line.open],
        "others": merging.others_of(db.session(), order),
        "to": asked,
    }
    if request.method != "POST":
        return ask(sheet, **context)
    if asked is None or not sheet.form.validate():
        sheet.form.form_errors.append("Choose the order that stays.")
        return ask(sheet, 422, **context)

    def change() -> str:
        other = queries.by_number(db.session(), asked)
        made = merging.merge(db.session(), order, other, by=viewer(), book=sheet.book)
        sheet.leads_to = url_for("orders.show", number=asked)
        return f"{plural(len(made), 'line')} of order {number} are in order {asked} now."

    return act(sheet, change, **context)


def _carry(
    sheet: Sheet, going: list[OrderLine], asked: int | None, key: str, cases: dict[int, int]
) -> Order:
    session, given = db.session(), {"by": viewer(), "book": sheet.book, "cases": cases}
    if asked is None:
        return splitting.split_off(session, sheet.order, going, one_time_key=key, **given)
    target = queries.by_number(session, asked)
    merging.move_lines(session, going, target, **given)
    return target


def _numbers() -> list[int]:
    """The line numbers that were ticked."""
    return picked() if request.method == "POST" else []


def _cases(line: OrderLine) -> int:
    """How many cases of a line are to go; all of them unless something else was typed."""
    typed = request.form.get(f"cases-{line.number}")
    if typed is None:
        return line.cases
    return number_in(typed, 9999) or 0
