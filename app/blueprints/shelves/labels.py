"""Labels of shelves: asked for, watched, opened as a PDF, sent to a printer."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.shelves import bp
from app.domain.pickup import labels
from app.domain.printing import printers
from app.domain.printing.queries import jobs_of
from app.extensions import db
from app.models import Printer, PrintJob, PrintState
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import go, page, wants_partial
from app.web.picked import one_time_key, picked

# After this long the page says that the printing is held up, instead of looking merely busy.
PATIENCE = timedelta(seconds=20)


@bp.post("/labels")
@requires(Permission.SETTINGS_MANAGE)
def print_labels() -> BaseResponse:
    """Ask for labels: `shelf` (repeated; or `all`, then every `shown`), `to` a printer, else a PDF.
    Leads on to the print, also when the key was used before."""
    session, by, key = db.session(), viewer(), one_time_key()
    if known := labels.asked_before(session, key):
        # Before all else: the printer may have been taken out of use since the first tap.
        return go(url_for(".show", shelf_print_id=known.id))
    ids = picked("shown" if "all" in request.form else "shelf")
    made = labels.request(session, ids, by=by, one_time_key=key, printer=_printer(by.store_id))
    return go(url_for(".show", shelf_print_id=made.id))


@bp.get("/labels/<id:shelf_print_id>")
@requires(Permission.SETTINGS_MANAGE)
def show(shelf_print_id: int) -> Response:
    """How far a print of labels is, asking again by itself."""
    session = db.session()
    made = labels.print_of(session, shelf_print_id, viewer())
    document_id = made.document_id or 0
    return page(
        "shelves/show.html",
        "shelves/_print.html",
        made=made,
        waiting=made.state is PrintState.WAITING,
        held_up=clock.now() - made.created_at > PATIENCE,
        jobs=jobs_of(session, PrintJob.document_id == document_id) if document_id else [],
        one_time_key=new_key,
        whole=not wants_partial(),
    )


@bp.get("/labels/<id:shelf_print_id>.pdf")
@requires(Permission.SETTINGS_MANAGE)
def document(shelf_print_id: int) -> Response:
    """The PDF, kept out of every cache."""
    found = labels.document_of(db.session(), shelf_print_id, viewer())
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _printer(store_id: int) -> Printer | None:
    """The printer that was chosen, one for lists or tags; None for a PDF."""
    number = number_in(request.form.get("to", ""))
    if number is None:
        return None
    return printers.printer_for(db.session(), number, store_id, *labels.PAPER_USES)
