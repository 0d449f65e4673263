"""When a repeat stops and asks a person first, and why (B3). Why is told without an amount."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.orders.cloning import Clone, customer_of, may_clone
from app.models import AccountState, Recurrence
from app.vocabulary.money import HUNDRED
from app.vocabulary.words import Labelled


class Reason(Labelled):
    """Why it asks; the words are for everybody."""

    PRICE = "price", "The price has changed"
    NEEDED = "needed", "The price has changed"
    WITHDRAWN = "withdrawn", "Not everything is to be had any more"
    HOLD = "hold", "The customer is on hold"
    STOPPED = "stopped", "It can’t be ordered again"
    EMPTY = "empty", "Nothing of it is to be had"


PRICES = frozenset({Reason.PRICE, Reason.NEEDED})


def reasons(session: Session, it: Recurrence, planned: Clone) -> list[Reason]:
    """Why a person has to say yes before it is made as planned; none if it may go on by itself."""
    if not may_clone(session, planned.order):
        return [Reason.STOPPED]
    found = []
    customer = customer_of(session, planned.order)
    if customer is not None and customer.account_state is AccountState.HOLD:
        found.append(Reason.HOLD)
    if not planned.made:
        return [*found, Reason.EMPTY]
    if planned.withdrawn:
        found.append(Reason.WITHDRAWN)
    return [*found, *_about_price(it, planned.total)]


def told(session: Session, found: Iterable[Reason], planned: Clone) -> str:
    """Why it asks, in words without an amount."""
    said = []
    for reason in found:
        if reason is Reason.STOPPED:
            said.append(f"{reason.label}: {may_clone(session, planned.order).reason}")
        elif reason is Reason.WITHDRAWN:
            names = ", ".join(line.description[:60] for line in planned.withdrawn[:3])
            said.append(f"{reason.label}: {names}.")
        else:
            said.append(f"{reason.label}.")
    return " ".join(dict.fromkeys(said))[:300]


def risen(agreed: Decimal, total: Decimal, most: Decimal) -> bool:
    """Whether `total` is more than `most` percent over what was agreed. Exact, no rounding."""
    return total * HUNDRED > agreed * (HUNDRED + most)


def rise(agreed: Decimal, total: Decimal) -> Decimal | None:
    """By how many percent it rose, for people who may see totals; None over nothing."""
    return (total - agreed) * HUNDRED / agreed if agreed else None


def _about_price(it: Recurrence, total: Decimal | None) -> list[Reason]:
    if it.most_rise is None or (it.agreed_total is None and total is None):
        return []
    if it.agreed_total is None or total is None:
        # Nothing to compare with: it may be anything.
        return [Reason.NEEDED]
    return [Reason.PRICE] if risen(it.agreed_total, total, it.most_rise) else []
