"""The rail: one row a room, shown to those who may enter, with counts of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from flask import Flask, request, url_for
from flask_login import current_user

from app.domain.access import Viewer
from app.extensions import db
from app.models import LineKind, OrderLine
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key

# Counting stops here: a badge says "99+", so a page never counts its way through a big table.
MOST = 100


@dataclass(frozen=True)
class Room:
    """One room of the rail as data."""

    label: str
    icon: str
    endpoint: str
    permission: Permission
    counted: str = ""
    also: str = ""

    @property
    def blueprint(self) -> str:
        """The desk it belongs to."""
        return self.endpoint.partition(".")[0]


ROOMS = (
    Room("New order", "plus", "entry.new", Permission.ORDERS_TAKE),
    Room("Pending", "list", "orders.pending", Permission.ORDERS_SEE, "pending"),
    Room("Tags", "tag", "tags.index", Permission.TAGS_PRINT, "tags"),
    Room("Pickup", "pickup", "pickup.index", Permission.PICKUP_HAND_OVER),
    Room("Customers", "customers", "customers.index", Permission.CUSTOMERS_SEE),
    Room("Catalogue", "boxes", "catalog.products", Permission.CATALOG_SEE, also="imports"),
    Room("Closed", "archive", "orders.closed", Permission.ORDERS_SEE),
    Room("Tonight", "moon", "night.tonight", Permission.NIGHT_SEE),
    Room("Settings", "settings", "settings.index", Permission.SETTINGS_MANAGE),
)


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
    def entries(self) -> list[Entry]:
        """The rooms this viewer may enter."""
        if self.viewer is None:
            return []
        waiting = _waiting(self.viewer.store_id)
        return [
            Entry(
                room.label,
                room.icon,
                url_for(room.endpoint),
                _is_current(room),
                waiting[room.counted],
            )
            for room in ROOMS
            if self.viewer.can(room.permission)
        ]


def _is_current(room: Room) -> bool:
    here = request.endpoint or ""
    if here == room.endpoint:
        return True
    return here not in {r.endpoint for r in ROOMS} and (
        here.partition(".")[0] in {room.blueprint, room.also} and room.endpoint != "orders.closed"
    )


def _waiting(store_id: int) -> dict[str, str]:
    lines = sa.select(sa.literal(1)).where(OrderLine.open == 1, OrderLine.store_id == store_id)
    untagged = lines.where(
        OrderLine.status == Key.ARRIVED,
        OrderLine.copies == 0,
        OrderLine.kind == LineKind.ITEM,
    )

    def upto(rows: sa.Select[int]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(rows.limit(MOST).subquery()).scalar_subquery()

    pending, tags = db.session.execute(sa.select(upto(lines), upto(untagged))).one()
    return {"": "", "pending": _badge(pending), "tags": _badge(tags)}


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
