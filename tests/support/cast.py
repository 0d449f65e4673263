"""The fixed cast: who does what in every test."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.models import Role, Store, User

PEOPLE = {
    "taker": "Order taker",
    "buyer": "Buyer",
    "manager": "Manager",
    "admin": "Administrator",
    "outsider": "",
}


@dataclass(frozen=True)
class Cast:
    """Two stores, one person per role, and one without any."""

    hill: Store
    river: Store
    taker: User
    buyer: User
    manager: User
    admin: User
    outsider: User

    @property
    def everybody(self) -> dict[str, User]:
        """People by the name of their part."""
        return {name: getattr(self, name) for name in PEOPLE}


def make_cast(session: Session) -> Cast:
    """Create the cast."""
    hill = Store(name="Hill Store", time_zone="America/Chicago")
    river = Store(name="River Store", time_zone="America/Chicago")
    session.add_all([hill, river])
    session.flush()
    roles = {role.name: role for role in session.scalars(sa.select(Role))}
    people = {
        name: User(
            username=name,
            name=f"{name.capitalize()} Person",
            store_id=hill.id,
            roles=[roles[role]] if role else [],
        )
        for name, role in PEOPLE.items()
    }
    session.add_all(people.values())
    session.flush()
    return Cast(hill=hill, river=river, **people)


def viewer_of(user: User) -> Viewer:
    """The person as the domain sees them."""
    grants = frozenset().union(*(role.permissions for role in user.roles))
    return Viewer(user.id, user.name, grants, user.store_id, "test tablet")
