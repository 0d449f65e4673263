"""Asking a printer how it is, and giving it a test page: a worker goes there, never the page."""

from __future__ import annotations

from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.printers import bp
from app.documents.paper import PAPERS
from app.documents.trial import render_test_page
from app.domain.printing import jobs, printers
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Printer
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import go, page
from app.web.picked import one_time_key


@bp.get("/<id:printer_id>/state")
@requires(Permission.SETTINGS_MANAGE)
def state(printer_id: int) -> Response:
    """How it is, asking again by itself while a worker is there."""
    row = the(db.session(), Printer, printer_id)
    return page("printers/state.html", "printers/_state.html", row=row)


@bp.post("/<id:printer_id>/ask")
@requires(Permission.SETTINGS_MANAGE)
def ask(printer_id: int) -> BaseResponse:
    """Have it asked how it is."""
    row = the(db.session(), Printer, printer_id)
    printers.ask(db.session(), row, by=viewer())
    return go(url_for(".printer", printer_id=printer_id))


@bp.post("/<id:printer_id>/test")
@requires(Permission.SETTINGS_MANAGE)
def test(printer_id: int) -> BaseResponse:
    """Have it print a test page; leads on to how far that is. Refused for one that is not in
    use."""
    session = db.session()
    row = the(session, Printer, printer_id)
    printers.takes(row, "").enforce()
    key = f"test:{one_time_key()}"
    job = jobs.ask(session, row, by=viewer(), title=jobs.TEST_PAGE, one_time_key=key)
    return go(url_for("printing.show", print_job_id=job.id))


@bp.get("/<id:printer_id>/test.pdf")
@requires(Permission.SETTINGS_MANAGE)
def test_page(printer_id: int) -> Response:
    """The test page as it goes there, to be compared with what came out."""
    row = the(db.session(), Printer, printer_id)
    response = Response(render_test_page(row.name, PAPERS[row.paper]), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="test-page.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
