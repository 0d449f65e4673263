"""What a new installation starts with: statuses, roles, the counter of orders. Safe to run
again."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import numbers
from app.domain.orders.statuses import ensure_first
from app.models import Role, RolePermission
from app.vocabulary.permissions import FIRST_ROLES


def install(session: Session) -> None:
    """Create what is missing of the first statuses, roles and numbers; never touches what a store
    has changed."""
    ensure_first(session)
    numbers.begin(session)
    if session.scalar(sa.select(sa.func.count()).select_from(Role)):
        return
    for name, purpose, permissions in FIRST_ROLES:
        grants = [RolePermission(permission=p) for p in sorted(permissions)]
        session.add(Role(name=name, purpose=purpose, grants=grants))
    session.flush()
