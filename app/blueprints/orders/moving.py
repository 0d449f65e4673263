"""Moving lines from status to status: one, or all of an order (C23)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, ask, load_for
from app.blueprints.orders.clashing import moves_of
from app.blueprints.orders.forms import MoveForm
from app.domain.orders import actions, queries
from app.domain.orders.policies import rule_of
from app.domain.orders.statuses import StatusBook
from app.models import OrderLine, Status
from app.vocabulary.decisions import YES, Decision, no
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import MoveRule
from app.web.access import requires, viewer
from app.web.filters import plural


@bp.route("/orders/<id:number>/lines/<id:line_number>/move", methods=["GET", "POST"])
@requires(Permission.ORDERS_MOVE)
def move_line(number: int, line_number: int) -> BaseResponse:
    """Change the status of one line, in place."""
    form = MoveForm()
    order = load_for(form, number)
    line = queries.line_of(order, line_number)
    title = f"Status of {line.description[:60]}"
    minds = moves_of({line_number})
    return _move(Sheet(order, form, title, "orders/_move.html", line, minds=minds), [line])


@bp.route("/orders/<id:number>/move", methods=["GET", "POST"])
@requires(Permission.ORDERS_MOVE)
def move(number: int) -> BaseResponse:
    """Change the status of an order: all its open lines go along (decision 1)."""
    form = MoveForm()
    order = load_for(form, number)
    title, minds = f"Status of order {number}", moves_of((), grows=True)
    sheet = Sheet(order, form, title, "orders/_move.html", minds=minds)
    return _move(sheet, [line for line in order.lines if line.open])


def _move(sheet: Sheet, lines: list[OrderLine]) -> BaseResponse:
    form = sheet.form
    context = {"choices": _choices(lines, sheet.book), "confirm": None, "lines": lines}
    if request.method != "POST":
        return ask(sheet, **context)
    if not form.validate():
        return ask(sheet, 422, **context)
    key, sure, why = form.status.data, form.sure.data == "1", form.why.data
    target = next((s for s in sheet.book.open if s.key == key), None)
    if target is not None and form.knows(sheet.order):
        unusual = not sure and any(asks_first(line, target, sheet.book) for line in lines)
        silent = target.needs_reason and not why and any(x.status != key for x in lines)
        if unusual or (silent and not never(lines, target, sheet.book).reason):
            if sure and silent:
                form.why.errors = [*form.why.errors, "Say why."]
            return ask(sheet, 409, **(context | {"confirm": target, "unusual": unusual}))

    def change() -> str:
        count = sum(
            actions.move(line, key, by=viewer(), book=sheet.book, sure=sure, why=why)
            for line in lines
        )
        label = sheet.book.named(key).label
        return f"{plural(count, 'line')} moved to {label}." if count else f"It is {label} already."

    if not lines:
        return ask(sheet, 409, refusal="Nothing of this order is open.", **context)
    there = all(line.status == key for line in lines)
    return act(sheet, change, again=there, **context)


def asks_first(line: OrderLine, target: Status, statuses: StatusBook) -> bool:
    """Whether it is out of order, and only the confirmation keeps the line from going there."""
    return _rule(line, target, statuses) is MoveRule.WARN


def never(lines: list[OrderLine], target: Status, statuses: StatusBook) -> Decision:
    """No, with the reason, if the store says that one of the lines never goes there."""
    for line in lines:
        if _rule(line, target, statuses) is MoveRule.NEVER:
            label = statuses[line.status].label
            return no(f"{label} never goes to {target.label} in this store.")
    return YES


def _rule(line: OrderLine, target: Status, statuses: StatusBook) -> MoveRule:
    """What the store says of an open line's way to `target`."""
    if not line.open or line.status == target.key:
        return MoveRule.USUAL
    return rule_of(statuses[line.status], target.stage)


@dataclass(frozen=True)
class Choice:
    """A status to choose: all lines are there already, it is the usual way, it is possible."""

    status: Status
    there: bool
    usual: bool
    may: Decision


def _choices(lines: list[OrderLine], statuses: StatusBook) -> list[Choice]:
    """Open statuses to choose from, and what the store says of each."""
    return [
        Choice(
            status,
            there=bool(lines) and all(line.status == status.key for line in lines),
            usual=not any(asks_first(line, status, statuses) for line in lines),
            may=never(lines, status, statuses),
        )
        for status in statuses.open
    ]
