"""Taking rows of any register, in steps that are committed one by one."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from app.domain.register.loose import take_loose
from app.domain.register.sales import MOST_AT_ONCE, Taken, take
from app.domain.register.values import SoldRow
from app.jobs.units import writing

log = structlog.get_logger()


def take_all(rows: Sequence[SoldRow], source: str) -> Taken:
    """Take rows of any register, in steps that are committed one by one."""
    taken = Taken()
    for some in _steps([row for row in rows if row.tag is not None]):
        with writing() as session:
            taken += take(session, some, source=source)
    # Whole receipts: several lanes sell at the same time, and a receipt may take its own rows back.
    plain = sorted((row for row in rows if row.tag is None), key=lambda row: row.key)
    for some in _steps(plain):
        with writing() as session:
            take_loose(session, some, source=source)
    if taken.new:
        log.info("register_sales", source=source, **vars(taken))
    return taken


def _steps(rows: Sequence[SoldRow]) -> list[list[SoldRow]]:
    """Rows in steps; those of one receipt stay together as far as they fit."""
    steps: list[list[SoldRow]] = []
    for row in rows:
        same = steps and steps[-1][-1].receipt == row.receipt
        if not steps or len(steps[-1]) >= (MOST_AT_ONCE if same else MOST_AT_ONCE // 2):
            steps.append([])
        steps[-1].append(row)
    return steps
