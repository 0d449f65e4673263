"""The registers of the demo's last day: tags that were sold, one of them twice, and an item that
was rung up by its own code."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import count

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.pickup.sold import is_sold
from app.domain.register.loose import take_loose
from app.domain.register.sales import take
from app.domain.register.values import SoldRow
from app.models import LineKind, OrderLine, SaleRowKind
from app.vocabulary import clock
from app.vocabulary.barcodes import TagRef
from app.vocabulary.statuses import Stage

SOLD_AT, TWICE_AT, MIS_RUNG_AT = 18 * 60, 18 * 60 + 20, 19 * 60
SOURCE = "core_pos"
CASHIER, REGISTER, FIRST_RECEIPT = 5, 2, 118

Errand = Callable[[int, int], None]


@dataclass(frozen=True)
class Registers:
    """What lanes of the main store sell; `store_id` is that store."""

    session: Session
    store_id: int
    zone: str

    def errands(self) -> Iterator[tuple[int, int, Errand]]:
        """As day, minute and errand: a sale, one that is sold twice, one without its tag."""
        receipts = count(FIRST_RECEIPT)
        yield 0, SOLD_AT, partial(self._sell, receipts, 1)
        yield 0, TWICE_AT, partial(self._sell, receipts, 2)
        yield 0, MIS_RUNG_AT, partial(self._mis_ring, receipts)

    def _sell(self, receipts: Iterator[int], times: int, day: int, minute: int) -> None:
        for line in self._waiting()[:1]:
            for _ in range(times):
                row = self._row(line, next(receipts), TagRef(line.order.number, line.number))
                take(self.session, [row], source=SOURCE)

    def _mis_ring(self, receipts: Iterator[int], day: int, minute: int) -> None:
        for line in [line for line in self._waiting() if line.upc][:1]:
            take_loose(self.session, [self._row(line, next(receipts), None)], source=SOURCE)

    def _waiting(self) -> Sequence[OrderLine]:
        """What is on the shelf and can be rung up, the longest there first."""
        self.session.flush()
        return self.session.scalars(
            sa.select(OrderLine)
            .where(
                OrderLine.open == 1,
                OrderLine.store_id == self.store_id,
                OrderLine.stage == Stage.ARRIVED,
                OrderLine.kind == LineKind.ITEM,
                OrderLine.case_size.is_not(None),
                OrderLine.total.is_not(None),
                ~is_sold(),
            )
            .options(joinedload(OrderLine.order))
            .order_by(OrderLine.arrived_at, OrderLine.id)
        ).all()

    def _row(self, line: OrderLine, receipt: int, tag: TagRef | None) -> SoldRow:
        now = clock.now()
        day = clock.business_date(now, self.zone)
        cases = Decimal(line.cases)
        units = Decimal(line.case_size or 1)
        return SoldRow(
            store_id=self.store_id,
            receipt=f"{day.isoformat()} {CASHIER}-{REGISTER}-{receipt}",
            receipt_line=1,
            kind=SaleRowKind.SALE,
            tag=tag,
            upc=line.upc or "",
            units=units if tag is not None else units * cases,
            cases=cases if tag is not None else Decimal(1),
            total=line.total,
            sold_at=now,
            business_date=day,
            member_number=line.order.member_number,
        )
