"""Reading and changing settings. A store's own value beats the one for every store, beats the
default."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.settings.known import StoreSettings
from app.models import Setting
from app.vocabulary.errors import Invalid

EVERY_STORE = 0


def settings_of(session: Session, store_id: int) -> StoreSettings:
    """The settings in force in one store, in one statement."""
    rows = session.execute(
        sa.select(Setting.key, Setting.value)
        .where(Setting.store_id.in_((EVERY_STORE, store_id)))
        .order_by(Setting.store_id)
    )
    known = {f.name for f in fields(StoreSettings)}
    return StoreSettings(**{key: value["is"] for key, value in rows if key in known})


def change(
    session: Session, values: dict[str, Any], *, store_id: int, by: Viewer
) -> dict[str, tuple[Any, Any]]:
    """Set `values`, remember who did; returns what changed as name → (before, after)."""
    before = settings_of(session, store_id)
    problems = {name: said for name, value in values.items() if (said := _problem(name, value))}
    if problems:
        raise Invalid(problems)
    changed = {
        name: (getattr(before, name), value)
        for name, value in values.items()
        if getattr(before, name) != value
    }
    for name, (_, value) in changed.items():
        row = session.scalar(sa.select(Setting).filter_by(key=name, store_id=store_id))
        if row is None:
            session.add(Setting(key=name, store_id=store_id, value={"is": value}))
        else:
            row.value = {"is": value}
        record(
            session,
            by,
            "setting changed",
            name,
            before={"is": changed[name][0]},
            after={"is": value},
        )
    return changed


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
    return ""
