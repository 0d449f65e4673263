"""Reading and changing settings. A store's own value beats the one for every store, beats the
default. Only what differs from what it would be anyway is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.settings.editing import unique
from app.domain.settings.known import StoreSettings
from app.models import Setting, Store
from app.vocabulary.errors import Invalid

EVERY_STORE = 0
AT_ONCE = "Somebody changed this at the same moment. Look at it once more."


def settings_of(session: Session, store_id: int) -> StoreSettings:
    """The settings in force in one store, in one statement."""
    rows = session.execute(
        sa.select(Setting.key, Setting.value)
        .where(Setting.store_id.in_((EVERY_STORE, store_id)))
        .order_by(Setting.store_id)
    )
    return made_of((key, value) for key, value in rows)


def made_of(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> StoreSettings:
    """Settings of kept names and values, those for every store first."""
    known = {f.name for f in fields(StoreSettings)}
    return StoreSettings(**{key: value["is"] for key, value in rows if key in known})


def without_own(session: Session, store_id: int) -> StoreSettings:
    """What would be in force without values of the store's own; for every store: the defaults."""
    return StoreSettings() if store_id == EVERY_STORE else settings_of(session, EVERY_STORE)


def stamp(settings: StoreSettings) -> str:
    """A few characters that are different when any setting is: the version of a settings form."""
    return hashlib.sha256(repr(sorted(asdict(settings).items())).encode()).hexdigest()[:16]


def change(
    session: Session, values: dict[str, Any], *, store_id: int, by: Viewer | None
) -> dict[str, tuple[Any, Any]]:
    """Set `values`, remember who did; returns what changed as name → (before, after). A value that
    is what it would be anyway is not kept, so that it follows later changes. NotAllowed for what
    makes prices, without the pricing permission (C8)."""
    problems = {name: said for name, value in values.items() if (said := _problem(name, value))}
    if problems:
        raise Invalid(problems)
    before, inherited = settings_of(session, store_id), without_own(session, store_id)
    changed = {
        name: (getattr(before, name), value)
        for name, value in values.items()
        if getattr(before, name) != value
    }
    for needed in (StoreSettings.about()[name].needs for name in changed):
        if by is not None and needed is not None:
            by.can(needed).enforce()
    where = _place(session, store_id)
    for name, (old, value) in changed.items():
        _write(session, name, store_id, value, value == getattr(inherited, name))
        after = {"is": value, "in": where}
        record(session, by, "setting changed", name, before={"is": old}, after=after)
    return changed


def _write(session: Session, name: str, store_id: int, value: Any, follows: bool) -> None:
    row = session.scalar(sa.select(Setting).filter_by(key=name, store_id=store_id))
    if follows:
        if row is not None:
            session.delete(row)
        return
    with unique(session, {name: AT_ONCE}):
        if row is None:
            session.add(Setting(key=name, store_id=store_id, value={"is": value}))
        else:
            row.value = {"is": value}


def _place(session: Session, store_id: int) -> str:
    store = session.get(Store, store_id) if store_id != EVERY_STORE else None
    return store.name if store else "every store"


def _problem(name: str, value: Any) -> str:
    about = StoreSettings.about().get(name)
    if about is None:
        return "There is no such setting."
    if about.choices and value not in {key for key, _ in about.choices}:
        return "Choose one of the list."
    if about.most and not (type(value) is int and about.least <= value <= about.most):
        return f"Write a number from {about.least} to {about.most:,}."
    if about.longest and not (isinstance(value, str) and len(value) <= about.longest):
        return f"Keep it to {about.longest} characters."
    if about.is_switch and type(value) is not bool:
        return "Choose yes or no."
    return ""
