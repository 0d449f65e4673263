"""Buttons of an import: start it, drop it, take back what it added."""

from __future__ import annotations

from flask import flash, url_for
from werkzeug.wrappers import Response

from app.blueprints.imports import bp
from app.blueprints.imports.forms import StartForm
from app.blueprints.imports.show import preview_page
from app.domain.imports import actions, queries
from app.domain.imports.policies import may_start
from app.extensions import db
from app.models import Import
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import plural
from app.web.forms import PressForm
from app.web.htmx import go


@bp.post("/<id:import_id>/start")
@requires(Permission.CATALOG_IMPORT)
def start(import_id: int) -> Response:
    """Hand it to a worker; leads on to the bar. A second tap finds it started."""
    one = _held(import_id)
    if one.started_at is not None:
        return go(url_for("imports.show", import_id=import_id))
    may_start(one).enforce()
    form = StartForm()
    form.version.check(one)
    if not form.validate():
        return preview_page(one, form, 422)
    one.options = {**one.options, "missing": form.missing.words[form.missing.data]}
    actions.start(db.session(), one, by=viewer())
    return go(url_for("imports.show", import_id=import_id))


@bp.post("/<id:import_id>/drop")
@requires(Permission.CATALOG_IMPORT)
def drop(import_id: int) -> Response:
    """Do not import it."""
    one = _held(import_id)
    PressForm().version.check(one)
    actions.drop(db.session(), one, by=viewer())
    flash(f"{one.file_name} is not imported.", "done")
    return go(url_for("imports.index"))


@bp.post("/<id:import_id>/take-back")
@requires(Permission.CATALOG_IMPORT)
def take_back(import_id: int) -> Response:
    """Withdraw what it added."""
    one = _held(import_id)
    PressForm().version.check(one)
    count = actions.take_back(db.session(), one, by=viewer())
    flash(f"{plural(count, 'item')} withdrawn.", "done")
    return go(url_for("imports.show", import_id=import_id))


def _held(import_id: int) -> Import:
    return queries.by_id(db.session(), import_id, viewer(), lock=True)
