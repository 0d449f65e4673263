"""How vendors keep what they promise: how much came, how soon, how late (B19)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.reports.shapes import Bar, Fact, Plot, Report, Series, Span, in_days, middle, share
from app.models import ReceiptKind, Receiving, Vendor

MOST = 20_000
PLOTTED = 15
NOBODY = "No vendor"


@dataclass
class Kept:
    """What one vendor brought: cases by kind, the days it took, deliveries later than expected."""

    cases: dict[ReceiptKind, int] = field(default_factory=lambda: defaultdict(int))
    days: list[int] = field(default_factory=list)
    expected: int = 0
    late: int = 0

    @property
    def asked(self) -> int:
        """Cases that were waited for."""
        return sum(self.cases.values())


def vendors(session: Session, span: Span) -> Report:
    """Fill rate and lead time of each vendor, from what was said at receiving."""
    kept: dict[str, Kept] = defaultdict(Kept)
    rows = session.execute(_received(span)).all()
    for name, kind, cases, at, placed_at, expected_on in rows[:MOST]:
        _count(kept[name or NOBODY], kind, cases, at, placed_at, expected_on, span)
    names = sorted(kept, key=lambda name: (-kept[name].asked, name))
    came = sum(kept[name].cases[ReceiptKind.CAME] for name in names)
    asked = sum(kept[name].asked for name in names)
    days = [number for name in names for number in kept[name].days]
    return Report(
        facts=(
            Fact(share(came, asked), "of the cases waited for came"),
            Fact(in_days(middle(days)), "from order to shelf, median"),
            Fact(share(sum(k.late for k in kept.values()), sum(k.expected for k in kept.values())),
                 "came later than expected"),
        ),
        plots=(
            Plot("Cases that came, and that did not", "cases",
                 (Series("came", "arrived"), Series("something else came", "ask"),
                  Series("did not come", "closed")),
                 tuple(Bar(name, tuple(kept[name].cases[kind] for kind in ReceiptKind))
                       for name in names[:PLOTTED])),
            Plot("Days from order to shelf, median", "days", (Series("days", "placed"),),
                 tuple(Bar(name, (middle(kept[name].days) or 0,))
                       for name in names[:PLOTTED] if kept[name].days)),
        ),
        header=("Vendor", "Cases waited for", "Came", "Something else", "Did not come",
                "Fill rate", "Days, median", "Days, 90 %", "Late"),
        rows=tuple(_row(name, kept[name]) for name in names),
        note=f"Of the newest {MOST:,} entries." if len(rows) > MOST else "",
    )  # fmt: skip


def _received(
    span: Span,
) -> sa.Select[str | None, ReceiptKind, int, datetime, datetime | None, date | None]:
    columns = (Receiving.kind, Receiving.cases, Receiving.at)
    return (
        sa.select(Vendor.name, *columns, Receiving.placed_at, Receiving.expected_on)
        .outerjoin(Vendor, Vendor.id == Receiving.vendor_id)
        .where(
            span.covers(Receiving.at),
            span.here(Receiving.store_id),
            Receiving.undone_at.is_(None),
        )
        .order_by(Receiving.at.desc())
        .limit(MOST + 1)
    )


def _count(
    one: Kept,
    kind: ReceiptKind,
    cases: int,
    at: datetime,
    placed_at: datetime | None,
    expected_on: date | None,
    span: Span,
) -> None:
    one.cases[kind] += cases
    if kind is not ReceiptKind.CAME:
        return
    came_on = span.day_of(at)
    if placed_at is not None:
        one.days.append(max(0, (came_on - span.day_of(placed_at)).days))
    if expected_on is not None:
        one.expected += 1
        one.late += came_on > expected_on


def _row(name: str, kept: Kept) -> tuple[str | int | None, ...]:
    cases = [kept.cases[kind] for kind in ReceiptKind]
    days = (middle(kept.days), middle(kept.days, 90))
    return (name, kept.asked, *cases, share(cases[0], kept.asked), *days,
            share(kept.late, kept.expected))  # fmt: skip
