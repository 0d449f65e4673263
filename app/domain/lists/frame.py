"""What stands around a list: what it can be narrowed to, whose departments are whose, how the
reader likes it and which views they saved. One statement, whatever it is asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.lists.likes import Likes, likes_from
from app.models import (
    Department,
    OrderLine,
    SavedView,
    Store,
    SuperDepartment,
    User,
    Vendor,
    user_super_departments,
)

Named = list[tuple[int, str]]


@dataclass(frozen=True)
class View:
    """A saved view as a menu shows it; `address` is the list's query string."""

    id: int
    name: str
    address: str
    usual: bool


@dataclass(frozen=True)
class Frame:
    """Names by id, sorted as people read them. `owned`: ids of the super departments that are the
    reader's. `newest`: the id of the newest line of all, so that fresh ones can be told."""

    super_departments: Named = field(default_factory=list)
    departments: Named = field(default_factory=list)
    vendors: Named = field(default_factory=list)
    stores: Named = field(default_factory=list)
    owned: tuple[int, ...] = ()
    likes: Likes = field(default_factory=Likes)
    views: list[View] = field(default_factory=list)
    newest: int = 0

    @property
    def usual(self) -> View | None:
        """The view that the list begins with."""
        return next((view for view in self.views if view.usual), None)


_NAMED: tuple[tuple[str, Any], ...] = (
    ("super_departments", SuperDepartment),
    ("departments", Department),
    ("vendors", Vendor),
)


def frame(session: Session, user_id: int | None, list_name: str) -> Frame:
    """Everything around the list `list_name` for one reader, in one statement."""
    found: dict[str, list[Any]] = {}
    asked = {"reader": user_id, "list_name": list_name}
    for part, number, name, more, flag in session.execute(_parts(), asked):
        found.setdefault(part, []).append((number, name, more, flag))

    def named(part: str) -> Named:
        pairs = [(number, name) for number, name, _, _ in found.get(part, [])]
        return sorted(pairs, key=lambda pair: pair[1].casefold())

    views = sorted(found.get("views", []), key=lambda row: (row[3] // 2, row[0]))
    likes = found.get("likes", [(0, "", "{}", 0)])[0][2]
    return Frame(
        super_departments=named("super_departments"),
        departments=named("departments"),
        vendors=named("vendors"),
        stores=named("stores"),
        owned=tuple(sorted(row[0] for row in found.get("owned", []))),
        likes=likes_from(json.loads(likes or "{}"), list_name),
        views=[View(number, name, more, bool(flag % 2)) for number, name, more, flag in views],
        newest=found["newest"][0][0] or 0,
    )


@cache
def _parts() -> sa.CompoundSelect[Any]:
    """The statement behind `frame`, put together once."""
    none, zero = sa.literal(""), sa.literal(0)
    reader = sa.bindparam("reader", type_=sa.Integer)
    parts: list[Any] = [
        sa.select(sa.literal(part), kind.id, kind.name, none, zero) for part, kind in _NAMED
    ]
    stores = sa.select(sa.literal("stores"), Store.id, Store.name, none, zero)
    owned = user_super_departments.c
    view = SavedView
    # Where it stands, and whether it is the usual one, in one number.
    place = view.position * 2 + sa.case((view.usual, 1), else_=0)
    parts += [
        stores.where(Store.active.is_(True)),
        sa.select(sa.literal("owned"), owned.super_department_id, none, none, zero).where(
            owned.user_id == reader
        ),
        sa.select(sa.literal("likes"), User.id, none, sa.cast(User.likes, sa.Text), zero).where(
            User.id == reader
        ),
        sa.select(sa.literal("views"), view.id, view.name, view.address, place).where(
            view.user_id == reader, view.list_name == sa.bindparam("list_name")
        ),
        sa.select(sa.literal("newest"), sa.func.max(OrderLine.id), none, none, zero),
    ]
    return sa.union_all(*parts)


def owned_by(session: Session, user_id: int | None) -> tuple[int, ...]:
    """The super departments that are somebody's, in one statement."""
    owned = user_super_departments.c
    query = sa.select(owned.super_department_id).where(owned.user_id == user_id)
    return tuple(session.scalars(query.order_by(owned.super_department_id)))
