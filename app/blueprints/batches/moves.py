"""Buttons of a batch: stop it, do what is left of it again."""

from __future__ import annotations

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.batches import bp
from app.blueprints.batches.making import start
from app.domain.batches import kinds, making, papers, queries
from app.domain.orders.statuses import book
from app.domain.printing import jobs, printers
from app.extensions import db
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.htmx import go
from app.web.picked import one_time_key

WHICH = ("refused", "held", "rest")


@bp.post("/batches/<id:batch_id>/stop")
@requires(Permission.ORDERS_SEE)
def stop(batch_id: int) -> Response:
    """Go no further; what is done stays done. A second tap finds it stopped."""
    batch = queries.by_id(db.session(), batch_id, lock=True)
    if making.stop(db.session(), batch, by=viewer()):
        flash("Stopped. What is done stays done.", "done")
    return go(url_for("batches.show", batch_id=batch_id))


@bp.post("/batches/<id:batch_id>/again")
@requires(Permission.ORDERS_SEE)
def again(batch_id: int) -> Response:
    """Do what is left once more, as a batch of its own: field `which`, refused, held (the person is
    sure now) or rest."""
    session, by, key = db.session(), viewer(), one_time_key()
    which = request.form.get("which", "")
    if which not in WHICH:
        raise Invalid({"which": "Choose what is to be done again."})
    batch = queries.by_id(session, batch_id)
    back = str(batch.wish.get("back", ""))
    known = making.made_before(session, key, by)
    if known is not None:
        return go(url_for("batches.show", batch_id=known.id))
    made = making.again(session, batch, which, by=by, book=book(session), one_time_key=key)
    return start(made, back)


@bp.post("/batches/<id:batch_id>/to-printer")
@requires(Permission.ORDERS_SEE)
def to_printer(batch_id: int) -> Response:
    """Print its file, or have it printed as soon as it is made: fields `printer`, `one_time_key`. A
    second tap finds it on its way."""
    session, by, key = db.session(), viewer(), one_time_key()
    batch = queries.by_id(session, batch_id, lock=True)
    if batch.kind not in kinds.FILES or batch.kind not in kinds.USES:
        raise Refused("This is nothing for a printer.")
    if batch.user_id != by.user_id:
        raise Refused(f"This was asked for by {batch.user.name}.")
    queries.may_open(batch, by).enforce()
    if jobs.asked_before(session, f"batch:{key}") is None:
        # Asked only now: the printer may have been taken out of use since the first tap.
        chosen = number_in(request.form.get("printer")) or 0
        printer = printers.printer_for(session, chosen, by.store_id, kinds.USES[batch.kind])
        papers.print_it(session, batch, printer, by=by, one_time_key=f"batch:{key}")
    return go(url_for("batches.show", batch_id=batch_id))
