"""Asking for a batch: the lines that were ticked, or all that the list's address finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

import structlog
from flask import Response as PlainResponse
from flask import flash, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.blueprints.batches import bp
from app.blueprints.batches.forms import LONGEST_ADDRESS, BatchForm
from app.blueprints.orders import listing
from app.blueprints.orders.columns import CLOSED_COLUMNS, columns_for
from app.blueprints.orders.rows import sees_totals
from app.domain.batches import kinds, making, papers, queries, running
from app.domain.batches.kinds import Wish
from app.domain.lists.likes import likes_of
from app.domain.orders import queries as orders
from app.domain.orders.statuses import StatusBook, book
from app.extensions import db
from app.models import Batch, BatchKind, BatchState, Printer
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import plural
from app.web.htmx import go, parts_of
from app.web.picked import one_time_key, picked

log = structlog.get_logger()

# What can't be taken back line by line with one tap is asked about first.
_ASKED_FIRST = frozenset({BatchKind.CLOSE, BatchKind.REOPEN, BatchKind.HAND_OVER})


@bp.post("/batches")
@requires(Permission.ORDERS_SEE)
def make() -> Response:
    """Ask for something to be done to many lines: fields `kind`, `line` (repeated) or `all` and
    `address`, `one_time_key`, `next`, and what the kind needs. A few lines are done at once, more
    are left to a worker; leads on to the list or to the results."""
    session, by = db.session(), viewer()
    form, key = BatchForm(), one_time_key()
    if not form.validate():
        raise Invalid({name: str(said[0]) for name, said in form.errors.items()})
    known = making.made_before(session, key, by)
    if known is not None:
        # Before what it wishes: its printer may have been taken out of use since the first tap.
        kinds.may(by, known.kind).enforce()
        return _lead_on(known, form.back)
    wish = form.wish()
    kinds.may(by, wish.kind).enforce()
    statuses = book(session)
    target = kinds.target_of(wish, statuses)
    if wish.kind is BatchKind.EXPORT and form.as_shown:
        wish = replace(wish, columns=_columns())
    ids = _chosen()
    if not ids:
        flash("Tick the lines first.", "warn")
        return go(wish.back or url_for("orders.pending"))
    lacks = kinds.lacks_reason(wish, target)
    first = wish.kind in _ASKED_FIRST or (wish.kind is BatchKind.MOVE and "all" in request.form)
    if lacks or (first and not form.asked.data):
        return _ask(form, wish, len(ids), statuses, lacks=lacks)
    batch = making.make(session, wish, ids, by=by, book=statuses, one_time_key=key)
    return start(batch, wish.back)


def start(batch: Batch, back: str) -> Response:
    """Do a new batch of a few lines at once; leave any other to the workers."""
    session = db.session()
    if batch.kind in kinds.FILES or batch.lines > making.FEW:
        making.hand_out(session, batch)
        wish = kinds.wish_from(batch.kind, batch.wish)
        if batch.kind in kinds.FILES and (printer := session.get(Printer, wish.printer)):
            key = f"batch:{batch.id}:{printer.id}"
            papers.print_it(session, batch, printer, by=viewer(), one_time_key=key)
    else:
        for error in running.take(session, batch.id, making.FEW + 1).errors:
            log.warning("line_failed", batch=batch.id, exc_info=error)
    return _lead_on(batch, back)


def _lead_on(batch: Batch, back: str) -> Response:
    """Back to the list when all was done and nothing is left to look at, else to the results."""
    results = url_for("batches.show", batch_id=batch.id)
    if batch.state is not BatchState.DONE or batch.refused or batch.kind in kinds.FILES:
        return go(results)
    if batch.kind is BatchKind.TAGS:
        prints = queries.prints_of(db.session(), batch)
        return go(url_for("tags.show", print_id=prints[0].id) if len(prints) == 1 else results)
    flash(f"{plural(batch.done, 'line')} {kinds.done(batch.kind, batch.said)}.", "done")
    return go(back or url_for("orders.pending"))


def _chosen() -> Sequence[int]:
    """The ids of the lines that are meant."""
    if "all" not in request.form:
        return picked("line")
    asked = _asked()
    is_open = 0 if asked.endpoint == "orders.closed" else 1
    return orders.line_ids(db.session(), asked.filters, is_open=is_open)


def _asked() -> listing.Listing:
    """The list that the person comes from, as its address says."""
    path = parts_of(request.form.get("next", "")[:LONGEST_ADDRESS]).path
    endpoint = "orders.closed" if path == url_for("orders.closed") else "orders.pending"
    return listing.read(endpoint, MultiDict(parse_qsl(_address())), viewer().store_id)


def _columns() -> tuple[str, ...]:
    """The keys of the columns that this list shows to this person."""
    asked, by = _asked(), viewer()
    if asked.endpoint == "orders.closed":
        return tuple(column.key for column in CLOSED_COLUMNS)
    chosen = asked.columns or likes_of(db.session(), by.user_id, "pending").columns
    return tuple(column.key for column in columns_for(chosen, totals=sees_totals(by)))


def _address() -> str:
    """What the list's address says behind its question mark. Without a field of its own it is the
    list that the person comes from: never a wider one."""
    here = parts_of(request.form.get("next", "")[:LONGEST_ADDRESS]).query
    return request.form.get("address", here)[:LONGEST_ADDRESS].rpartition("?")[2]


def _ask(
    form: BatchForm, wish: Wish, count: int, statuses: StatusBook, *, lacks: bool
) -> PlainResponse:
    """The page in between: is it meant, and why."""
    target = kinds.target_of(wish, statuses)
    if lacks and form.asked.data:
        form.why.errors = [kinds.why_asked(target)]
    body = render_template(
        "batches/ask.html",
        form=form,
        wish=wish,
        target=target,
        count=count,
        verb=kinds.said(wish, statuses),
        lines=[] if "all" in request.form else picked("line"),
        address=_address(),
        key=one_time_key(),
        back=wish.back or url_for("orders.pending"),
        too_many=count > wish.most,
    )
    return PlainResponse(body, 422 if form.why.errors else 200, mimetype="text/html")
