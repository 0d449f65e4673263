"""Naming the columns of a file, and looking through all its rows."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.imports import bp
from app.blueprints.imports.forms import ColumnsForm, columns_form
from app.blueprints.imports.uploading import propose
from app.domain.imports import actions, checking, previewing, queries, running
from app.domain.imports.kinds import KINDS
from app.domain.imports.mapping import check, check_may, offered
from app.domain.imports.policies import may_change, may_look_inside
from app.extensions import db
from app.importers.files import FileRefused, open_table
from app.models import Import
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import go
from app.web.unit_of_work import let_go

SAMPLE = 5


@bp.get("/<id:import_id>/columns")
@requires(Permission.CATALOG_IMPORT)
def columns(import_id: int) -> Response:
    """Which column is what, as it was named or is guessed."""
    one = queries.by_id(db.session(), import_id, viewer())
    if not may_change(one):
        return go(url_for("imports.show", import_id=import_id))
    return columns_page(one, columns_form(one, viewer()))


@bp.post("/<id:import_id>/columns")
@requires(Permission.CATALOG_IMPORT)
def name_columns(import_id: int) -> Response:
    """Keep what was chosen, look through the file, and lead on to what was found. Another mark
    between the cells makes other columns: then they are asked for anew."""
    one = _open(import_id)
    form = columns_form(one, viewer())
    # A form that came without anything would say what the import itself says.
    form.version.data = request.form.get("version", "")
    form.version.check(one)
    if not form.validate():
        return columns_page(one, form, 422)
    check_may(KINDS[one.kind], tuple(form.mapping), viewer())
    try:
        if form.delimiter.data != one.options["delimiter"]:
            return _read_anew(one, form)
        check(KINDS[one.kind], form.mapping, one.options["header"])
        found = _look_through(one, form)
        one = _open(import_id)
        form.version.check(one)
        actions.name_columns(db.session(), one, form.mapping, form.style, by=viewer())
    except Invalid as problem:
        db.session.rollback()
        _refuse(form, problem)
        return columns_page(_open(import_id), form, 422)
    actions.keep_checked(db.session(), one, found)
    return go(url_for("imports.show", import_id=import_id))


def columns_page(one: Import, form: ColumnsForm, status: int = 200) -> Response:
    """The form beside the first rows of the file, as far as the viewer may see them."""
    header = one.options["header"]
    sample: Any = None
    if may_look_inside(one, viewer()):
        table = open_table(running.text_of(db.session(), one), one.options["delimiter"])
        cells = [row.cells for row in table.first(200) if row.cells]
        hidden = previewing.hidden_columns(one, cells, viewer())
        sample = previewing.as_they_stand(header, cells[:SAMPLE], hidden)
    body = render_template(
        "imports/columns.html",
        one=one,
        form=form,
        fields=offered(KINDS[one.kind], viewer()),
        vendor=queries.vendor_of(db.session(), one),
        header=header,
        sample=sample,
    )
    return make_response(body, status)


def _open(import_id: int) -> Import:
    one = queries.by_id(db.session(), import_id, viewer(), lock=True)
    may_change(one).enforce()
    return one


def _look_through(one: Import, form: ColumnsForm) -> checking.Checked:
    """All rows, read as the form says. Nobody is kept waiting for it."""
    session = db.session()
    one.mapping, one.options = form.mapping, {**one.options, **form.style}
    with session.no_autoflush:
        reader = running.reader_of(session, one)
        text, delimiter = running.text_of(session, one), one.options["delimiter"]
        here, carried = checking.keys_here(session, one), checking.codes_carried(session, one)
    let_go()
    try:
        table = open_table(text, delimiter)
        return checking.check((reader.read(*row) for row in table.records()), here, carried)
    except FileRefused as refusal:
        raise Invalid({"file": refusal.message}) from None


def _read_anew(one: Import, form: ColumnsForm) -> Response:
    try:
        table = open_table(running.text_of(db.session(), one), form.delimiter.data)
    except FileRefused as refusal:
        raise Invalid({"delimiter": refusal.message}) from None
    propose(one, table)
    actions.look_again(one)
    return go(url_for("imports.columns", import_id=one.id))


def _refuse(form: ColumnsForm, problem: Invalid) -> None:
    """Messages of fields stand beside their columns."""
    named = {f"columns-{n}" if f"columns-{n}" in form else n: m for n, m in problem.fields.items()}
    form.refuse(Invalid(named))
