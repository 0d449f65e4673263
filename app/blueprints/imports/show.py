"""One import: what was found in its file, how far it is, what became of it; and its report."""

from __future__ import annotations

import io
from typing import Any

from flask import Response as PlainResponse
from flask import make_response, render_template, url_for
from werkzeug.wrappers import Response

from app.blueprints.imports import bp
from app.blueprints.imports.columns import columns_page
from app.blueprints.imports.forms import StartForm, columns_form
from app.domain.imports import previewing, queries, running
from app.domain.imports.kinds import KINDS
from app.domain.imports.policies import AT_WORK, may_look_inside, may_start
from app.domain.imports.reporting import write_report
from app.domain.imports.withdrawing import added_by
from app.extensions import db
from app.importers.files import open_table
from app.models import Import, ImportState
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import page, wants_partial

PREVIEWED = 20


@bp.get("/<id:import_id>")
@requires(Permission.CATALOG_IMPORT)
def show(import_id: int) -> Response:
    """Where it is: its columns, what was found, the bar, or the result."""
    one = queries.by_id(db.session(), import_id, viewer())
    if one.state is ImportState.UPLOADED:
        return columns_page(one, columns_form(one, viewer()))
    if one.state is ImportState.CHECKED:
        return preview_page(one, StartForm(data={"version": one.version}))
    working = one.state in AT_WORK
    return page(
        "imports/show.html",
        "imports/_working.html" if working else "imports/_finished.html",
        **_result(one, working),
    )


@bp.get("/<id:import_id>/report.csv")
@requires(Permission.CATALOG_IMPORT)
def report(import_id: int) -> PlainResponse:
    """Every problem and every change as a file, with the figures its reader may know."""
    one = queries.by_id(db.session(), import_id, viewer())
    out = io.StringIO(newline="")
    write_report(db.session(), one, viewer(), out)
    # The mark tells spreadsheets that it is UTF-8.
    response = PlainResponse(f"\ufeff{out.getvalue()}", mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{one.id}.csv"'
    return response


def preview_page(one: Import, form: StartForm, status: int = 200) -> Response:
    """What was found in the file, and its first rows as they would go in."""
    session, kind = db.session(), KINDS[one.kind]
    fields: list[Any] = []
    rows: list[Any] = []
    if may_look_inside(one, viewer()):
        reader = running.reader_of(session, one)
        records = open_table(running.text_of(session, one), one.options["delimiter"]).first(200)
        hidden = previewing.hidden_columns(one, [row.cells for row in records], viewer())
        read = [reader.read(*record) for record in records[:PREVIEWED]]
        lookups = reader.reading.lookups
        fields, rows = previewing.as_read(one, read, lookups, hidden, viewer())
    body = render_template(
        "imports/preview.html",
        one=one,
        form=form,
        found=one.options["checked"],
        label_of=lambda name: previewing.label_of(kind, name),
        noun=kind.noun,
        fields=fields,
        rows=rows,
        may=may_start(one),
        vendor=queries.vendor_of(session, one),
    )
    return make_response(body, status)


def _result(one: Import, working: bool) -> dict[str, Any]:
    session, kind = db.session(), KINDS[one.kind]
    problems = [] if working else queries.problems_of(session, one)
    return {
        "one": one,
        "working": working,
        "fraction": one.done_rows / one.rows if one.rows else None,
        "problems": problems,
        "most": queries.SHOWN_PROBLEMS,
        "label_of": lambda name: previewing.label_of(kind, name),
        "noun": kind.noun,
        "vendor": queries.vendor_of(session, one),
        "withdrawable": 0 if working or not one.added else added_by(session, one),
        "again": url_for("imports.new", vendor=one.vendor_id),
        "whole": not wants_partial(),
    }
