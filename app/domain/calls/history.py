"""What was said on the phone before, and what it tells: when somebody is usually reached, and which
number was wrong (B7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from app.domain.customers.phones import digits_of
from app.models import Call, CallLine, CallOutcome, OrderLine, User
from app.vocabulary import clock

# Fewer calls than these tell nothing of somebody's hours.
ENOUGH = 3
MOST_READ = 500
SHOWN = 3
OF_CUSTOMER = 30
_NOON = 12
_SATURDAY = 5


def calls_about(
    session: Session, customer_ids: Iterable[int], line_ids: Iterable[int]
) -> list[tuple[Call, frozenset[int]]]:
    """The calls to these customers, and those about these lines, newest first, each with the lines
    it was about; in one statement."""
    to = sa.select(Call.id).where(Call.customer_id.in_(set(customer_ids)))
    about = sa.select(CallLine.call_id).where(CallLine.order_line_id.in_(set(line_ids)))
    rows = session.execute(
        sa.select(Call, CallLine.order_line_id)
        .outerjoin(CallLine, CallLine.call_id == Call.id)
        .where(Call.id.in_(to.union_all(about)), Call.undone_at.is_(None))
        .options(_who())
        .order_by(Call.at.desc(), Call.id.desc())
        .limit(MOST_READ)
    )
    found: dict[int, tuple[Call, set[int]]] = {}
    for call, line_id in rows:
        found.setdefault(call.id, (call, set()))[1].add(line_id or 0)
    return [(call, frozenset(lines)) for call, lines in found.values()]


def of_customer(session: Session, customer_id: int) -> list[Call]:
    """The newest calls to a customer, with the lines that each was about."""
    about = selectinload(Call.lines).joinedload(CallLine.line).joinedload(OrderLine.order)
    query = (
        sa.select(Call)
        .where(Call.customer_id == customer_id, Call.undone_at.is_(None))
        .options(_who(), about.options(lazyload("*")))
        .order_by(Call.at.desc(), Call.id.desc())
        .limit(OF_CUSTOMER)
    )
    return list(session.scalars(query))


def usual_hours(calls: Sequence[Call], time_zone: str) -> str:
    """When somebody is usually reached, as "on weekdays after 17:00"; nothing before three calls
    reached them."""
    reached = [
        clock.local(call.at, time_zone) for call in calls if call.outcome is CallOutcome.REACHED
    ]
    if len(reached) < ENOUGH:
        return ""
    return " ".join(part for part in (_days(reached), _hours(reached)) if part)


def wrong_since(calls: Sequence[Call], phone: str) -> datetime | None:
    """When `phone` was found to be the wrong number, if nobody was reached there since."""
    digits = digits_of(phone)
    for call in calls:
        if not digits or digits_of(call.number) != digits:
            continue
        if call.outcome is CallOutcome.WRONG_NUMBER:
            return call.at
        if call.outcome is CallOutcome.REACHED:
            return None
    return None


def _who() -> sa.orm.interfaces.LoaderOption:
    return joinedload(Call.user).options(lazyload(User.store), lazyload(User.roles))


def _days(reached: list[datetime]) -> str:
    weekend = [at.weekday() >= _SATURDAY for at in reached]
    if not any(weekend):
        return "on weekdays"
    return "at weekends" if all(weekend) else ""


def _hours(reached: list[datetime]) -> str:
    first, last = min(at.hour for at in reached), max(at.hour for at in reached)
    if first >= _NOON:
        return f"after {first}:00"
    if last < _NOON:
        return f"before {last + 1}:00"
    return f"between {first}:00 and {last + 1}:00"
