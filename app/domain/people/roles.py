"""Roles: named sets of permissions, kept by the store itself."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.people.managers import hold_managers, keep_a_manager
from app.domain.settings.editing import add, fact, room_for, unique
from app.models import Role, RolePermission, user_roles
from app.vocabulary.decisions import Decision, when
from app.vocabulary.permissions import Permission

TAKEN = {"name": "There is a role of this name already."}
MOST_ROLES = 50


def add_role(
    session: Session, name: str, purpose: str, grants: Iterable[Permission], by: Viewer | None
) -> Role:
    """A new role. Invalid when the name is taken."""
    room_for(session, Role, MOST_ROLES)
    permissions = sorted(set(grants))
    role = Role(name=name, purpose=purpose, grants=_rows(permissions))
    shown = {"purpose": purpose, "permissions": permissions}
    add(session, role, by, "role added", name, shown, TAKEN)
    return role


def change_role(
    session: Session,
    role: Role,
    name: str,
    purpose: str,
    grants: Iterable[Permission],
    by: Viewer | None,
) -> None:
    """Change a role; whoever holds it may do the new things from their next step on. Refused if
    nobody could manage people any more."""
    wanted = frozenset(grants)
    before = {"name": role.name, "purpose": role.purpose, "permissions": role.permissions}
    after = {"name": name, "purpose": purpose, "permissions": wanted}
    changed = [key for key in before if before[key] != after[key]]
    if not changed:
        return
    hold_managers(session)
    with unique(session, TAKEN):
        role.name, role.purpose = name, purpose
        role.grants[:] = [g for g in role.grants if g.permission in wanted] + _rows(
            sorted(wanted - role.permissions)
        )
        flag_modified(role, "name")
    keep_a_manager(session)
    record(
        session,
        by,
        "role changed",
        str(before["name"]),
        before={key: fact(before[key]) for key in changed},
        after={key: fact(after[key]) for key in changed},
    )


def may_remove(session: Session, role: Role) -> Decision:
    """A role that nobody holds can go, active or not."""
    held = session.scalar(sa.select(sa.exists().where(user_roles.c.role_id == role.id)))
    return when(not held, "Somebody still has this role.")


def remove_role(session: Session, role: Role, by: Viewer | None) -> None:
    """Take a role away that nobody holds."""
    may_remove(session, role).enforce()
    before = {"purpose": role.purpose, "permissions": fact(role.permissions)}
    session.delete(role)
    session.flush()
    record(session, by, "role removed", role.name, before=before)


def _rows(permissions: Iterable[Permission]) -> list[RolePermission]:
    return [RolePermission(permission=permission) for permission in permissions]
