"""Somebody must always be able to manage people: the last one who can stays."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import RolePermission, User, user_roles
from app.vocabulary.errors import Refused
from app.vocabulary.permissions import Permission

NOBODY_LEFT = (
    "Then nobody could manage people and roles any more. Give that to somebody else first."
)


def _managers() -> sa.Select[int]:
    grants = (
        sa.select(sa.literal(1))
        .select_from(user_roles)
        .join(RolePermission, RolePermission.role_id == user_roles.c.role_id)
        .where(
            user_roles.c.user_id == User.id,
            RolePermission.permission == Permission.USERS_MANAGE,
        )
    )
    return sa.select(User.id).where(User.active.is_(True), sa.exists(grants)).order_by(User.id)


def hold_managers(session: Session) -> None:
    """Lock everybody who manages people: two of them cannot take each other out at once. Call it
    before a change that might cost somebody the right."""
    session.execute(_managers().with_for_update(of=User)).all()


def keep_a_manager(session: Session) -> None:
    """Raise Refused if, after the change, nobody active manages people any more."""
    session.flush()
    if session.scalar(_managers().limit(1)) is None:
        raise Refused(NOBODY_LEFT)
