"""Who asked for what a worker does now, with the rights of now."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.models import RolePermission, User, user_roles


def person(session: Session, user_id: int, store_id: int) -> Viewer:
    """The person at work in a store; they may do nothing if they are not here any more."""
    rows = session.execute(
        sa.select(User.name, RolePermission.permission)
        .outerjoin(user_roles, user_roles.c.user_id == User.id)
        .outerjoin(RolePermission, RolePermission.role_id == user_roles.c.role_id)
        .where(User.id == user_id, User.active.is_(True))
    ).all()
    grants = frozenset(permission for _, permission in rows if permission is not None)
    return Viewer(user_id, rows[0][0] if rows else "", grants, store_id)
