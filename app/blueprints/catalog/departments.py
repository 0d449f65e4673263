"""Departments to look at, with what changed about them; they are edited in settings (C4)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import request
from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.asking import asked, further, number, show, tabs
from app.blueprints.catalog.things import show_one
from app.domain.catalog.editing import the
from app.domain.settings import departments as rooms
from app.extensions import db
from app.models import Department
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.htmx import wants_partial

MOST = 20


@bp.get("/departments")
@requires(Permission.CATALOG_SEE)
def departments() -> Response:
    """By number, of one super department or all."""
    text, of = asked(), number("of")
    after = number("after")
    found = rooms.departments(
        db.session(), words=text, super_department_id=of, after=-1 if after is None else after
    )
    supers: dict[str, Any] = {}
    if not wants_partial():
        supers = {"supers": rooms.super_departments(db.session())}
    return show(
        "departments",
        partial="_departments",
        rows=found.departments,
        text=text,
        of=of,
        narrowed=bool(request.args.get("q") or of),
        older=further("catalog.departments", after=found.after) if found.after else None,
        tabs=tabs("catalog.departments"),
        **supers,
    )


@bp.get("/departments/<id:department_id>")
@requires(Permission.CATALOG_SEE)
def department(department_id: int) -> Response:
    """One department: who looks after it, what it is ordered as, its past."""
    session = db.session()
    row = the(session, Department, department_id, "department")
    query = sa.select(Department).where(Department.ordered_as_id == row.id)
    mapped = [] if wants_partial() else session.scalars(query.limit(MOST)).all()
    return show_one(row, mapped=mapped)
