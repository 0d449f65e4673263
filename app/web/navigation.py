"""The rail: one row a room, shown to those who may enter, with counts of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa
from flask import Flask, request, url_for
from flask_login import current_user

from app.domain.access import Viewer
from app.domain.calls import sheet
from app.domain.calls.sheet import Asked, Due
from app.domain.register import loose
from app.extensions import db
from app.models import LineKind, OrderLine, QueuedTag
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage

# Counting stops here: a badge says "99+", so a page never counts its way through a big table.
MOST = 100


@dataclass(frozen=True)
class Door:
    """One way into a room: the page it opens, and who may. `also` names the desks behind it, if
    they are not only that page's own; `counted` what waits there."""

    label: str
    endpoint: str
    permission: Permission
    counted: str = ""
    also: tuple[str, ...] = ()

    @property
    def desks(self) -> frozenset[str]:
        """The blueprints behind it."""
        return frozenset({self.endpoint.partition(".")[0], *self.also})


@dataclass(frozen=True)
class Room:
    """One room of the rail as data. The rail leads to the first door that the viewer may open;
    more than one are tabs of the pages that they lead to."""

    label: str
    icon: str
    doors: tuple[Door, ...]

    def open_to(self, viewer: Viewer) -> list[Door]:
        """The doors that this person may open."""
        return [door for door in self.doors if viewer.can(door.permission)]


P = Permission

# Ten at most, so that all of them are in sight on a tablet (the look).
ROOMS = (
    Room("Home", "house", (
        Door("Now", "home.index", P.ORDERS_SEE),
        Door("Reports", "reports.show", P.REPORTS_SEE),
        Door("Tonight", "night.tonight", P.NIGHT_SEE),
        Door("Last night", "night.last_night", P.NIGHT_SEE),
    )),
    Room("New order", "plus", (Door("New order", "entry.new", P.ORDERS_TAKE),)),
    Room("Pending", "list", (
        Door("Pending", "orders.pending", P.ORDERS_SEE, "pending", also=("batches",)),
        Door("Repeating", "recurring.index", P.ORDERS_SPLIT),
        Door("Closed", "orders.closed", P.ORDERS_SEE),
    )),
    Room("Calls", "phone", (Door("Calls", "calls.index", P.CALLS_MAKE, "calls"),)),
    Room("Purchasing", "truck", (
        Door("Lines to place", "purchasing.index", P.PURCHASES_SEE),
        Door("Purchase orders", "purchasing.orders", P.PURCHASES_SEE),
        Door("Receiving", "receiving.index", P.PURCHASES_RECEIVE),
    )),
    Room("Tags", "tag", (
        Door("Tags", "tags.index", P.TAGS_PRINT, "tags"),
        Door("My queue", "tags.mine", P.TAGS_PRINT, "queue"),
        Door("Printing", "printing.index", P.TAGS_PRINT),
    )),
    Room("Pickup", "pickup", (
        Door("Pickup", "pickup.index", P.PICKUP_HAND_OVER),
        Door("Put away", "pickup.put_away", P.SHELVES_FILL),
        Door("Not picked up", "pickup.uncollected", P.SHELVES_FILL),
        Door("Register", "register.index", P.ORDERS_MOVE, "register"),
    )),
    Room("Customers", "customers", (
        Door("Customers", "customers.index", P.CUSTOMERS_SEE),
        Door("Messages", "messages.index", P.MESSAGES_SEND),
    )),
    Room("Catalogue", "boxes", (
        Door("Catalogue", "catalog.products", P.CATALOG_SEE, also=("imports",)),
    )),
    Room("Settings", "settings", (
        Door("Settings", "settings.index", P.SETTINGS_MANAGE, also=("printers", "shelves")),
        Door("Jobs", "jobs.show", P.JOBS_SEE),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One row of the rail as the template draws it."""

    label: str
    icon: str
    url: str
    current: bool
    count: str


class Navigation:
    """The viewer's rail; empty for strangers. Counts cost one bounded statement, when drawn."""

    def __init__(self, viewer: Viewer | None) -> None:
        self.viewer = viewer

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.entries)

    @cached_property
    def _waiting(self) -> dict[str, str]:
        return _waiting(self.viewer.store_id, self.viewer.user_id) if self.viewer else {"": ""}

    def waits_at(self, what: str) -> str:
        """How much waits at a door, as its badge says it."""
        return self._waiting.get(what, "")

    @cached_property
    def entries(self) -> list[Entry]:
        """The rooms this viewer may enter."""
        if self.viewer is None:
            return []
        waiting = self._waiting
        rooms = [(room, room.open_to(self.viewer)) for room in ROOMS]
        return [
            Entry(
                room.label,
                room.icon,
                _url(doors[0]),
                _is_current(room),
                next((waiting[door.counted] for door in doors if door.counted), ""),
            )
            for room, doors in rooms
            if doors
        ]

    @cached_property
    def tabs(self) -> list[tuple[str, str, bool, str]]:
        """The doors of the room one stands in, (words, address, whether it is this page, what waits
        there); none unless the page is what one of them opens, and there is another. What waits
        behind the first is on the rail already."""
        here = request.endpoint or ""
        for room in ROOMS if self.viewer else ():
            doors = room.open_to(self.viewer)  # type: ignore[arg-type]
            if len(doors) > 1 and here in {door.endpoint for door in doors}:
                return [
                    (
                        door.label,
                        _url(door),
                        door.endpoint == here,
                        self.waits_at(door.counted) if door is not doors[0] else "",
                    )
                    for door in doors
                ]
        return []


def _url(door: Door) -> str:
    """Where a door leads; a report that nobody named is the first."""
    return url_for("reports.index" if door.endpoint == "reports.show" else door.endpoint)


def _is_current(room: Room) -> bool:
    here = (request.endpoint or "").partition(".")[0]
    return any(here in door.desks for door in room.doors)


@cache
def _counts(store_id: int) -> sa.Select[*tuple[Any, ...]]:
    """The statement behind the badges, put together once for each store: every page asks it."""
    lines = sa.select(sa.literal(1)).where(OrderLine.open == 1, OrderLine.store_id == store_id)
    untagged = lines.where(
        OrderLine.stage == Stage.ARRIVED,
        OrderLine.copies == 0,
        OrderLine.kind == LineKind.ITEM,
    )

    def upto(rows: sa.Select[int] | sa.CompoundSelect[int]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(rows.limit(MOST).subquery()).scalar_subquery()

    # Customers, not lines: as the call sheet counts them.
    called = sheet.due_customers(Asked(sa.bindparam("now"), store_id, due=Due.NOW), most=MOST)
    register = loose.to_look_at(store_id)
    queued = sa.select(sa.literal(1)).where(QueuedTag.user_id == sa.bindparam("user"))
    return sa.select(upto(lines), upto(untagged), upto(register), upto(queued), *called)


def _waiting(store_id: int, user_id: int | None) -> dict[str, str]:
    given = {"now": clock.now(), "user": user_id}
    pending, tags, register, queue, calls, about = db.session.execute(
        _counts(store_id), given
    ).one()
    return {
        "": "",
        "pending": _badge(pending),
        "tags": _badge(tags),
        "register": _badge(register),
        "queue": _badge(queue),
        "calls": f"{calls}+" if about >= MOST else _badge(calls),
    }


def _badge(count: int) -> str:
    if count >= MOST:
        return f"{MOST - 1}+"
    return str(count) if count else ""


def _context() -> dict[str, object]:
    person = current_user.viewer if current_user.is_authenticated else None
    return {
        "navigation": Navigation(person),
        "viewer": person,
        "store_name": current_user.store_name if person else "",
        "can": person.can if person else (lambda _permission: False),
        "Permission": Permission,
    }


def init_app(app: Flask) -> None:
    """Give the rail and the viewer to every template."""
    app.context_processor(_context)
