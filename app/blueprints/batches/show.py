"""How far a batch is, what became of each line, its file; and the newest of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Response, render_template, request, url_for

from app.blueprints.batches import bp
from app.domain.batches import queries
from app.domain.batches.kinds import FILES, USES, wish_from
from app.domain.batches.making import WORKING
from app.domain.orders.statuses import book
from app.domain.printing.printers import printers_for
from app.domain.printing.queries import jobs_of
from app.extensions import db
from app.models import Batch, Printer, PrintJob
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import page, wants_partial

# After this long without a start the page says that it is held up, instead of looking merely busy.
PATIENCE = timedelta(seconds=20)

OUTCOMES = {"refused": False, "done": True, "left": None}


@bp.get("/batches")
@requires(Permission.ORDERS_SEE)
def index() -> str:
    """The newest batches that this person asked for."""
    return render_template(
        "batches/index.html", batches=queries.recent(db.session(), viewer()), files=FILES
    )


@bp.get("/batches/<id:batch_id>")
@requires(Permission.ORDERS_SEE)
def show(batch_id: int) -> Response:
    """The bar, asking again by itself; then what was refused, why, and what can be done about
    it."""
    batch = queries.by_id(db.session(), batch_id)
    working = batch.state in WORKING
    return page(
        "batches/show.html",
        "batches/_working.html" if working else "batches/_finished.html",
        batch=batch,
        working=working,
        mine=batch.user_id == viewer().user_id,
        makes_file=batch.kind in FILES,
        back=wish_from(batch.kind, batch.wish).back or url_for("orders.pending"),
        **(_progress(batch) if working else _results(batch)),
        whole=not wants_partial(),
    )


@bp.get("/batches/<id:batch_id>/file")
@requires(Permission.ORDERS_SEE)
def document(batch_id: int) -> Response:
    """The file, kept out of every cache; only for people who may see every figure in it (B1)."""
    found = queries.file_of(db.session(), batch_id, viewer())
    response = Response(found.content, mimetype=found.media_type)
    how = "inline" if found.media_type == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{found.name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _progress(batch: Batch) -> dict[str, Any]:
    come_to = batch.done + batch.refused
    waited = clock.now() - batch.created_at > PATIENCE
    return {
        "come_to": come_to,
        "fraction": come_to / batch.lines if batch.lines and batch.kind not in FILES else None,
        "held_up": waited and not come_to,
    }


def _results(batch: Batch) -> dict[str, Any]:
    session = db.session()
    left = batch.lines - batch.done - batch.refused
    counts = {"refused": batch.refused, "done": batch.done, "left": left}
    first = next((name for name, count in counts.items() if count), "done")
    asked = request.args.get("rows", "")
    rows = asked if asked in OUTCOMES else first
    after = number_in(request.args.get("after")) or 0
    shown = queries.rows_of(session, batch, OUTCOMES[rows], after)
    held = set(batch.wish.get("held", []))
    reasons = queries.reasons(session, batch) if batch.refused else []
    return {
        "counts": counts,
        "rows": rows,
        "shown": shown,
        "after": after,
        "reasons": reasons,
        "may_go_better": batch.refused and queries.may_go_better(session, batch),
        "held": sum(count for said, count in reasons if said in held),
        "held_reasons": held,
        "prints": queries.prints_of(session, batch),
        "printers": _printers(batch),
        "jobs": jobs_of(session, PrintJob.batch_id == batch.id),
        "one_time_key": new_key,
        "may_open": queries.may_open(batch, viewer()),
        "book": book(session),
        "key": new_key(),
    }


def _printers(batch: Batch) -> Sequence[Printer]:
    """The printers here that are for what it has made."""
    if batch.kind not in FILES or batch.kind not in USES:
        return ()
    return printers_for(db.session(), viewer().store_id, USES[batch.kind])
