"""Adding printers and changing them."""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response, render_template, url_for
from werkzeug.wrappers import Response

from app.blueprints.printers import bp
from app.blueprints.printers.forms import PrinterForm
from app.blueprints.settings.saving import done, saved
from app.domain.printing import printers
from app.domain.settings.editing import the
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.models import Printer
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import new_key


@bp.get("")
@requires(Permission.SETTINGS_MANAGE)
def index() -> Response:
    """All of them, by store, with how each was when it was last asked."""
    return _show("index", printers=printers.all_printers(db.session()))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def new() -> Response:
    """Add one; it is asked at once how it is."""
    by = viewer()
    paper = settings_of(db.session(), by.store_id).tag_paper
    sheets = not paper.startswith("label")
    usual = {"for_tags": True, "for_slips": sheets, "for_lists": sheets, "active": True}
    form = PrinterForm(data={"store_id": by.store_id, "paper": paper, **usual})
    if not form.is_submitted():
        return _show("printer", form=form, row=None)
    made: list[Printer] = []
    facts = form.facts
    here = current_app.config["PRINTER_PORTS_HERE"]
    status = saved(
        form, lambda: made.append(printers.add_printer(db.session(), facts(), viewer(), here))
    )
    if not status:
        return done(
            f"{form.name.data} is added, and asked how it is.",
            url_for(".printer", printer_id=made[0].id),
        )
    return _show("printer", status=status, form=form, row=None)


@bp.route("/<id:printer_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def printer(printer_id: int) -> Response:
    """Look at one, how it is, and change it."""
    row = the(db.session(), Printer, printer_id)
    form = PrinterForm(obj=row)
    status, here = 200, current_app.config["PRINTER_PORTS_HERE"]
    if form.is_submitted():
        status = saved(
            form,
            lambda: printers.change_printer(db.session(), row, form.facts(), viewer(), here),
            row=row,
            again=lambda: PrinterForm(formdata=None, obj=row),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".printer", printer_id=row.id))
    return _show("printer", status=status, form=form, row=row, key=new_key())


def _show(template: str, *, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(f"printers/{template}.html", **context), status)
