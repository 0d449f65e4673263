"""How every verb of an order asks and answers: one sheet for all of them.

A verb has one address. GET shows its form, as a page or, for htmx, in the dialog; POST does it. A
form that does not fit comes back as it was typed (422), one made from an older version comes back
with what changed since (409), and pressing again applies it to the newest state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders.forms import ActForm
from app.blueprints.orders.rows import row_of, sees_totals
from app.blueprints.orders.seeing import facts_of, order_context
from app.domain.orders import queries
from app.domain.orders.statuses import StatusBook, book
from app.extensions import db
from app.models import Order, OrderLine
from app.vocabulary.errors import Invalid, Refused, Stale
from app.web.access import viewer
from app.web.htmx import go, in_dialog, wants_partial
from app.web.timeline import timeline

ROW_VIEWS = {"first", "more"}


@dataclass
class Sheet:
    """One verb about to be done: the order (and line), its form, and the inside of its page."""

    order: Order
    form: ActForm
    title: str
    inside: str
    line: OrderLine | None = None
    statuses: StatusBook | None = None

    @property
    def url(self) -> str:
        """The verb's own address."""
        return request.path

    @property
    def view(self) -> str:
        """Where the answer goes: into a row of a list, or (empty) the order's page."""
        asked = request.values.get("view", "")
        return asked if asked in ROW_VIEWS and self.line is not None else ""

    @property
    def target(self) -> str:
        """What htmx replaces with the answer."""
        return f"#line-{self.line.id}" if self.view and self.line else "#order"

    @property
    def book(self) -> StatusBook:
        """The statuses, read once."""
        if self.statuses is None:
            self.statuses = book(db.session())
        return self.statuses


def load(number: int, *, at_once: bool = False) -> Order:
    """The order; locked when something will be done to it."""
    return queries.by_number(db.session(), number, lock=request.method == "POST", at_once=at_once)


def ask(sheet: Sheet, status: int = 200, *, refusal: str = "", **context: Any) -> Response:
    """The verb's form, as a page or in the dialog."""
    since = context.pop("since", [])
    sheet.form.version.data = str(sheet.order.version)
    sheet.form.view.data = sheet.view
    return in_dialog(
        "orders/sheet.html",
        "orders/_sheet.html",
        status=status,
        sheet=sheet,
        refusal=refusal,
        since=since,
        **context,
    )


def act(
    sheet: Sheet, change: Callable[[], str], *, again: bool = False, **context: Any
) -> BaseResponse:
    """Do the verb: `change` does it and says what was done. `again`: the change is done already, so
    a second tap is no clash."""
    try:
        if not again and not sheet.form.knows(sheet.order):
            raise Stale("")
        said = change()
        db.session.flush()
    except Invalid as error:
        sheet.form.refuse(error)
        return ask(sheet, 422, **context)
    except Stale:
        return ask(sheet, 409, since=missed(sheet), **context)
    except Refused as error:
        return ask(sheet, 409, refusal=error.message, **context)
    return done(sheet, said)


def missed(sheet: Sheet) -> list[Any]:
    """What happened to the order since the form was made, newest first."""
    version = str(sheet.form.version.data or "")
    known = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0
    events = queries.events_of(db.session(), sheet.order, since=known)
    return timeline(events, facts_of(sheet.order, sheet.book, viewer()))


def done(sheet: Sheet, said: str) -> BaseResponse:
    """What was done, where the person stands: the row, the order, or its page."""
    if not wants_partial():
        flash(said, "done")
        return go(url_for("orders.show", number=sheet.order.number))
    if sheet.view and sheet.line is not None:
        row = row_of(sheet.line, viewer(), first=sheet.view == "first")
        totals = sees_totals(viewer())
        body = render_template("orders/_row.html", row=row, book=sheet.book, totals=totals)
        response = Response(body, mimetype="text/html")
        response.headers["HX-Trigger"] = "lines-moved"
        return response
    flash(said, "done")
    context = order_context(sheet.order, sheet.book, viewer())
    return Response(render_template("orders/_order.html", **context), mimetype="text/html")
