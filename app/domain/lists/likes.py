"""How a person likes a list: which columns, how dense, by line or by order, with keys or without.

Kept as JSON with the person. What no longer makes sense there is left out, never an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import User

MOST_COLUMNS = 20


@dataclass(frozen=True)
class Likes:
    """`columns`: keys of those chosen, None for the usual ones. `by_order`: a row an order, else a
    row a line. `keys`: single letters do things in the list (WCAG 2.1.4: they can be put off)."""

    columns: tuple[str, ...] | None = None
    dense: bool = False
    by_order: bool = False
    keys: bool = True


def likes_from(kept: Mapping[str, Any], list_name: str) -> Likes:
    """What is kept of one list."""
    of_list = kept.get(list_name)
    of_list = of_list if isinstance(of_list, dict) else {}
    columns = of_list.get("columns")
    named = isinstance(columns, list) and all(isinstance(key, str) for key in columns)
    return Likes(
        columns=tuple(columns or ()) if named else None,
        dense=of_list.get("dense") is True,
        by_order=of_list.get("by_order") is True,
        keys=kept.get("keys") is not False,
    )


def keep(session: Session, user_id: int, list_name: str, likes: Likes) -> None:
    """Keep how somebody likes a list. Theirs alone, so the person's row gets no new version."""
    before = session.scalar(sa.select(User.likes).where(User.id == user_id)) or {}
    of_list: dict[str, Any] = {"dense": likes.dense, "by_order": likes.by_order}
    if likes.columns is not None:
        of_list["columns"] = list(likes.columns[:MOST_COLUMNS])
    likes_now = {**before, list_name: of_list, "keys": likes.keys}
    session.execute(
        sa.update(User)
        .where(User.id == user_id)
        .values(likes=likes_now)
        .execution_options(synchronize_session=False)
    )


def likes_of(session: Session, user_id: int | None, list_name: str) -> Likes:
    """How somebody likes a list, in one statement."""
    kept = session.scalar(sa.select(User.likes).where(User.id == user_id))
    return likes_from(kept or {}, list_name)
