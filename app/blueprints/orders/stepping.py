"""The list somebody came from travels with the order's address: back to the place, and on to the
next and the previous order without going back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa
from flask import g, has_request_context, request, url_for

from app.blueprints.orders import bp
from app.blueprints.orders.columns import Shown, columns_for
from app.blueprints.orders.listing import Listing, read
from app.blueprints.orders.reading import address_in
from app.blueprints.orders.rows import sees_totals
from app.domain.lists.likes import likes_of
from app.domain.orders import queries
from app.domain.orders.filters import Place, Sort
from app.domain.orders.walking import COLUMNS, place_value
from app.extensions import db
from app.models import ListedLine, Order, OrderLine
from app.web.access import viewer
from app.web.converters import number_in
from app.web.htmx import parts_of

LISTS = {"pending": "orders.pending", "closed": "orders.closed"}


@dataclass(frozen=True)
class Steps:
    """Where an order stands in the list it was opened from: `back` to its place there, and the
    orders before and after it, each a number and an address; None at the ends."""

    back: str
    label: str
    newer: tuple[int, str] | None = None
    older: tuple[int, str] | None = None


def order_url(line: OrderLine) -> str:
    """The address of a line's order that knows the list it is opened from."""
    asked = _listed()
    if asked is None:
        return url_for("orders.show", number=line.order.number)
    return _in_list(asked, line)


def steps_of(order: Order) -> Steps | None:
    """Where an order stands in the list that its address names; None without one."""
    if "steps" not in g:
        g.steps = _steps(order)
    steps: Steps | None = g.steps
    return steps


def columns_here() -> list[Shown]:
    """The columns of the list that a row is answered into."""
    asked, by = _listed(), viewer()
    chosen = asked.columns if asked and asked.columns else None
    chosen = chosen or likes_of(db.session(), by.user_id, "pending").columns
    return columns_for(chosen, totals=sees_totals(by))


def _steps(order: Order) -> Steps | None:
    args = _shown_address()
    name = next((name for name in LISTS if args.get(name)), None)
    if name is None:
        return None
    asked = read(LISTS[name], address_in(args[name]), viewer().store_id)
    lines = sorted(order.lines, key=lambda line: line.number)
    number = number_in(args.get("line"))
    line = next((x for x in lines if x.number == number), lines[0] if lines else None)
    if line is None:
        return None
    back = f"{asked.here}#line-{line.id}"
    if name == "closed":
        return Steps(back, "Back to the list")
    front, behind = _ends(order, line, asked)
    before, after = queries.neighbours(db.session(), asked.filters, asked.sort, front)
    if behind is not front:
        after = queries.neighbours(db.session(), asked.filters, asked.sort, behind)[1]
    newer = before and _step(asked, before, Place(after=front.list_key), front)
    older = after and _step(asked, after, Place(before=behind.list_key), behind)
    return Steps(back, "Back to the list", newer, older)


def _ends(order: Order, line: OrderLine, asked: Listing) -> tuple[OrderLine, OrderLine]:
    """The first and the last line of the order in a list that keeps them together; else the line
    itself."""
    standing = sorted((x for x in order.lines if x.open), key=lambda x: x.list_key, reverse=True)
    if not asked.together or not standing:
        return line, line
    if not asked.sort.descending:
        standing.reverse()
    return standing[0], standing[-1]


def _step(asked: Listing, line: OrderLine, place: Place, beside: OrderLine) -> tuple[int, str]:
    """The neighbour's number and address; its list stands at the place where it is in sight."""
    there = replace(asked, place=replace(place, value=_value(beside, asked.sort)))
    return line.order.number, _in_list(there, line)


def _value(line: OrderLine, sort: Sort) -> str:
    if COLUMNS[sort.column] is ListedLine.id:
        return ""
    column = COLUMNS[sort.column]
    query = sa.select(column).where(ListedLine.line_id == line.id)
    return place_value(sort, db.session.execute(query).scalar())


def _in_list(asked: Listing, line: OrderLine) -> str:
    name = next(name for name, endpoint in LISTS.items() if endpoint == asked.endpoint)
    known = {name: asked.query, "line": line.number}
    return url_for("orders.show", number=line.order.number, **known)


def _shown_address() -> dict[str, str]:
    """The arguments of the page in front of the reader: this one, or the one a piece is for."""
    here = request.headers.get("HX-Current-URL", "")
    if here and not any(name in request.args for name in LISTS):
        return dict(address_in(parts_of(here).query))
    return request.args.to_dict()


def _listed() -> Listing | None:
    """The list in front of the reader: the one being answered, or that of the row answered."""
    if "listed" not in g:
        g.listed = None
        parts = parts_of(request.headers.get("HX-Current-URL", "")[:8000])
        for endpoint in LISTS.values():
            if parts.path == url_for(endpoint):
                g.listed = read(endpoint, address_in(parts.query), viewer().store_id)
    asked: Listing | None = g.listed
    return asked


@bp.context_processor
def _for_templates() -> dict[str, object]:
    if not has_request_context():
        return {}
    return {"order_url": order_url, "steps_of": steps_of, "columns_here": columns_here}
