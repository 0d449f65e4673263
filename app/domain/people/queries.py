"""Lists of people and roles."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.people.names import username_of
from app.domain.words import holds
from app.models import Role, User, user_roles

PAGE = 50


@dataclass(frozen=True)
class PeoplePage:
    """Some people in the order of their user names; `after` starts the next page, empty at the
    end."""

    people: list[User]
    after: str


def people(session: Session, *, active: bool, words: str = "", after: str = "") -> PeoplePage:
    """People who work here (or do not any more) whose name or user name holds `words`."""
    query = sa.select(User).where(User.active.is_(active), User.username > after)
    if words:
        name = User.username.contains(username_of(words), autoescape=True)
        query = query.where(holds(User.name, words) | name)
    rows = list(session.scalars(query.order_by(User.username).limit(PAGE + 1)))
    return PeoplePage(rows[:PAGE], rows[PAGE - 1].username if len(rows) > PAGE else "")


def roles(session: Session) -> list[Role]:
    """All roles by name, with what they grant."""
    return list(session.scalars(sa.select(Role).order_by(Role.name)))


def holders(session: Session) -> dict[int, int]:
    """How many active people hold each role, by role id."""
    query = (
        sa.select(user_roles.c.role_id, sa.func.count().label("people"))
        .join(User, User.id == user_roles.c.user_id)
        .where(User.active.is_(True))
        .group_by(user_roles.c.role_id)
    )
    return {row.role_id: row.people for row in session.execute(query)}
