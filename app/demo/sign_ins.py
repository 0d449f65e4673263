"""Who can sign in to the demo: one person of each role, as long as nobody changed the password."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo.data import DemoData
from app.demo.data.records import StaffRow
from app.models import User

Matches = Callable[[str, str], bool]
"""Whether a password is the one of a kept hash: hash first."""


@dataclass(frozen=True)
class SignIn:
    """What somebody types, and what they may do then."""

    username: str
    password: str
    role: str


def main_sign_ins(session: Session, data: DemoData, matches: Matches) -> list[SignIn]:
    """The sign-ins of the demo that work here; none in a store's own database."""
    rows = _first_of_each_role(data)
    known = session.execute(
        sa.select(User.username, User.password_hash).where(
            User.username.in_(rows), User.active.is_(True)
        )
    ).all()
    hashes = {username: kept for username, kept in known}  # noqa: C416 - rows are no pairs
    rows = {username: row for username, row in rows.items() if username in hashes}
    with ThreadPoolExecutor() as pool:
        good = pool.map(lambda row: matches(hashes[row.username], row.password), rows.values())
        return [
            SignIn(row.username, row.password, row.role)
            for row, is_good in zip(rows.values(), good, strict=True)
            if is_good
        ]


def _first_of_each_role(data: DemoData) -> dict[str, StaffRow]:
    """By username."""
    firsts: dict[str, StaffRow] = {}
    for row in data.staff:
        firsts.setdefault(row.role, row)
    return {row.username: row for row in firsts.values()}
