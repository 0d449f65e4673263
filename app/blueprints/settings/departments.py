"""Departments: the map (C4), the minimum (C5), the ones that always ask (C17)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import request, url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import DepartmentForm, NewDepartmentForm, choices
from app.blueprints.settings.saving import done, saved, show
from app.domain.settings import departments as rooms
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Department, SuperDepartment
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import one_line
from app.web.htmx import page


@bp.get("/departments")
@requires(Permission.SETTINGS_MANAGE)
def departments() -> Response:
    """The list, of one super department or all, with words in the name."""
    words = one_line(request.args.get("q"))[:80]
    of = request.args.get("of", type=int)
    after = request.args.get("after", default=-1, type=int)
    supers = rooms.super_departments(db.session())
    of = of if of in {row.id for row in supers} else None
    after = after if -1 <= after < 2_147_483_647 else -1
    found = rooms.departments(db.session(), words=words, super_department_id=of, after=after)
    older = url_for(".departments", q=words or None, of=of, after=found.after)
    return page(
        "settings/departments.html",
        "settings/_departments.html",
        found=found.departments,
        words=words,
        of=of,
        supers=supers,
        older=older if found.after is not None else None,
    )


@bp.route("/departments/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def new_department() -> Response:
    """Add one."""
    number = rooms.next_number(db.session(), Department)
    form = NewDepartmentForm(data={"number": number, "minimum_quantity": 0, "active": True})
    _fill(form, None)
    if form.is_submitted():
        status = saved(
            form,
            lambda: rooms.add_department(db.session(), form.number.data, _rules(form), viewer()),
        )
        if not status:
            return done(f"{form.name.data} is there.", url_for(".departments"))
        return show("department", status=status, form=form, row=None)
    return show("department", form=form, row=None)


@bp.route("/departments/<id:department_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def department(department_id: int) -> Response:
    """Look at one and change it."""
    row = the(db.session(), Department, department_id)
    form = _form(row, DepartmentForm)
    if form.is_submitted():
        status = saved(
            form,
            lambda: rooms.change_department(db.session(), row, _rules(form), viewer()),
            row=row,
            again=lambda: _form(row, DepartmentForm, formdata=None),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".departments"))
        return show("department", status=status, form=form, row=row)
    return show("department", form=form, row=row)


def _form(row: Department, kind: type[DepartmentForm], **kwargs: Any) -> DepartmentForm:
    data = {
        "name": row.name,
        "super_department": row.super_department_id,
        "ordered_as": row.ordered_as_id,
        "minimum_quantity": row.minimum_quantity,
        "always_ask": row.always_ask,
        "active": row.active,
        "version": row.version,
    }
    form = kind(data=data, **kwargs)
    _fill(form, row)
    return form


def _fill(form: DepartmentForm, row: Department | None) -> None:
    """The lists to choose from: what is active, and what is chosen already."""
    kept = row.ordered_as_id if row else None
    others = db.session.execute(
        sa.select(Department.id, Department.number, Department.name)
        .where(Department.active.is_(True) | (Department.id == kept))
        .where(Department.id != (row.id if row else 0))
        .order_by(Department.name, Department.number)
        .limit(rooms.MOST_DEPARTMENTS)
    )
    form.super_department.choices = choices(rooms.super_departments(db.session()), "Nobody’s")
    form.ordered_as.choices = choices(others, "Itself")


def _rules(form: DepartmentForm) -> rooms.DepartmentRules:
    def row(model: type[Any], row_id: int | None) -> Any:
        return the(db.session(), model, row_id) if row_id is not None else None

    return rooms.DepartmentRules(
        name=form.name.data,
        super_department=row(SuperDepartment, form.super_department.data),
        ordered_as=row(Department, form.ordered_as.data),
        minimum_quantity=form.minimum_quantity.data,
        always_ask=form.always_ask.data,
        active=form.active.data,
    )
