"""Reading the audit trail. Only kinds listed here are shown, each to those who manage what it is
about; a kind that nobody listed stays unseen (B1)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.access import Viewer
from app.models import AuditEvent
from app.vocabulary.permissions import Permission

PAGE = 50
NEWEST = 2_147_483_647


@dataclass(frozen=True)
class Topic:
    """A part of the trail: what it is called, who may read it, the kinds of events in it."""

    key: str
    label: str
    permission: Permission
    kinds: frozenset[str]


TOPICS = (
    Topic(
        "settings",
        "Settings",
        Permission.SETTINGS_MANAGE,
        frozenset(
            {
                "setting changed",
                "department added", "department changed",
                "super department added", "super department changed",
                "sale type added", "sale type changed",
                "status added", "status changed", "status moved",
                "store added", "store changed", "default customer changed",
                "printer added", "printer changed",
                "customer attribute added", "customer attribute changed",
                "customer attribute moved", "customer group added", "customer group changed",
                "affiliation added", "affiliation changed",
                "message template changed", "message template dropped", "test message sent",
                "api key made", "api key revoked",
            }
        ),
    ),
    Topic(
        "customers",
        "Customers",
        Permission.CUSTOMERS_MANAGE,
        frozenset(
            {
                "customer added", "customer changed", "customer change refused",
                "customer address added", "customer address changed", "customer address removed",
                "customer phone added", "customer phone changed", "customer phone removed",
                "customer email added", "customer email changed", "customer email removed",
                "customers merged", "merge undone", "customer exported", "customer erased",
                "waiting customer dropped", "list exported", "report exported",
            }
        ),
    ),
    Topic(
        "price-rules",
        "Price rules",
        Permission.PRICES_EDIT,
        frozenset(
            {
                "member type added", "member type changed",
                "price rule added", "price rule changed", "price rule ended",
            }
        ),
    ),
    Topic(
        "refused-prices",
        "Prices refused",
        Permission.PRICES_EDIT,
        frozenset({"price refused"}),
    ),
    Topic(
        "imports",
        "Imports",
        Permission.CATALOG_IMPORT,
        frozenset(
            {"import started", "import finished", "import failed", "import taken back"}
        ),
    ),
    Topic(
        "people",
        "People and roles",
        Permission.USERS_MANAGE,
        frozenset(
            {
                "person added", "person changed", "password set",
                "role added", "role changed", "role removed",
            }
        ),
    ),
    Topic(
        "sign-ins",
        "Signing in",
        Permission.USERS_MANAGE,
        frozenset({"signed in", "sign-in refused", "signed out"}),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class TrailPage:
    """Some events, newest first; `before` starts the next page, None at the end."""

    events: list[AuditEvent]
    before: int | None


def topics_for(viewer: Viewer) -> list[Topic]:
    """The parts of the trail this person may read."""
    return [topic for topic in TOPICS if viewer.can(topic.permission)]


def trail(session: Session, viewer: Viewer, *, topic: str = "", before: int = NEWEST) -> TrailPage:
    """Events of one topic, or of all that the viewer may read."""
    readable = [t for t in topics_for(viewer) if topic in ("", t.key)]
    kinds = sorted(kind for t in readable for kind in t.kinds)
    if not kinds:
        return TrailPage([], None)
    rows = list(
        session.scalars(
            sa.select(AuditEvent)
            .where(AuditEvent.id < before, AuditEvent.kind.in_(kinds))
            .options(joinedload(AuditEvent.user))
            .order_by(AuditEvent.id.desc())
            .limit(PAGE + 1)
        ).unique()
    )
    return TrailPage(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)
