"""Roles and what they grant."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import RoleForm
from app.blueprints.settings.saving import done, saved, show
from app.domain.people import queries
from app.domain.people import roles as parts
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Role
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer

# What the first word of a permission's key is about.
ABOUT = {
    "orders": "Orders",
    "tags": "Tags and pickup",
    "pickup": "Tags and pickup",
    "customers": "Customers",
    "prices": "Prices and costs",
    "costs": "Prices and costs",
    "night": "The night",
    "settings": "Settings",
    "users": "Settings",
    "jobs": "Settings",
}


@bp.get("/roles")
@requires(Permission.USERS_MANAGE)
def roles() -> Response:
    """All of them, with how many people hold each."""
    rows, held = queries.roles(db.session()), queries.holders(db.session())
    return show("roles", rows=rows, held=held, all_of_them=len(Permission))


@bp.route("/roles/new", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def new_role() -> Response:
    """Add one."""
    form = RoleForm()
    if form.is_submitted():
        status = saved(form, lambda: parts.add_role(db.session(), *_said(form), viewer()))
        if not status:
            return done(f"{form.name.data} is there.", url_for(".roles"))
        return _show(form, None, status)
    return _show(form, None)


@bp.route("/roles/<id:role_id>", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def role(role_id: int) -> Response:
    """Look at one and change it."""
    row = the(db.session(), Role, role_id)
    form = RoleForm(data=_data(row))
    if form.is_submitted():
        status = saved(
            form,
            lambda: parts.change_role(db.session(), row, *_said(form), viewer()),
            row=row,
            again=lambda: RoleForm(formdata=None, data=_data(row)),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".roles"))
        return _show(form, row, status)
    return _show(form, row)


@bp.post("/roles/<id:role_id>/remove")
@requires(Permission.USERS_MANAGE)
def remove_role(role_id: int) -> Response:
    """Take one away that nobody holds."""
    row = the(db.session(), Role, role_id)
    parts.remove_role(db.session(), row, viewer())
    return done(f"{row.name} is gone.", url_for(".roles"))


def _show(form: RoleForm, row: Role | None, status: int = 200) -> Response:
    boxes = groupby(form.permissions, key=_about)
    may_remove = parts.may_remove(db.session(), row) if row else None
    return show(
        "role",
        status=status,
        form=form,
        row=row,
        may_remove=may_remove,
        groups=[(words, list(group)) for words, group in boxes],
    )


def _about(box: Any) -> str:
    return ABOUT.get(str(box.data).partition(".")[0], "More")


def _data(row: Role) -> dict[str, Any]:
    return {
        "name": row.name,
        "purpose": row.purpose,
        "permissions": sorted(row.permissions),
        "version": row.version,
    }


def _said(form: RoleForm) -> tuple[str, str, list[Permission]]:
    return form.name.data, form.purpose.data, form.permissions.data
