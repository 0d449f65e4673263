"""The same once more: what will be different is shown before it is made (C29, decision 11)."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders import bp
from app.blueprints.orders.telling import told
from app.domain.orders import cloning, queries
from app.domain.pricing.view import view_of_line
from app.extensions import db
from app.models import Order, OrderLine
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import go
from app.web.picked import one_time_key, picked

MOST_CASES = 999


@bp.get("/orders/<id:number>/clone")
@requires(Permission.ORDERS_SPLIT)
def clone(number: int) -> Response:
    """What the clone would be: its lines with today's prices, and what is not as it was."""
    return _page(queries.by_number(db.session(), number), None)


@bp.post("/orders/<id:number>/clone")
@requires(Permission.ORDERS_SPLIT)
def make_clone(number: int) -> BaseResponse:
    """Make the clone, once per key: lines (`line`, repeated numbers) with `cases-<number>`."""
    key = one_time_key()
    order = queries.by_number(db.session(), number, lock=True)
    cases = {each: number_in(request.form.get(f"cases-{each}")) or 0 for each in picked()}
    try:
        _check(order, cases)
        changed = cloning.plan(db.session(), order, seen=viewer().figures, cases=cases).prices
        made = cloning.clone(db.session(), order, by=viewer(), one_time_key=key, cases=cases)
    except (Invalid, Refused) as error:
        status = 422 if isinstance(error, Invalid) else 409
        return _page(order, cases, problem=error.message, status=status)
    flash(told(f"Order {made.number} is a clone of order {number}.", changed), "done")
    return go(url_for("orders.show", number=made.number))


def _check(order: Order, cases: dict[int, int]) -> None:
    """Something is wanted, and as many of it as one can order."""
    if not cases:
        raise Invalid({"line": "Tick at least one line."})
    wrong = [line for line in order.lines if not 1 <= cases.get(line.number, 1) <= MOST_CASES]
    if wrong:
        what = wrong[0].description[:60]
        raise Invalid({"cases": f"{what}: write a number from 1 to {MOST_CASES}."})


def _page(
    order: Order, cases: dict[int, int] | None, *, problem: str = "", status: int = 200
) -> Response:
    seen = viewer().figures
    planned = cloning.plan(db.session(), order, seen=seen)
    moved = {change.number: change for change in planned.prices}

    def price(made: OrderLine | None) -> object:
        return None if made is None else view_of_line(made, seen)

    rows = [
        (copy, price(copy.made), moved.get(copy.made.number) if copy.made else None)
        for copy in planned.copies
    ]
    body = render_template(
        "orders/clone.html",
        order=order,
        customer=planned.customer,
        rows=rows,
        differs=planned.differs,
        may=cloning.may_clone(db.session(), order),
        sees_totals=Figure.TOTAL in seen,
        key=new_key(),
        cases=cases,
        problem=problem,
    )
    return Response(body, status, mimetype="text/html")
