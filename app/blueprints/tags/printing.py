"""Printing tags: asking, watching, opening the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.tags import bp
from app.domain.printing import forgetting, printers
from app.domain.printing.queries import jobs_of
from app.domain.settings.reading import settings_of
from app.domain.tags import counting, lookalike, printing, queries, queue
from app.extensions import db
from app.models import PaperUse, Printer, PrintJob, PrintState
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import go, page, wants_partial
from app.web.picked import one_time_key, picked

# After this long the page says that the printing is held up, instead of looking merely busy.
PATIENCE = timedelta(seconds=20)


@bp.post("/tags/print")
@requires(Permission.TAGS_PRINT)
def print_tags() -> BaseResponse:
    """Ask for tags: fields `line` (repeated; or `all`, then every `shown`), `to` (a printer, or
    "pdf"; else the store's usual tag printer, if it has one), `paper` (optional) and
    `one_time_key`. Leads on to the print, also when the key was used before."""
    session, by = db.session(), viewer()
    key = one_time_key()
    if known := printing.printed_before(session, key):
        # Before all else: the printer may have been taken out of use since the first tap.
        return go(url_for("tags.show", print_id=known.id))
    ids = picked("shown" if "all" in request.form else "line")
    paper = request.form.get("paper") or settings_of(session, by.store_id).tag_paper
    if not ids:
        flash("Tick the lines that need a tag.", "warn")
        return go(url_for("tags.index"))
    if len(ids) > printing.MOST_TAGS:
        raise Invalid({"line": f"Print at most {printing.MOST_TAGS} tags at once."})
    lines = queries.lines_to_tag(session, ids)
    made = printing.request(
        session, lines, by=by, paper=paper, one_time_key=key, printer=printer_meant(by.store_id)
    )
    queue.take_out(session, ids, by.user_id)
    return go(url_for("tags.show", print_id=made.id))


def printer_meant(store_id: int) -> Printer | None:
    """The printer that is meant; None for a PDF."""
    session, said = db.session(), request.form.get("to", "")
    if number := number_in(said):
        return printers.printer_for(session, number, store_id, PaperUse.TAG)
    usual = printers.printers_for(session, store_id, PaperUse.TAG) if said != "pdf" else ()
    return usual[0] if usual else None


@bp.get("/tags/prints/<id:print_id>")
@requires(Permission.TAGS_PRINT)
def show(print_id: int) -> Response:
    """How far a print is, asking again by itself; then its PDF, and what became of each line."""
    made, by = queries.print_of(db.session(), print_id), viewer()
    done = made.state is PrintState.DONE
    jobs = jobs_of(db.session(), PrintJob.tag_print_id == print_id)
    return page(
        "tags/show.html",
        "tags/_working.html" if made.state is PrintState.WAITING else "tags/_finished.html",
        made=made,
        papers=dict(printing.PAPERS),
        printed=[copy for copy in made.copies if copy.copy_number],
        refused=[copy for copy in made.copies if not copy.copy_number and not copy.not_on_paper],
        never=any(copy.not_on_paper for copy in made.copies),
        lacking=counting.lacking(made),
        waiting=made.state is PrintState.WAITING,
        held_up=clock.now() - made.created_at > PATIENCE,
        may_open=done and made.document is not None and queries.may_open(made.document, by),
        wish=None if made.copies else lookalike.wish_of(db.session(), print_id),
        jobs=jobs,
        to=_as_before(jobs, by.store_id),
        key=new_key(),
        one_time_key=new_key,
        whole=not wants_partial(),
    )


def _as_before(jobs: Sequence[PrintJob], store_id: int) -> str:
    """Where these tags would come out once more: as before, or where it is usual for whoever stands
    in another store now."""
    if not jobs:
        return "pdf"
    printer = jobs[0].printer
    here = printer.active and printer.for_tags and printer.store_id == store_id
    return str(printer.id) if here else ""


@bp.post("/tags/prints/<id:print_id>/by-hand")
@requires(Permission.TAGS_PRINT)
def by_hand(print_id: int) -> BaseResponse:
    """Open the PDF of tags that no printer has printed: from here they count as printed."""
    session, by = db.session(), viewer()
    made = queries.print_of(session, print_id)
    if made.document is None or not queries.may_open(made.document, by):
        raise NotFound("There is no such document, or it is not kept any more.")
    forgetting.opened_by_hand(session, print_id, by=by)
    counting.count_again(session, print_id, by=by)
    return go(url_for("tags.document", document_id=made.document_id))


@bp.get("/tags/documents/<id:document_id>.pdf")
@requires(Permission.TAGS_PRINT)
def document(document_id: int) -> Response:
    """The PDF, kept out of every cache; one with prices is not there for people without the
    right."""
    found = queries.document_of(db.session(), document_id, viewer())
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
