"""Super departments: whose lines are whose (C20, C22)."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import NewSuperDepartmentForm, SuperDepartmentForm
from app.blueprints.settings.saving import done, saved, show
from app.domain.settings import departments as rooms
from app.domain.settings.editing import the
from app.extensions import db
from app.models import SuperDepartment
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer


@bp.get("/super-departments")
@requires(Permission.SETTINGS_MANAGE)
def super_departments() -> Response:
    """All of them, with how many departments each has."""
    rows = rooms.super_departments(db.session())
    return show("super_departments", rows=rows, counts=rooms.how_many_each(db.session()))


@bp.route("/super-departments/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def new_super_department() -> Response:
    """Add one."""
    form = NewSuperDepartmentForm(data={"number": rooms.next_number(db.session(), SuperDepartment)})
    if form.is_submitted():
        status = saved(
            form,
            lambda: rooms.add_super_department(
                db.session(), form.number.data, form.name.data, viewer()
            ),
        )
        if not status:
            return done(f"{form.name.data} is there.", url_for(".super_departments"))
        return show("super_department", status=status, form=form, row=None)
    return show("super_department", form=form, row=None)


@bp.route("/super-departments/<id:super_department_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def super_department(super_department_id: int) -> Response:
    """Rename one."""
    row = the(db.session(), SuperDepartment, super_department_id)
    form = SuperDepartmentForm(obj=row)
    if form.is_submitted():
        status = saved(
            form,
            lambda: rooms.rename_super_department(db.session(), row, form.name.data, viewer()),
            row=row,
            again=lambda: SuperDepartmentForm(formdata=None, obj=row),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".super_departments"))
        return show("super_department", status=status, form=form, row=row)
    return show("super_department", form=form, row=row)
