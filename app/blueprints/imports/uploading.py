"""Bringing a file: its size is bounded before it is read, what it is is found out by looking."""

from __future__ import annotations

import contextlib
from typing import Any

import sqlalchemy as sa
from flask import make_response, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from app.blueprints.imports import bp
from app.blueprints.imports.forms import MOST_CHOICES, FileForm
from app.domain.imports import actions
from app.domain.imports.kinds import KINDS
from app.domain.imports.mapping import check_may, offered, suggested
from app.domain.imports.mapping import remembered as memory_of
from app.domain.imports.styles import LOOKED_AT, codes_of, decimal_of
from app.extensions import db
from app.importers.files import FileRefused, Recognised, Table, open_table, recognise
from app.importers.files.limits import LARGEST_UPLOAD, MB
from app.models import Import, ImportKind, SaleType, Vendor
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.errors import answer as refusal
from app.web.htmx import go
from app.web.picked import one_time_key
from app.web.unit_of_work import let_go

TOO_LARGE = (
    f"The file is larger than {LARGEST_UPLOAD // MB} MB. Split it, or leave out columns that "
    "are not needed."
)
_AROUND = 1 * MB
_BITE = 256 * 1024
# A browser reads an answer when it has sent everything; so much more is taken in and thrown away.
_MOST_SWALLOWED = 100 * MB


@bp.url_value_preprocessor
def _larger_for_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the request: whole files, but only from who may bring one."""
    if endpoint == "imports.bring" and _may_bring():
        request.max_content_length = LARGEST_UPLOAD + _AROUND


@bp.errorhandler(413)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    """The form once more, with the reason beside the file; for who may bring none, a plain refusal:
    this is said before anybody was asked who they are."""
    if request.endpoint != "imports.bring" or not _may_bring():
        return refusal(413)
    _swallow()
    form = _form(formdata=None)
    form.file.errors = [TOO_LARGE]
    return _page(form, 413)


@bp.get("/new")
@requires(Permission.CATALOG_IMPORT)
def new() -> Response:
    """Ask for a file; `vendor` of the address is chosen already."""
    return _page(_form(vendor_id=number_in(request.args.get("vendor"))))


@bp.post("/new")
@requires(Permission.CATALOG_IMPORT)
def bring() -> Response:
    """Look at the file and keep it; leads on to naming its columns. The same key twice gives the
    same import."""
    key, form = one_time_key(), _form()
    known = actions.brought_before(db.session(), key)
    if known is not None:
        return go(url_for("imports.show", import_id=known.id))
    if not form.validate():
        return _page(form, 422)
    kind, by = ImportKind(form.kind.data), viewer()
    check_may(KINDS[kind], (), by)
    # Looking takes seconds for a large file; on SQLite this request would keep others from acting.
    let_go()
    upload = form.file.data
    try:
        if upload is None or not upload.filename:
            raise FileRefused("Choose a file.")
        found = recognise(upload.stream.read(LARGEST_UPLOAD + 1))
        table = open_table(found.text)
    except FileRefused as refusal:
        form = _form()
        form.file.errors = [refusal.message]
        return _page(form, 422)
    try:
        made = _keep(form, kind, upload.filename, found, table, key)
    except Invalid as problem:
        db.session.rollback()
        form = _form()
        form.refuse(problem)
        return _page(form, 422)
    return go(url_for("imports.show", import_id=made.id))


def _keep(
    form: FileForm, kind: ImportKind, name: str, found: Recognised, table: Table, key: str
) -> Import:
    session, by = db.session(), viewer()
    vendor_id = form.vendor.data if kind is ImportKind.VENDOR_ITEMS else None
    if kind is ImportKind.VENDOR_ITEMS and form.new_vendor.data:
        try:
            vendor = actions.add_vendor(session, form.new_vendor.data, by=by)
        except Invalid as problem:
            raise Invalid({"new_vendor": problem.message}) from None
        session.flush()
        vendor_id = vendor.id
    options = {"sheet": found.sheet[:60], "notices": list(found.notices), "always": form.always}
    made = actions.bring(
        session,
        kind,
        name,
        found.text,
        by=by,
        vendor_id=vendor_id,
        options=options | {"header": list(table.header), "delimiter": table.delimiter},
        one_time_key=key,
    )
    propose(made, table)
    session.flush()
    return made


def propose(one: Import, table: Table) -> None:
    """How the file seems to be written, and which column seems to be what: as the last one was
    read, else guessed."""
    session, kind = db.session(), KINDS[one.kind]
    memory = memory_of(session, one)
    mapping = suggested(kind, table.header, memory)
    may = {each.name for each in offered(kind, viewer())}
    rows = table.first(LOOKED_AT)
    place = {name: at for at, name in enumerate(table.header)}.get(mapping.get("upc", ""))
    codes = codes_of(row.cells[place] for row in rows if row.cells) if place is not None else "full"
    style = {"decimal": decimal_of(cell for row in rows for cell in row.cells), "codes": codes}
    if mapping.get("upc") == memory.get("columns", {}).get("upc"):
        # Few cells can mislead a guess; what somebody chose for such a file was right.
        style["codes"] = memory.get("style", {}).get("codes", codes)
    one.mapping = {name: column for name, column in mapping.items() if name in may}
    one.options = {**one.options, "header": list(table.header), "delimiter": table.delimiter,
                   **style}  # fmt: skip


def _form(**kwargs: Any) -> FileForm:
    session = db.session()
    vendors = session.execute(
        sa.select(Vendor.id, Vendor.name)
        .where(Vendor.active.is_(True))
        .order_by(Vendor.name)
        .limit(MOST_CHOICES)
    ).all()
    types = session.execute(
        sa.select(SaleType.id, SaleType.name)
        .where(SaleType.is_sale.is_(True))
        .order_by(SaleType.name)
        .limit(MOST_CHOICES)
    ).all()
    return FileForm(viewer(), vendors, types, **kwargs)


def _page(form: FileForm, status: int = 200) -> Response:
    body = render_template("imports/new.html", form=form, largest=LARGEST_UPLOAD)
    return make_response(body, status)


def _may_bring() -> bool:
    signed_in = current_user.is_authenticated
    return signed_in and bool(current_user.viewer.can(Permission.CATALOG_IMPORT))


def _swallow() -> None:
    """Take in the rest of what is being sent, up to a limit."""
    stream = request.environ["wsgi.input"]
    left = min(_MOST_SWALLOWED, request.content_length or 0)
    with contextlib.suppress(OSError):
        while left > 0 and (bite := stream.read(_BITE)):
            left -= len(bite)
