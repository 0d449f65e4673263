"""The trail: who set what, and what it was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.domain.settings import trail as book
from app.domain.settings.known import StoreSettings
from app.extensions import db
from app.models import AuditEvent
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import page

NOBODY = "The command line"
LABELS = {"is": "Value", "in": "In", "from": "From", "is_sale": "Is a sale", "place": "Place"}


@dataclass(frozen=True)
class Entry:
    """One event in words: who, when, what, and each fact before and after."""

    at: datetime
    who: str
    what: str
    subject: str
    facts: list[tuple[str, str, str]]


@bp.get("/trail")
@requires(Permission.SETTINGS_MANAGE)
def trail() -> Response:
    """Newest first, of one topic or all that the viewer may read."""
    topics = book.topics_for(viewer())
    topic = request.args.get("topic", "")
    topic = topic if topic in {known.key for known in topics} else ""
    before = request.args.get("before", default=book.NEWEST, type=int)
    before = before if 0 < before <= book.NEWEST else book.NEWEST
    found = book.trail(db.session(), viewer(), topic=topic, before=before)
    older = url_for(".trail", topic=topic or None, before=found.before)
    return page(
        "settings/trail.html",
        "settings/_trail.html",
        entries=[_entry(event) for event in found.events],
        topics=topics,
        topic=topic,
        older=older if found.before else None,
    )


def _entry(event: AuditEvent) -> Entry:
    who = event.user.name if event.user else NOBODY
    if event.kind == "sign-in refused":
        who = "Somebody"
    subject = event.subject
    if event.kind == "setting changed" and subject in StoreSettings.about():
        subject = StoreSettings.about()[subject].label
    names = [*event.after, *(name for name in event.before if name not in event.after)]
    if not viewer().can(Permission.COSTS_SEE):
        # A markup and a price give the cost (B1).
        names = [name for name in names if name != "percent"]
    facts = [
        (_label(name), _words(event.before.get(name)), _words(event.after.get(name)))
        for name in names
    ]
    return Entry(event.at, who, event.kind, subject, facts)


def _label(name: str) -> str:
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {each}" for name, each in value.items()) or "none"
    if isinstance(value, list):
        labels = {p.value: p.label for p in Permission}
        return ", ".join(labels.get(str(each), str(each)) for each in value) or "none"
    return "" if value is None else str(value)
