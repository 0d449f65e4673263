"""Adding shelves, many at once, and changing one."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField

from app.blueprints.settings.saving import done, saved
from app.blueprints.shelves import bp
from app.domain.pickup import labels, shelves
from app.domain.printing.printers import printers_for
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Shelf
from app.vocabulary.barcodes import readable_tag, shelf_code
from app.vocabulary.errors import NotFound
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import plural
from app.web.forms import CleanForm, Line, Paragraph, Version, new_key


class ShelvesForm(CleanForm):
    """Many shelves in one place."""

    codes = Paragraph("Shelves", longest=shelves.LONGEST_CODES, required=shelves.NO_CODES)
    name = Line("Where they are", longest=shelves.LONGEST_NAME)


class ShelfForm(CleanForm):
    """One shelf: where it is, whether it is used."""

    name = Line("Where it is", longest=shelves.LONGEST_NAME)
    active = BooleanField("In use")
    version = Version()


@bp.route("", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def index() -> Response:
    """The shelves of the store one stands in; POST adds those that `codes` lists."""
    form = ShelvesForm()
    if not form.is_submitted():
        return _index(form)
    made: list[tuple[list[Shelf], int]] = []
    status = saved(
        form,
        lambda: made.append(
            shelves.add_shelves(
                db.session(),
                viewer().store_id,
                form.codes.data or "",
                form.name.data or "",
                by=viewer(),
            )
        ),
    )
    if status:
        return _index(form, status)
    fresh, known = made[0]
    there = f" {plural(known, 'was', 'were')} there already." if known else ""
    return done(f"{plural(len(fresh), 'shelf', 'shelves')} added.{there}", url_for(".index"))


@bp.route("/<id:shelf_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def shelf(shelf_id: int) -> Response:
    """Look at one and change it."""
    row = the(db.session(), Shelf, shelf_id)
    if row.store_id != viewer().store_id:
        raise NotFound("There is no such shelf in this store.")
    form = ShelfForm(obj=row)
    status = 200
    if form.is_submitted():
        status = saved(
            form,
            lambda: shelves.change_shelf(
                db.session(), row, form.name.data or "", form.active.data, by=viewer()
            ),
            row=row,
            again=lambda: ShelfForm(formdata=None, obj=row),
        )
        if not status:
            return done(f"{row.code} is saved.", url_for(".index"))
    digits = readable_tag(shelf_code(row.id))
    return _show("shelf", status=status, form=form, row=row, digits=digits, key=new_key())


def _index(form: ShelvesForm, status: int = 200) -> Response:
    session, store_id = db.session(), viewer().store_id
    printers = printers_for(session, store_id, *labels.PAPER_USES)
    return _show(
        "index",
        status=status,
        form=form,
        rows=shelves.shelves_of(session, store_id),
        places=[("pdf", "PDF to open"), *((str(one.id), one.name) for one in printers)],
        key=new_key(),
    )


def _show(template: str, *, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(f"shelves/{template}.html", **context), status)
