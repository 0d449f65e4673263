"""How every verb of an order asks and answers: one sheet for all of them.

A verb has one address. GET shows its form, as a page or, for htmx, in the dialog; POST does it. A
form that does not fit comes back as it was typed (422). What others changed meanwhile is merged
field by field (`edit`), or, for verbs without fields, stands in the way only if the verb `minds` it
(`act`): then the form comes back with whose change came first (409), and pressing again goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.orders.clashing import newest_first, told
from app.blueprints.orders.forms import ActForm, EditForm
from app.blueprints.orders.rows import order_rows, row_of, sees_totals
from app.blueprints.orders.seeing import facts_of, order_context, went_to
from app.domain.orders import queries
from app.domain.orders.statuses import StatusBook, book
from app.extensions import db
from app.models import Order, OrderEvent, OrderLine
from app.vocabulary.errors import Invalid, Refused, Stale
from app.web.access import viewer
from app.web.clash import TAKE, merge, packed, unpacked
from app.web.htmx import go, in_dialog, wants_partial
from app.web.timeline import timeline

MERGED = "This order was merged into another one while you were at it."
ROW_VIEWS = {"first", "more"}
# The row of a list by order.
WHOLE_ORDER = "order"
Minds = Callable[[OrderEvent], bool]


def _moved(event: OrderEvent) -> bool:
    return event.verb in {"moved", "went_on"}


def anything(_event: OrderEvent) -> bool:
    """For a verb that wants to be looked at again whatever happened."""
    return True


@dataclass
class Sheet:
    """One verb about to be done: the order (and line), its form, and the inside of its page."""

    order: Order
    form: ActForm
    title: str
    inside: str
    line: OrderLine | None = None
    statuses: StatusBook | None = None
    minds: Minds = anything
    # Where to go when it is done, if things are somewhere else then.
    leads_to: str = ""

    @property
    def url(self) -> str:
        """The verb's own address."""
        return request.path

    @property
    def view(self) -> str:
        """Where the answer goes: into a row of a list, or (empty) the order's page."""
        asked = request.values.get("view", "")
        fits = asked in ROW_VIEWS if self.line is not None else asked == WHOLE_ORDER
        return asked if fits else ""

    @property
    def target(self) -> str:
        """What htmx replaces with the answer."""
        if not self.view:
            return "#order"
        return f"#line-{self.line.id}" if self.line else f"[data-order='{self.order.number}']"

    @property
    def book(self) -> StatusBook:
        """The statuses, read once."""
        if self.statuses is None:
            self.statuses = book(db.session())
        return self.statuses


def load(number: int, *, at_once: bool = False) -> Order:
    """The order; locked when something will be done to it."""
    return queries.by_number(db.session(), number, lock=request.method == "POST", at_once=at_once)


def load_for(form: ActForm, number: int) -> Order:
    """The order in one statement if nothing happened since the form was made; else read again now
    that it is ours: what was read while somebody else held it may be older than it."""
    order = load(number, at_once=True)
    if request.method == "POST" and not form.knows(order):
        db.session.expire_all()
        return load(number)
    return order


def ask(sheet: Sheet, status: int = 200, *, refusal: str = "", **context: Any) -> Response:
    """The verb's form, as a page or in the dialog. A form that only did not fit is still about what
    it was made from."""
    since = context.pop("since", [])
    clashes = context.pop("clashes", [])
    went = went_to(sheet.order, sheet.line) if status == 409 else None
    if status != 422:
        sheet.form.version.data = str(sheet.order.version)
    sheet.form.view.data = sheet.view
    return in_dialog(
        "orders/sheet.html",
        "orders/_sheet.html",
        status=status,
        sheet=sheet,
        refusal=refusal,
        since=since,
        clashes=clashes,
        went=went,
        **context,
    )


def act(
    sheet: Sheet, change: Callable[[], str], *, again: bool = False, **context: Any
) -> BaseResponse:
    """Do the verb: `change` does it and says what was done. `again`: the change is done already, so
    a second tap is no clash."""
    stale = not sheet.form.knows(sheet.order)
    try:
        if stale and not again:
            if version_of(sheet) is None:
                raise Refused("Look at the order as it is now, then press again.")
            if since := missed(sheet):
                return ask(sheet, 409, since=since, **context)
        said = change()
        db.session.flush()
    except Invalid as error:
        sheet.form.refuse(error)
        return ask(sheet, 422, **context)
    except Stale:
        return ask(sheet, 409, since=missed(sheet), **context)
    except Refused as error:
        context.pop("refusal", None)
        since = missed(sheet, _moved) if stale else []
        return ask(sheet, 409, refusal=error.message, since=since, **context)
    return done(sheet, said)


def edit(
    sheet: Sheet, newest: dict[str, Any], change: Callable[[], str], **context: Any
) -> BaseResponse:
    """Do a verb that has fields: what others changed meanwhile is merged, and only a field that
    both changed is asked about. `newest` is what stands there now, by field; `change` finds what is
    to be written in the form."""
    form = sheet.form
    if not isinstance(form, EditForm):
        raise TypeError("a form whose fields are merged is an EditForm")
    if request.method != "POST":
        form.was.data = packed(newest)
        return ask(sheet, **context)
    form.leave_alone(newest, request.form)
    if sheet.order.merged_into_id is not None and not form.knows(sheet.order):
        # Written here it would be lost: nobody works with what is left of it.
        return ask(sheet, 409, since=missed(sheet), **{**context, "refusal": MERGED})
    seen = str(form.version.data or "") == str(sheet.order.version)
    given_up = [name for name in newest if request.form.get(TAKE + name) == "theirs"]
    merged = merge(form, newest, unpacked(form.was.data), current=seen, chosen=given_up)
    if not form.validate_on_submit():
        return ask(sheet, 422, **context)
    if merged.clashes:
        form.was.data = packed(newest)
        line_number = sheet.line.number if sheet.line else None
        clashes = told(sheet.order, line_number, merged.clashes, viewer())
        return ask(sheet, 409, clashes=clashes, **context)
    labels = [str(form[name].label.text) for name in merged.kept]

    def both() -> str:
        said = change()
        return f"{said} Kept what was changed meanwhile: {', '.join(labels)}." if labels else said

    return act(sheet, both, again=True, **context)


def missed(sheet: Sheet, minds: Minds | None = None) -> list[Any]:
    """What happened to the order since the form was made that the verb minds, newest first."""
    events = newest_first(sheet.order, since=version_of(sheet) or 0)
    minded = filter(minds or sheet.minds, events)
    return timeline(minded, facts_of(sheet.order, sheet.book, viewer()))


def version_of(sheet: Sheet) -> int | None:
    """The version that the form was made from; None for what is none of this order."""
    text = str(sheet.form.version.data or "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    return int(text) if 0 < int(text) <= sheet.order.version else None


def done(sheet: Sheet, said: str) -> BaseResponse:
    """What was done, where the person stands: the row, the order, or its page."""
    if sheet.leads_to:
        flash(said, "done")
        return go(sheet.leads_to)
    if not wants_partial():
        flash(said, "done")
        return go(url_for("orders.show", number=sheet.order.number))
    if sheet.view:
        response = Response(_row(sheet), mimetype="text/html")
        response.headers["HX-Trigger"] = "lines-moved"
        return response
    flash(said, "done")
    context = order_context(sheet.order, sheet.book, viewer())
    return Response(render_template("orders/_order.html", **context), mimetype="text/html")


def _row(sheet: Sheet) -> str:
    """The row of the list that the verb was asked for in, as it is now."""
    by, totals = viewer(), sees_totals(viewer())
    if sheet.line is not None:
        row = row_of(sheet.line, by, first=sheet.view == "first")
        return render_template("orders/_row.html", row=row, book=sheet.book, totals=totals)
    opened = [line for line in sheet.order.lines if line.open]
    return "".join(
        render_template("orders/_order_row.html", row=row, book=sheet.book, totals=totals)
        for row in order_rows(opened, by, sheet.book)
    )
