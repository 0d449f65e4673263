"""Templates: a store's own words before those for every store, before the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.messages import placeholders
from app.domain.messages.shipped import Words, shipped
from app.domain.messages.texting import MOST_PARTS, length
from app.domain.settings.editing import edit, unique
from app.domain.settings.reading import AT_ONCE, EVERY_STORE
from app.models import MessageTemplate, Store
from app.vocabulary.decisions import Decision
from app.vocabulary.errors import Invalid
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.permissions import Permission

Kind = tuple[Occasion, MessageWay]
LONGEST_SUBJECT = 150
LONGEST_BODY = 4000
_FIELDS = ("subject", "body", "by_itself", "shows_prices", "active")


def in_force(session: Session, store_id: int) -> dict[Kind, Words]:
    """What one store writes on each occasion, each way; in one statement."""
    rows = session.scalars(
        sa.select(MessageTemplate)
        .where(MessageTemplate.store_id.in_((EVERY_STORE, store_id)))
        .order_by(MessageTemplate.store_id)
    )
    found = {(o, w): shipped(o, w) for o in Occasion for w in MessageWay}
    return found | {(row.occasion, row.way): _words(row) for row in rows}


def words_for(session: Session, store_id: int, occasion: Occasion, way: MessageWay) -> Words:
    """What one store writes on this occasion, this way."""
    return in_force(session, store_id)[(occasion, way)]


def may_change(words: Words, by: Viewer) -> Decision:
    """What says prices is changed only by people who may see and set them (C8)."""
    allowed = by.can(Permission.SETTINGS_MANAGE)
    return allowed & may_allow_prices(by) if words.shows_prices else allowed


def may_allow_prices(by: Viewer) -> Decision:
    """Letting a message say prices is for people who may see and set them."""
    return by.can(Permission.PRICES_SEE) & by.can(Permission.PRICES_EDIT)


def check(words: Words, way: MessageWay, set_up: frozenset[MessageWay]) -> None:
    """Invalid beside the field: an unknown placeholder by its name, a price where none may be
    said, a text too long to be sent, going out by itself by a way that is not there."""
    wrong = {
        name: said
        for name in ("subject", "body")
        if (said := placeholders.problem(getattr(words, name), prices=words.shows_prices))
    }
    if way is MessageWay.EMAIL and not words.subject.strip():
        wrong.setdefault("subject", "Write a subject.")
    if not words.body.strip():
        wrong["body"] = "Write what the customer should read."
    elif way is MessageWay.TEXT and length(words.body).parts > MOST_PARTS:
        wrong.setdefault("body", f"Keep a text message to {MOST_PARTS} parts.")
    if words.by_itself and way not in set_up:
        wrong["by_itself"] = "This way of writing is not set up here yet."
    if wrong:
        raise Invalid(wrong)


def change(
    session: Session,
    kind: Kind,
    values: Mapping[str, Any],
    *,
    store_id: int,
    set_up: frozenset[MessageWay],
    by: Viewer,
) -> None:
    """Give a store (0: every store) words of its own. Invalid, NotAllowed."""
    now = words_for(session, store_id, *kind)
    given = {name: values[name] for name in _FIELDS}
    new = replace(now, **given)
    for words in (now, new):
        may_change(words, by).enforce()
    check(new, kind[1], set_up)
    row = _row(session, kind, store_id)
    subject = _subject(session, kind, store_id)
    if row is not None:
        edit(session, row, given, by, "message template changed", subject)
        return
    before = {name: value for name, value in asdict(now).items() if name in given}
    if given == before:
        return
    with unique(session, {"body": AT_ONCE}):
        session.add(MessageTemplate(store_id=store_id, occasion=kind[0], way=kind[1], **given))
    changed = [name for name in given if given[name] != before[name]]
    record(
        session,
        by,
        "message template changed",
        subject,
        before={name: before[name] for name in changed},
        after={name: given[name] for name in changed},
    )


def follow(session: Session, kind: Kind, *, store_id: int, by: Viewer) -> bool:
    """Let go of a store's own words: what holds for every store, or the shipped ones, hold again.
    False if there were none."""
    row = _row(session, kind, store_id)
    if row is None:
        return False
    may_change(_words(row), by).enforce()
    before = {name: getattr(row, name) for name in _FIELDS}
    session.delete(row)
    session.flush()
    may_change(words_for(session, store_id, *kind), by).enforce()
    record(session, by, "message template dropped", _subject(session, kind, store_id),
           before=before)  # fmt: skip
    return True


def _row(session: Session, kind: Kind, store_id: int) -> MessageTemplate | None:
    return session.scalar(
        sa.select(MessageTemplate).filter_by(store_id=store_id, occasion=kind[0], way=kind[1])
    )


def _words(row: MessageTemplate) -> Words:
    values = {name: getattr(row, name) for name in _FIELDS}
    return Words(**values, version=row.version, own=row.store_id)


def _subject(session: Session, kind: Kind, store_id: int) -> str:
    store = session.get(Store, store_id) if store_id != EVERY_STORE else None
    where = store.name if store else "every store"
    way = {MessageWay.EMAIL: "e-mail", MessageWay.TEXT: "text message"}[kind[1]]
    return f"{kind[0].label}, {way}, {where}"
