"""A night for tests: orders taken, tags sold, and one store's night run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.overnight.plan import Night, Step
from app.domain.overnight.running import run
from app.domain.settings.reading import settings_of
from app.models import Order, OrderLine, RegisterSale, SaleRowKind
from app.vocabulary import clock
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

NOON = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)  # 13:00 on the stores' wall clock
DAY = date(2026, 3, 10)


def taken(session: Session, cast: Cast, at: datetime = NOON, lines: int = 1) -> Order:
    """An order taken at `at` with `lines` lines."""
    with clock.set_to(at):
        product = a_product(session, a_department(session))
        order = an_order(session, viewer_of(cast.buyer), [a_wish(product)] * lines)
    session.commit()
    return order


def sell(
    session: Session,
    line: OrderLine,
    quantity: str = "12",
    *,
    on: date = DAY,
    total: str = "120.00",
    counts: int = 1,
    kind: SaleRowKind = SaleRowKind.SALE,
) -> None:
    """A register's row for a line's tag."""
    number = session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) or 0
    session.add(
        RegisterSale(
            source="lane",
            store_id=line.store_id,
            receipt=f"1-1-{number}",
            receipt_line=1,
            order_line_id=line.id,
            order_number=line.order.number,
            line_number=line.number,
            kind=kind,
            quantity=Decimal(quantity),
            cases=Decimal(1),
            total=Decimal(total),
            counts=counts,
            sold_at=NOON,
            business_date=on,
        )
    )
    session.commit()


def run_night(session: Session, cast: Cast, day: date = DAY) -> dict[Step, int]:
    """Run the night of `day` in the first store."""
    night = Night(cast.hill, day, settings_of(session, cast.hill.id))
    return run(session, night, session.commit)


def statuses_of(order: Order) -> list[str]:
    """The statuses of its lines."""
    return [line.status for line in order.lines]
