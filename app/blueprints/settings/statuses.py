"""Statuses (C24): words, order, and the store's own ones."""

from __future__ import annotations

from itertools import groupby

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import STAGES
from app.blueprints.settings.saving import done, saved, show, step
from app.blueprints.settings.status_forms import NewStatusForm, StatusForm, values_of
from app.domain.settings import stages
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Status
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage
from app.web.access import requires, viewer
from app.web.forms import CleanForm
from app.web.htmx import go


@bp.get("/statuses")
@requires(Permission.SETTINGS_MANAGE)
def statuses() -> Response:
    """All of them, stage by stage, with the lines that stand on each."""
    rows = groupby(stages.statuses(db.session()), key=lambda row: row.stage)
    groups = [(STAGES[stage], list(group)) for stage, group in rows]
    return show("statuses", groups=groups, standing=stages.standing(db.session()))


@bp.get("/statuses/moves")
@requires(Permission.SETTINGS_MANAGE)
def moves() -> Response:
    """Every move at a glance: from each status to each stage."""
    rows = [
        (status, stages.rules_from(status))
        for status in stages.statuses(db.session())
        if status.active and status.stage is not Stage.CLOSED
    ]
    return show("moves", rows=rows, stages=STAGES)


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
        return _page(form, None, status)
    return _page(form, None)


@bp.route("/statuses/<id:status_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def status(status_id: int) -> Response:
    """Look at one; change its words, its hue, and what moves from it and to it ask."""
    row = the(db.session(), Status, status_id)
    form = StatusForm(data=values_of(row))
    if form.is_submitted():
        active = form.active.data or row.built_in
        status = saved(
            form,
            lambda: stages.change_status(
                db.session(),
                row,
                form.label.data,
                form.explanation.data,
                active,
                viewer(),
                form.ways(row),
            ),
            row=row,
            again=lambda: StatusForm(formdata=None, data=values_of(row)),
        )
        if not status:
            return done(f"{row.label} is saved.", url_for(".statuses"))
        return _page(form, row, status)
    return _page(form, row)


def _page(form: CleanForm, row: Status | None, status: int = 200) -> Response:
    """The form of one status, with how many lines stand on it."""
    lines = stages.standing(db.session()).get(row.key, 0) if row else 0
    return show("status", status=status, form=form, row=row, lines=lines, stages=STAGES)


@bp.post("/statuses/<id:status_id>/shift")
@requires(Permission.SETTINGS_MANAGE)
def shift_status(status_id: int) -> Response:
    """Move one place earlier or later within its stage."""
    row = the(db.session(), Status, status_id)
    stages.shift(db.session(), row, step(), viewer())
    return go(url_for(".statuses", _anchor=f"status-{row.id}"))
