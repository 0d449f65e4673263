"""What is open, and for how long: by status, and by super department (C22, C33)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders.statuses import book
from app.domain.reports.shapes import Bar, Fact, Plot, Report, Series, Span
from app.models import Order, OrderLine, SuperDepartment

# Up to so many days old; the last is for everything older.
AGES = (7, 14, 30, 60, 90)
WORDS = ("up to 7 days", "8 to 14", "15 to 30", "31 to 60", "61 to 90", "over 90 days")
NOBODY = "No super department"


def waiting(session: Session, span: Span) -> Report:
    """Open lines by the age of their order at the end of the span."""
    statuses = {status.key: status for status in book(session).open}
    names = dict(session.execute(sa.select(SuperDepartment.id, SuperDepartment.name)).all())
    by_status: dict[str, list[int]] = defaultdict(_nothing)
    by_realm: dict[str, list[int]] = defaultdict(_nothing)
    oldest: dict[str, int] = defaultdict(int)
    for key, realm, ordered_on, lines in session.execute(_counted(span)):
        age = (span.last - ordered_on).days
        name = names[realm] if realm else NOBODY
        by_status[key][_bucket(age)] += lines
        by_realm[name][_bucket(age)] += lines
        oldest[name] = max(oldest[name], age)
    old = sum(ages[-1] + ages[-2] for ages in by_status.values())
    total = sum(map(sum, by_status.values()))
    series = tuple(Series(words, str(n + 1)) for n, words in enumerate(WORDS))
    in_order = [key for key in statuses if key in by_status]
    realms = sorted(by_realm, key=lambda name: (-sum(by_realm[name]), name))
    return Report(
        facts=(
            Fact(f"{total:,}", "lines are open"),
            Fact(f"{old:,}", "of them for more than 60 days"),
            Fact(f"{max(oldest.values(), default=0)} d", "is the oldest"),
        ),
        plots=(
            Plot("By status", "lines", series,
                 tuple(Bar(statuses[key].label, tuple(by_status[key])) for key in in_order)),
            Plot("By super department", "lines", series,
                 tuple(Bar(name, tuple(by_realm[name])) for name in realms)),
        ),
        header=("Super department", *(words.capitalize() for words in WORDS), "Oldest, days"),
        rows=tuple((name, *by_realm[name], oldest[name]) for name in realms),
    )  # fmt: skip


def _counted(span: Span) -> sa.Select[str, int | None, date, int]:
    return (
        sa.select(
            OrderLine.status, OrderLine.super_department_id, Order.ordered_on, sa.func.count()
        )
        .join(OrderLine.order)
        .where(OrderLine.open == 1, span.here(OrderLine.store_id))
        .group_by(OrderLine.status, OrderLine.super_department_id, Order.ordered_on)
    )


def _nothing() -> list[int]:
    return [0] * len(WORDS)


def _bucket(age: int) -> int:
    return next((n for n, most in enumerate(AGES) if age <= most), len(AGES))
