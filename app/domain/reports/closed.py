"""What became of lines: picked up or not (no-shows), lost demand, and how long it all took."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.reports.shapes import (
    Bar,
    Fact,
    Part,
    Plot,
    Report,
    Series,
    Span,
    in_days,
    middle,
    place_of,
    share,
)
from app.models import Department, Order, OrderLine
from app.vocabulary.statuses import Key

MOST = 20_000
MOST_ITEMS = 100


@dataclass(frozen=True)
class Ended:
    """A line that was closed, as far as days go."""

    status: str
    ordered_on: date
    placed_at: datetime | None
    arrived_at: datetime | None
    closed_at: datetime


def ended(session: Session, span: Span, *only: sa.ColumnElement[bool]) -> tuple[list[Ended], str]:
    """The newest lines that were closed in the span, and a note if there are more. Lines that were
    taken off their order, or moved to another, did not end: they were never to be."""
    rows = session.execute(
        sa.select(
            OrderLine.status,
            Order.ordered_on,
            OrderLine.placed_at,
            OrderLine.arrived_at,
            OrderLine.closed_at,
        )
        .join(OrderLine.order)
        .where(*_closed(span), *only)
        .order_by(OrderLine.closed_at.desc())
        .limit(MOST + 1)
    ).all()
    note = f"Of the newest {MOST:,} lines." if len(rows) > MOST else ""
    # What is closed has its moment: the lifecycle writes both.
    return [Ended(*row[:-1], row[-1] or span.ends) for row in rows[:MOST]], note


def no_shows(session: Session, span: Span) -> Report:
    """Goods that came, and were closed without being picked up."""
    found, note = ended(session, span, OrderLine.arrived_at.is_not(None))
    parts = span.parts()
    picked, left = [0] * len(parts), [0] * len(parts)
    for one in found:
        place = place_of(span.day_of(one.closed_at), parts)
        if place is not None:
            (picked if one.status == Key.COMPLETED else left)[place] += 1
    waited = [
        (span.day_of(one.closed_at) - span.day_of(one.arrived_at)).days
        for one in found
        if one.arrived_at and one.status == Key.COMPLETED
    ]
    series = (Series("picked up", "arrived"), Series("never picked up", "ask"))
    return Report(
        facts=(
            Fact(share(sum(left), sum(left) + sum(picked)), "of what came was never picked up"),
            Fact(f"{sum(left):,}", "lines were never picked up"),
            Fact(in_days(middle(waited)), "on the shelf, median"),
        ),
        plots=(
            Plot("Lines that had come, by the day they were closed", "lines", series,
                 _bars(parts, picked, left), upright=True),
        ),
        header=("From", "Until", "Picked up", "Never picked up", "Share"),
        rows=tuple(
            (part.first, part.last, picked[n], left[n], share(left[n], left[n] + picked[n]))
            for n, part in enumerate(parts)
        ) if found else (),
        note=note,
    )  # fmt: skip


def turnaround(session: Session, span: Span) -> Report:
    """Days from wish to pickup, of what was completed."""
    found, note = ended(session, span, OrderLine.status == Key.COMPLETED.value)
    parts = span.parts()
    totals: list[list[int]] = [[] for _ in parts]
    steps: dict[str, list[int]] = defaultdict(list)
    for one in found:
        days = _days(one, span)
        for name, number in days.items():
            steps[name].append(number)
        place = place_of(span.day_of(one.closed_at), parts)
        if place is not None:
            totals[place].append(days["all"])
    return Report(
        facts=(
            Fact(in_days(middle(steps["all"])), "from wish to pickup, median"),
            Fact(in_days(middle(steps["all"], 90)), "or less for nine of ten"),
            Fact(in_days(middle(steps["came"])), "from vendor’s order to shelf"),
        ),
        plots=(
            Plot("Days from wish to pickup, median", "days", (Series("days", "placed"),),
                 tuple(Bar(part.label, (middle(totals[n]) or 0,))
                       for n, part in enumerate(parts)), upright=True),
            Plot("Where the days go, median", "days", (Series("days", "ready"),),
                 tuple(Bar(words, (middle(steps[name]) or 0,)) for name, words in STEPS)),
        ),
        header=("From", "Until", "Lines", "Days, median", "Days, 90 %"),
        rows=tuple(
            (part.first, part.last, len(totals[n]), middle(totals[n]), middle(totals[n], 90))
            for n, part in enumerate(parts)
        ) if found else (),
        note=note,
    )  # fmt: skip


STEPS = (
    ("placed", "Wish to vendor’s order"),
    ("came", "Vendor’s order to shelf"),
    ("picked", "Shelf to pickup"),
)


def lost(session: Session, span: Span) -> Report:
    """What people asked for and did not get: closed as Inquiry or Canceled before it came."""
    ends = (Key.INQUIRY.value, Key.CANCELED.value)
    missed = (OrderLine.status.in_(ends), OrderLine.arrived_at.is_(None))
    found, note = ended(session, span, *missed)
    parts = span.parts()
    counts = {key: [0] * len(parts) for key in ends}
    for one in found:
        place = place_of(span.day_of(one.closed_at), parts)
        if place is not None:
            counts[one.status][place] += 1
    items = session.execute(_items(span, *missed)).all()
    series = (Series("only asked", "ready"), Series("canceled", "closed"))
    return Report(
        facts=(
            Fact(f"{sum(map(sum, counts.values())):,}", "wishes came to nothing"),
            Fact(f"{sum(counts[ends[0]]):,}", "people only asked"),
            Fact(f"{sum(1 for row in items if row.lines > 1):,}", "items were asked for again"),
        ),
        plots=(
            Plot("Wishes that came to nothing", "lines", series,
                 _bars(parts, counts[ends[0]], counts[ends[1]]), upright=True),
            Plot("Asked for most often", "lines", (Series("lines", "ready"),),
                 tuple(Bar(row.description[:60], (row.lines,)) for row in items[:10])),
        ),
        header=("Item", "Brand", "UPC", "SKU", "Department", "Lines", "Cases"),
        rows=tuple(
            (row.description, row.brand, row.upc or "", row.sku, row.name or "", row.lines,
             int(row.cases))
            for row in items
        ),
        note=note or (f"The {MOST_ITEMS} most wanted items." if len(items) == MOST_ITEMS else ""),
    )  # fmt: skip


def _closed(span: Span) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OrderLine.open == 0,
        span.covers(OrderLine.closed_at),
        span.here(OrderLine.store_id),
        OrderLine.voided_at.is_(None),
        OrderLine.moved_to_id.is_(None),
    )


def _items(span: Span, *only: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    what = (OrderLine.description, OrderLine.brand, OrderLine.upc, OrderLine.sku, Department.name)
    lines = sa.func.count().label("lines")
    return (
        sa.select(*what, lines, sa.func.sum(OrderLine.cases).label("cases"))
        .outerjoin(Department, Department.id == OrderLine.department_id)
        .where(*_closed(span), *only)
        .group_by(*what)
        .order_by(lines.desc(), OrderLine.description)
        .limit(MOST_ITEMS)
    )


def _bars(parts: list[Part], *columns: list[int]) -> tuple[Bar, ...]:
    return tuple(
        Bar(part.label, values)
        for part, values in zip(parts, zip(*columns, strict=True), strict=True)
    )


def _days(one: Ended, span: Span) -> dict[str, int]:
    """Days of each step, as far as both of its ends are known."""
    marks = {
        "wished": one.ordered_on,
        "placed": one.placed_at and span.day_of(one.placed_at),
        "came": one.arrived_at and span.day_of(one.arrived_at),
        "picked": span.day_of(one.closed_at),
    }
    days = {"all": max(0, (span.day_of(one.closed_at) - one.ordered_on).days)}
    names = list(marks)
    for before, after in pairwise(names):
        start, end = marks[before], marks[after]
        if start and end:
            days[after] = max(0, (end - start).days)
    return days
