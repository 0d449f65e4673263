"""Ordering and receiving in the demo: purchase orders of a week, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo.keys import Keys
from app.demo.staff import Staff
from app.domain import outbox
from app.domain.orders import actions
from app.domain.orders.statuses import StatusBook
from app.domain.purchasing import drafting, placing, queries, receiving, waiting
from app.domain.purchasing.waiting import held_back
from app.models import (
    LineKind,
    OrderLine,
    OutboxRow,
    PurchaseLine,
    PurchaseOrder,
    PurchaseState,
    SendWay,
)
from app.vocabulary import clock
from app.vocabulary.statuses import Key, Stage

FIRST_DAY = -10
"""From this day on what is ordered stands in purchase orders; before, somebody just telephoned."""

ORDERS_AT = 20 * 60
PROMISED_DAYS = 4
"""They promised on the phone what was ordered first within so many days, whatever the deadline
says: so what of it is not here yet is late in every play."""

EACH_FROM = -3
"""From this day on even one line of a vendor gets a purchase order of its own."""

FEWEST, MOST_IN_ONE = 2, 12
# Every so many-th line that came: its last case did not come, comes later; nothing of it came.
SHORT, LATER, MISSING, INSTEAD = 5, 7, 37, 53


@dataclass
class Buying:
    """Who orders from vendors and takes in what they bring."""

    session: Session
    staff: Staff
    book: StatusBook
    keys: Keys
    begins: datetime
    wanted: dict[int, list[OrderLine]] = field(default_factory=dict)
    asked: dict[int, list[int]] = field(default_factory=dict)
    came: int = 0
    in_part: int = 0

    def order(self, line: OrderLine) -> None:
        """Order one line: with the others of its vendor this evening, or at once on the phone."""
        evening = clock.now() >= self.begins and self.staff.is_main(line.store_id)
        if evening and line.vendor_id and held_back(line):
            self.wanted.setdefault(line.vendor_id, []).append(line)
        else:
            self._on_the_phone(line)

    def order_all(self, day: int, minute: int) -> None:
        """The evening of a day: a purchase order of each vendor of whom several things are
        wanted."""
        self.session.flush()
        wanted, self.wanted = self.wanted, {}
        for lines in wanted.values():
            ready = [line for line in lines if held_back(line)]
            if len(ready) >= (1 if day >= EACH_FROM else FEWEST):
                self._place(self._make([line.id for line in ready]), day)
                continue
            for line in ready:
                self._on_the_phone(line)

    def leave_papers(self, day: int, minute: int) -> None:
        """The worker makes the PDF of each purchase order when it begins; what was given up
        meanwhile needs none."""
        self.session.flush()
        canceled = PurchaseOrder.state == PurchaseState.CANCELED
        no_more = sa.or_(canceled, PurchaseOrder.given_up_at.is_not(None))
        gone = self.session.scalars(sa.select(PurchaseOrder.id).where(no_more))
        rows = [row_id for order_id in gone for row_id in self.asked.get(order_id, ())]
        self.session.execute(sa.delete(OutboxRow).where(OutboxRow.id.in_(rows)))

    def begin_one(self, day: int, minute: int) -> None:
        """A purchase order that is still being made, of the vendor of whom most is wanted."""
        self.session.flush()
        groups = waiting.overview(self.session, [self.staff.main_store]).groups
        ready = [
            waiting.ready_ids(self.session, group.vendor.id, group.store.id, MOST_IN_ONE)
            for group in groups
            if group.vendor is not None
        ]
        self._make(max(ready, key=len))

    def receive(self, line: OrderLine) -> bool:
        """What came of a line that was ordered; whether it is here."""
        by, said = self.staff.receiver(line), self._said(line)
        if line.kind is not LineKind.ITEM:
            return actions.move(line, Key.ARRIVED, by=by, book=self.book)
        self.came += 1
        if self.came % MISSING == 0:
            receiving.missing(self.session, line.id, said, self.book)
        elif self.came % INSTEAD == 0:
            receiving.substitute(self.session, line.id, "The same in glass", said, self.book)
        elif line.cases > 1:
            self._in_part(line, said)
        else:
            receiving.take(self.session, line.id, line.cases, said, self.book)
        return line.stage is Stage.ARRIVED

    def receive_a_case(self, day: int, minute: int) -> None:
        """The first case of the oldest purchase order of several cases: the truck is still being
        unloaded."""
        self.session.flush()
        line = self.session.scalar(
            sa.select(OrderLine)
            .join(PurchaseLine, PurchaseLine.order_line_id == OrderLine.id)
            .join(PurchaseLine.purchase_order)
            .where(
                OrderLine.open == 1,
                OrderLine.stage == Stage.PLACED,
                OrderLine.cases > 1,
                PurchaseOrder.open == 1,
                PurchaseOrder.state == PurchaseState.PLACED,
                PurchaseLine.settled_at.is_(None),
                PurchaseLine.gone_at.is_(None),
            )
            .order_by(PurchaseOrder.number, PurchaseLine.position)
            .limit(1)
        )
        if line is not None:
            receiving.take(self.session, line.id, 1, self._said(line), self.book)

    def _in_part(self, line: OrderLine, said: receiving.Said) -> None:
        self.in_part += 1
        one_less = line.cases - 1
        if self.in_part % SHORT == 0:
            receiving.that_is_all(self.session, line.id, one_less, said, self.book)
        elif self.in_part % LATER == 0:
            receiving.rest_later(self.session, line.id, one_less, said, self.book)
        else:
            receiving.take(self.session, line.id, line.cases, said, self.book)

    def _said(self, line: OrderLine) -> receiving.Said:
        return receiving.Said(self.staff.receiver(line), self.keys.next(), line.upc or line.sku)

    def _on_the_phone(self, line: OrderLine) -> None:
        actions.move(line, Key.PLACED, by=self.staff.buyer(line), book=self.book)

    def _make(self, line_ids: list[int]) -> PurchaseOrder:
        by = self.staff.any_buyer
        return drafting.make(self.session, line_ids, by=by, one_time_key=self.keys.next())

    def _place(self, order: PurchaseOrder, day: int) -> None:
        by = self.staff.any_buyer
        cutoffs = queries.all_cutoffs(self.session, order.vendor_id).get(order.vendor_id, [])
        expected = placing.promise_of(self.session, order, cutoffs).day
        if expected is not None and day + PROMISED_DAYS < 0:
            today = clock.business_date(clock.now(), order.store.time_zone)
            expected = min(expected, today + timedelta(days=PROMISED_DAYS))
        way = SendWay.FILE if order.vendor.file_columns else SendWay.PHONE
        placing.place(self.session, order, way, expected, by=by, book=self.book)
        self.session.flush()
        self.asked[order.id] = outbox.taken_from(self.session)
