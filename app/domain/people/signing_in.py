"""Signing in, in two halves: look up, let go of the database, check the password, then write.

The trail keeps who came in and who was turned away. A name that nobody has is not kept: people
now and then type their password there.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.people.names import username_of
from app.models import User

SOMEBODY = "somebody unknown"


@dataclass(frozen=True)
class Known:
    """What is known of somebody who wants to come in; all empty when there is no such person."""

    user_id: int | None
    username: str
    password_hash: str


def anybody(session: Session) -> bool:
    """Whether there is a person at all; a new installation has none."""
    return bool(session.scalar(sa.select(sa.exists(sa.select(User.id)))))


def known_as(session: Session, typed: str) -> Known:
    """Who goes by the user name; somebody who does not work here any more counts as unknown."""
    username = username_of(typed)
    row = session.execute(
        sa.select(User.id, User.username, User.password_hash).where(
            User.username == username, User.active.is_(True)
        )
    ).one_or_none()
    return Known(*row) if row else Known(None, "", "")


def let_in(session: Session, known: Known, new_hash: str, where: str) -> User | None:
    """The person, noted in the trail; None if they changed while their password was checked.

    `new_hash` replaces an outdated hash; empty keeps it. `where` is the address they come from.
    """
    user = session.scalar(
        sa.select(User)
        .where(User.id == known.user_id, User.password_hash == known.password_hash)
        .where(User.active.is_(True))
    )
    if user is None:
        return None
    if new_hash:
        user.password_hash = new_hash
    by = Viewer(user.id, user.name, frozenset(), user.store_id)
    record(session, by, "signed in", user.username, after={"from": where})
    return user


def turn_away(session: Session, known: Known, where: str) -> None:
    """Note a refused try."""
    record(session, None, "sign-in refused", known.username or SOMEBODY, after={"from": where})


def leave(session: Session, by: Viewer) -> None:
    """Note that somebody signed out."""
    record(session, by, "signed out", by.name)
