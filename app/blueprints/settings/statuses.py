"""Statuses (C24): words, order, and the store's own ones."""

from __future__ import annotations

from itertools import groupby

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import STAGES, NewStatusForm, StatusForm
from app.blueprints.settings.saving import done, saved, show, step
from app.domain.settings import stages
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Status
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage
from app.web.access import requires, viewer
from app.web.htmx import go


@bp.get("/statuses")
@requires(Permission.SETTINGS_MANAGE)
def statuses() -> Response:
    """All of them, stage by stage."""
    rows = groupby(stages.statuses(db.session()), key=lambda row: row.stage)
    return show("statuses", groups=[(STAGES[stage], list(group)) for stage, group in rows])


@bp.route("/statuses/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def new_status() -> Response:
    """Add one to a stage."""
    form = NewStatusForm()
    if form.is_submitted():
        status = saved(
            form,
            lambda: stages.add_status(
                db.session(),
                form.label.data,
                form.explanation.data,
                Stage(form.stage.data),
                viewer(),
            ),
        )
        if not status:
            return done(f"{form.label.data} is there.", url_for(".statuses"))
        return show("status", status=status, form=form, row=None)
    return show("status", form=form, row=None)


@bp.route("/statuses/<id:status_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def status(status_id: int) -> Response:
    """Look at one and change its words."""
    row = the(db.session(), Status, status_id)
    form = StatusForm(obj=row)
    if form.is_submitted():
        active = form.active.data or row.built_in
        status = saved(
            form,
            lambda: stages.change_status(
                db.session(), row, form.label.data, form.explanation.data, active, viewer()
            ),
            row=row,
            again=lambda: StatusForm(formdata=None, obj=row),
        )
        if not status:
            return done(f"{row.label} is saved.", url_for(".statuses"))
        return show("status", status=status, form=form, row=row)
    return show("status", form=form, row=row)


@bp.post("/statuses/<id:status_id>/shift")
@requires(Permission.SETTINGS_MANAGE)
def shift_status(status_id: int) -> Response:
    """Move one place earlier or later within its stage."""
    row = the(db.session(), Status, status_id)
    stages.shift(db.session(), row, step(), viewer())
    return go(url_for(".statuses", _anchor=f"status-{row.id}"))
