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
# Under this name, beside the lists.
MINE = "home_mine"


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


def keep(session: Session, user_id: int, list_name: str, **changed: Any) -> None:
    """Keep what somebody changed of how they like a list, as named in `Likes`; all else stays as it
    is, also what another tab of theirs is keeping just now. No version of the person counts up."""
    before = _held(session, user_id)
    kept = before.get(list_name)
    of_list: dict[str, Any] = dict(kept) if isinstance(kept, dict) else {}
    everywhere = {"keys": changed.pop("keys")} if "keys" in changed else {}
    if "columns" in changed:
        changed["columns"] = list(changed["columns"][:MOST_COLUMNS])
    _write(session, user_id, {**before, list_name: of_list | changed, **everywhere})


def remember_mine(session: Session, user_id: int, mine: bool) -> None:
    """Keep whether home shows somebody their own departments only."""
    _write(session, user_id, {**_held(session, user_id), MINE: mine})


def likes_mine(kept: Mapping[str, Any] | None) -> bool:
    """Whether home shows somebody their own departments only, by what is kept of them."""
    return (kept or {}).get(MINE) is True


def _held(session: Session, user_id: int) -> dict[str, Any]:
    """What is kept of a person, their row locked until it is written anew."""
    query = sa.select(User.likes).where(User.id == user_id).with_for_update(of=User)
    return session.scalar(query) or {}


def _write(session: Session, user_id: int, likes: Mapping[str, Any]) -> None:
    session.execute(
        sa.update(User)
        .where(User.id == user_id)
        .values(likes=dict(likes))
        .execution_options(synchronize_session=False)
    )


def likes_of(session: Session, user_id: int | None, list_name: str) -> Likes:
    """How somebody likes a list, in one statement."""
    kept = session.scalar(sa.select(User.likes).where(User.id == user_id))
    return likes_from(kept or {}, list_name)
