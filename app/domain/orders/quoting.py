"""Prices by the rules for lines of an order: its customer's type, its day, its store."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.pricing.lines import price_lines
from app.domain.pricing.sources import Sources, sources_for
from app.domain.pricing.values import Precedence
from app.domain.settings.reading import settings_of
from app.models import Order, OrderLine


def price_by_rules(session: Session, order: Order, lines: Sequence[OrderLine]) -> None:
    """Price lines by the order's date and member type; prices set by hand stay (C9-C12)."""
    price_lines(
        session,
        lines,
        member_type=order.member_type,
        on=order.ordered_on,
        store_id=order.store_id,
        precedence=precedence_of(session, order),
    )


def sources_of(session: Session, order: Order, lines: Sequence[OrderLine]) -> Sources:
    """Everything the prices of `lines` need for the order's customer on its day."""
    return sources_for(
        session,
        lines,
        member_type=order.member_type,
        on=order.ordered_on,
        store_id=order.store_id,
    )


def precedence_of(session: Session, order: Order) -> Precedence:
    """Whether a sale or the member's price comes first in the order's store."""
    return Precedence(settings_of(session, order.store_id).price_precedence)
