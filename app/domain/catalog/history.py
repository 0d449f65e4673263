"""The catalogue's history: who or which import changed what of one thing, and what it was before.

Words stand in `changed`, amounts in `figures`, so that whoever reads is shown only the figures they
may know (B1). An amount that nobody listed in FIGURES is shown to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.models import CatalogChange, CatalogThing, Import, User
from app.vocabulary import clock
from app.vocabulary.figures import Figure

PAGE = 30
NEWEST = 2_147_483_647
ONCE = "once"
FIGURES: Mapping[str, Figure] = {
    "retail": Figure.RETAIL,
    "suggested_retail": Figure.RETAIL,
    "cost": Figure.COST,
    "price": Figure.SALE,
    "minimum_amount": Figure.COST,
}

Pairs = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Change:
    """One entry as its reader may know it: fields with (before, after), amounts apart. `hidden`:
    an amount changed too, which they may not know. `who` is empty for an import or a command."""

    id: int
    at: datetime
    who: str
    file: str
    verb: str
    changed: dict[str, tuple[Any, Any]]
    figures: dict[str, tuple[Decimal | None, Decimal | None]]
    hidden: bool


@dataclass(frozen=True)
class HistoryPage:
    """Some changes, newest first; `before` starts the next page, None at the end."""

    changes: list[Change]
    before: int | None


def note(
    session: Session,
    by: Viewer | None,
    thing: CatalogThing,
    row_id: int,
    verb: str,
    changed: Pairs,
    figures: Pairs,
    import_id: int | None = None,
    once: str = "",
) -> None:
    """Remember that `by` (or an import) did `verb` to a thing: fields and amounts as (before,
    after). `once` is the one-time key of the form that made it."""
    values = row(by, thing, row_id, verb, changed, figures, import_id)
    if once:
        values["changed"] |= {ONCE: once}
    session.add(CatalogChange(**values))


def row(
    by: Viewer | None,
    thing: CatalogThing,
    row_id: int,
    verb: str,
    changed: Pairs,
    figures: Pairs,
    import_id: int | None = None,
) -> dict[str, Any]:
    """The values of one entry, for `sa.insert(CatalogChange)` of many at once; amounts become
    text, so that JSON never makes floats of them."""
    return {
        "at": clock.now(),
        "user_id": by.user_id if by else None,
        "import_id": import_id,
        "thing": thing,
        "thing_id": row_id,
        "verb": verb,
        "changed": {name: [_plain(was), _plain(is_)] for name, (was, is_) in changed.items()},
        "figures": {name: [_text(was), _text(is_)] for name, (was, is_) in figures.items()},
    }


def of(
    session: Session, thing: CatalogThing, row_id: int, viewer: Viewer, *, before: int = NEWEST
) -> HistoryPage:
    """What happened to one thing, newest first, with the figures `viewer` may know (B1)."""
    rows = session.execute(
        sa.select(CatalogChange, User.name, Import.file_name)
        .outerjoin(User, User.id == CatalogChange.user_id)
        .outerjoin(Import, Import.id == CatalogChange.import_id)
        .where(
            CatalogChange.thing == thing,
            CatalogChange.thing_id == row_id,
            CatalogChange.id < before,
        )
        .order_by(CatalogChange.id.desc())
        .limit(PAGE + 1)
    ).all()
    shown = [_seen(change, who, file, viewer.figures) for change, who, file in rows[:PAGE]]
    return HistoryPage(shown, shown[-1].id if len(rows) > PAGE else None)


def made_by(session: Session, thing: CatalogThing, row_id: int, once: str) -> bool:
    """Whether the thing was made by the form with this one-time key: a second tap, no clash."""
    if not once:
        return False
    first = session.scalar(
        sa.select(CatalogChange.changed)
        .where(CatalogChange.thing == thing, CatalogChange.thing_id == row_id)
        .order_by(CatalogChange.id)
        .limit(1)
    )
    return (first or {}).get(ONCE) == once


def _seen(
    change: CatalogChange, who: str | None, file: str | None, seen: frozenset[Figure]
) -> Change:
    changed = {n: _pair(p) for n, p in (change.changed or {}).items() if _is_pair(p)}
    amounts = {n: p for n, p in (change.figures or {}).items() if _is_pair(p)}
    may = {n: p for n, p in amounts.items() if FIGURES.get(n) in seen}
    figures = {name: (_amount(was), _amount(is_)) for name, (was, is_) in may.items()}
    hidden = len(may) < len(amounts)
    return Change(
        change.id, change.at, who or "", file or "", change.verb, changed, figures, hidden
    )


def _is_pair(kept: object) -> bool:
    return isinstance(kept, list) and len(kept) == 2


def _pair(kept: list[Any]) -> tuple[Any, Any]:
    return kept[0], kept[1]


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _text(amount: Any) -> str | None:
    return f"{amount:f}" if isinstance(amount, Decimal) else None


def _amount(kept: object) -> Decimal | None:
    if not isinstance(kept, str):
        return None
    try:
        return Decimal(kept)
    except InvalidOperation:
        return None
