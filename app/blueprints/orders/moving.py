"""Moving lines from status to status: one, all of an order, or those picked in the list (C23)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, act, ask, load
from app.blueprints.orders.forms import MoveForm
from app.domain.orders import actions, queries
from app.domain.orders.policies import may_move
from app.domain.orders.statuses import StatusBook, book
from app.extensions import db
from app.models import OrderLine, Status
from app.vocabulary.errors import CaselotError, Invalid
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.filters import plural
from app.web.forms import CleanForm, Line
from app.web.htmx import go, safe_next

MOST_PICKED = 200


class PickedForm(CleanForm):
    """A status for the picked lines; `sure` moves also those that would go out of order."""

    status = Line("Status", longest=24, required="Choose a status.")
    sure = Line("", longest=1)
    # As long as an address can be: names in other scripts take six letters for one.
    next = Line("", longest=4000)


@dataclass(frozen=True)
class Result:
    """What became of one picked line."""

    line: OrderLine
    words: str
    moved: bool


@bp.route("/orders/<id:number>/lines/<id:line_number>/move", methods=["GET", "POST"])
@requires(Permission.ORDERS_MOVE)
def move_line(number: int, line_number: int) -> BaseResponse:
    """Change the status of one line, in place."""
    order = load(number)
    line = queries.line_of(order, line_number)
    sheet = Sheet(
        order, MoveForm(), f"Status of {line.description[:60]}", "orders/_move.html", line
    )
    return _move(sheet, [line])


@bp.route("/orders/<id:number>/move", methods=["GET", "POST"])
@requires(Permission.ORDERS_MOVE)
def move(number: int) -> BaseResponse:
    """Change the status of an order: all its open lines go along (decision 1)."""
    order = load(number)
    sheet = Sheet(order, MoveForm(), f"Status of order {number}", "orders/_move.html")
    return _move(sheet, [line for line in order.lines if line.open])


@bp.post("/orders/move")
@requires(Permission.ORDERS_MOVE)
def move_lines() -> BaseResponse:
    """Change the status of the lines picked in the list; each line's result is told."""
    form = PickedForm()
    back = safe_next(form.next.data) or url_for("orders.pending")
    ids = _picked()
    statuses = book(db.session())
    target = statuses.named(form.status.data) if form.validate() else None
    if target is None or target.stage is Stage.CLOSED:
        raise Invalid({"status": "Choose one of the listed statuses."})
    results = _move_each(ids, target, statuses, sure=form.sure.data == "1")
    moved = sum(result.moved for result in results)
    if results and moved == len(results):
        flash(f"{plural(moved, 'line')} moved to {target.label}.", "done")
        return go(back)
    return Response(
        render_template(
            "orders/moved.html",
            results=results,
            moved=moved,
            target=target,
            back=back,
            book=statuses,
            left=[result.line.id for result in results if not result.moved and result.line.open],
        ),
        mimetype="text/html",
    )


def _move(sheet: Sheet, lines: list[OrderLine]) -> BaseResponse:
    form = sheet.form
    context = {"choices": _choices(lines, sheet.book), "confirm": None, "lines": lines}
    if request.method != "POST":
        return ask(sheet, **context)
    if not form.validate():
        return ask(sheet, 422, **context)
    key, sure = form.status.data, form.sure.data == "1"
    target = next((s for s in sheet.book.open if s.key == key), None)
    unusual = target is not None and not sure and [x for x in lines if _asks(x, target, sheet.book)]
    if unusual and form.knows(sheet.order):
        return ask(sheet, 409, **(context | {"confirm": target}))

    def change() -> str:
        count = sum(
            actions.move(line, key, by=viewer(), book=sheet.book, sure=sure) for line in lines
        )
        label = sheet.book.named(key).label
        return f"{plural(count, 'line')} moved to {label}." if count else f"It is {label} already."

    if not lines:
        return ask(sheet, 409, refusal="Nothing of this order is open.", **context)
    there = all(line.status == key for line in lines)
    return act(sheet, change, again=there, **context)


def _asks(line: OrderLine, target: Status, statuses: StatusBook) -> bool:
    """Whether only the confirmation keeps the line from moving."""
    return bool(
        line.status != target.key
        and not may_move(line, target, statuses, sure=False)
        and may_move(line, target, statuses, sure=True)
    )


def _choices(lines: list[OrderLine], statuses: StatusBook) -> list[tuple[Status, bool, bool]]:
    """Open statuses to choose from: (status, all lines are there, it is the usual way)."""
    return [
        (
            status,
            bool(lines) and all(line.status == status.key for line in lines),
            not any(_asks(line, status, statuses) for line in lines),
        )
        for status in statuses.open
    ]


def _picked() -> set[int]:
    ids = map(number_in, request.form.getlist("line")[:MOST_PICKED])
    return {each for each in ids if each is not None}


def _move_each(ids: set[int], target: Status, statuses: StatusBook, *, sure: bool) -> list[Result]:
    results = []
    for order in queries.by_lines(db.session(), ids, lock=True):
        for line in [x for x in order.lines if x.id in ids]:
            try:
                changed = actions.move(line, target.key, by=viewer(), book=statuses, sure=sure)
                words = "moved" if changed else "was there already"
                results.append(Result(line, words, True))
            except CaselotError as error:
                results.append(Result(line, error.message, False))
    db.session.flush()
    return results
