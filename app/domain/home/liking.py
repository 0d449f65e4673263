"""What home is drawn by: the settings and ages of the store, and how its reader likes it."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.lists.likes import likes_mine
from app.domain.overnight.ages import asked, told
from app.domain.settings.known import StoreSettings
from app.models import User

# What stands where a setting says of which store it is.
_LIKES = -2


def liked(
    session: Session, user_id: int | None, store_id: int
) -> tuple[StoreSettings, dict[str, int], bool]:
    """The settings in force in a store, the ages of its statuses, and whether this person's home
    shows their own departments only; in one statement."""
    likes = sa.select(sa.literal(_LIKES), sa.literal(""), sa.cast(User.likes, sa.String)).where(
        User.id == user_id
    )
    rows = session.execute(sa.union_all(*asked(store_id), likes).order_by("store_id")).all()
    own = [json.loads(value) for where, _, value in rows if where == _LIKES]
    return *told(rows), bool(own) and likes_mine(own[0])
