"""Stores: name, clock, where they are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.settings.editing import MOST_ROWS, add, edit, room_for
from app.models import Store, User
from app.vocabulary.errors import Invalid

TAKEN = {"name": "There is a store of this name already."}


@dataclass(frozen=True)
class StoreFacts:
    """What settings say of a store. `time_zone` is an IANA name: it decides when a day is over."""

    name: str
    time_zone: str
    phone: str = ""
    address: str = ""
    active: bool = True


@cache
def time_zones() -> tuple[str, ...]:
    """The zones a store can be in: places on the map, and UTC."""
    places = (z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "posix")))
    return ("UTC", *sorted(places))


def stores(session: Session, *, active_only: bool = False) -> list[Store]:
    """Stores by name."""
    query = sa.select(Store).order_by(Store.name).limit(MOST_ROWS)
    return list(session.scalars(query.where(Store.active.is_(True)) if active_only else query))


def add_store(session: Session, facts: StoreFacts, by: Viewer | None) -> Store:
    """A new store. Invalid when the name is taken or the time zone unknown."""
    room_for(session, Store)
    _check(facts)
    made = Store(**asdict(facts))
    add(session, made, by, "store added", facts.name, asdict(facts), TAKEN)
    return made


def change_store(session: Session, store: Store, facts: StoreFacts, by: Viewer | None) -> None:
    """Change a store. One where people work, or the last one, cannot be closed."""
    _check(facts)
    if store.active and not facts.active:
        _check_closing(session, store)
    edit(session, store, asdict(facts), by, "store changed", store.name, TAKEN)


def _check(facts: StoreFacts) -> None:
    if facts.time_zone not in time_zones():
        raise Invalid({"time_zone": "Choose one of the listed time zones."})


def _check_closing(session: Session, store: Store) -> None:
    others = sa.exists().where(Store.active.is_(True), Store.id != store.id)
    if not session.scalar(sa.select(others)):
        raise Invalid({"active": "There must be a store that is open."})
    staff = sa.exists().where(User.store_id == store.id, User.active.is_(True))
    if session.scalar(sa.select(staff)):
        raise Invalid({"active": "People work here. Give them another store first."})
