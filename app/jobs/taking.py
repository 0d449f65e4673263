"""Taking rows of any register, in steps that are committed one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from app.domain.register.loose import take_loose
from app.domain.register.sales import MOST_AT_ONCE, Taken, take
from app.domain.register.values import SoldRow
from app.jobs.units import writing

log = structlog.get_logger()
T = TypeVar("T")
# The database is away or locked: the next reading does it all again.
AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError)


def take_all(rows: Sequence[SoldRow], source: str) -> tuple[Taken, list[str]]:
    """Take rows of any register, in steps that are committed one by one. Where one ends in an error
    that nobody thought of, its receipts are taken each for itself, so that one holds up no other;
    also returns the receipts that are left. What goes by is raised."""
    taken, left = Taken(), []
    for some in _steps([row for row in rows if row.tag is not None]):
        for more in _each(some, lambda session, part: take(session, part, source=source), left):
            taken += more
    # Whole receipts: several lanes sell at the same time, and a receipt may take its own rows back.
    plain = sorted((row for row in rows if row.tag is None), key=lambda row: row.key)
    for some in _steps(plain):
        _each(some, lambda session, part: take_loose(session, part, source=source), left)
    if taken.new:
        log.info("register_sales", source=source, **vars(taken))
    return taken, left


def not_taken(receipts: Sequence[str]) -> str:
    """What is said of receipts that are left; empty without any."""
    if not receipts:
        return ""
    more = f" and {len(receipts) - 1} more" if len(receipts) > 1 else ""
    return f"Receipt {receipts[0]}{more} could not be taken. The log says more."


def _each(
    rows: Sequence[SoldRow],
    act: Callable[[Session, Sequence[SoldRow]], T],
    left: list[str],
) -> list[T]:
    """Do it with all of them at once, or else receipt by receipt."""
    try:
        with writing() as session:
            return [act(session, rows)]
    except AWAY:
        raise
    except Exception:
        log.warning("register_rows_one_by_one", rows=len(rows), exc_info=True)
    receipts: dict[tuple[int, str], list[SoldRow]] = {}
    for row in rows:
        receipts.setdefault((row.store_id, row.receipt), []).append(row)
    done = []
    for (_, receipt), some in receipts.items():
        try:
            with writing() as session:
                done.append(act(session, some))
        except AWAY:
            raise
        except Exception:
            log.exception("register_receipt_not_taken", receipt=receipt)
            left.append(receipt)
    return done


def _steps(rows: Sequence[SoldRow]) -> list[list[SoldRow]]:
    """Rows in steps; those of one receipt stay together as far as they fit."""
    steps: list[list[SoldRow]] = []
    for row in rows:
        same = steps and steps[-1][-1].receipt == row.receipt
        if not steps or len(steps[-1]) >= (MOST_AT_ONCE if same else MOST_AT_ONCE // 2):
            steps.append([])
        steps[-1].append(row)
    return steps
