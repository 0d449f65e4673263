"""What home is drawn by: the settings of the store, and how its reader likes it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.lists.likes import likes_mine
from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import EVERY_STORE, made_of
from app.models import Setting, User


def liked(session: Session, user_id: int | None, store_id: int) -> tuple[StoreSettings, bool]:
    """The settings in force in a store, and whether this person's home shows their own departments
    only; in one statement."""
    here = Setting.store_id.in_((EVERY_STORE, store_id))
    rows = session.execute(
        sa.select(User.likes, Setting.key, Setting.value)
        .outerjoin(Setting, here)
        .where(User.id == user_id)
        .order_by(Setting.store_id)
    ).all()
    said = [(key, value) for _, key, value in rows if key is not None]
    return made_of(said), bool(rows) and likes_mine(rows[0][0])
