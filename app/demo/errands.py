"""What people do to orders in the demo, verb by verb, through the real actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from sqlalchemy.orm import Session

from app.demo.buying import Buying
from app.demo.calling import Calling
from app.demo.data import DemoData
from app.demo.journeys import Part, Verb
from app.demo.staff import Staff
from app.demo.wishes import OTHER_PHONE, Wishes
from app.domain.customers.contact import contact_of
from app.domain.orders import actions, changing
from app.domain.orders.content import DraftContent
from app.domain.orders.statuses import StatusBook
from app.domain.pickup import desk, putting
from app.domain.pickup.shelves import shelf_meant
from app.models import LineKind, Order, OrderLine
from app.vocabulary import clock
from app.vocabulary.figures import PriceKind
from app.vocabulary.statuses import Key, Stage

OFFERED = ("4.25", "6.50", "7.95", "11.00", "18.75", "24.50")
CASE_OFFERED = ("38.00", "52.50", "64.00")
BINS = ("A1", "A2", "B1", "C3", "Cooler 2", "Freezer 1")
KEPT_DAYS = 14
CLOSES = {
    Verb.CANCEL: Key.CANCELED,
    Verb.INQUIRE: Key.INQUIRY,
    Verb.FINISH: Key.COMPLETED,
}


@dataclass(frozen=True)
class Errands:
    """The verbs of the journeys. Each call happens at the moment the clock is held at."""

    session: Session
    data: DemoData
    staff: Staff
    wishes: Wishes
    book: StatusBook
    random: Random
    buying: Buying
    calling: Calling

    def run(self, order: Order, verb: Verb, part: Part, minute: int) -> None:
        """Do one step of an order's journey at `minute` of the day."""
        match verb:
            case Verb.RING:
                self.calling.in_vain(list(self._lines(order, Part.ALL, Stage.ASK)))
            case Verb.AGREE:
                self.calling.agreed(list(self._lines(order, Part.ALL, Stage.ASK)))
            case Verb.HOLD_UP:
                self._move(order, Key.PENDING, Stage.READY)
                self._remark(order, "held_up")
            case Verb.PLACE:
                self._place(order)
            case Verb.ARRIVE:
                self._arrive(order, part)
            case Verb.HAND_OVER:
                self._hand_over(order, part, minute)
            case Verb.CANCEL | Verb.INQUIRE | Verb.FINISH:
                self._close(order, CLOSES[verb], part)
            case _:
                self._touch(order, verb)
        self.session.flush()

    def _touch(self, order: Order, verb: Verb) -> None:
        """The small things: what is looked up, corrected, agreed upon beside the way."""
        first, by = order.lines[0], self.staff.buyer(order.lines[0])
        match verb:
            case Verb.REOPEN:
                actions.reopen(
                    order, by=self.staff.manager, book=self.book, why="It is wanted after all."
                )
            case Verb.KEEP_OPEN:
                today = clock.business_date(clock.now(), order.store.time_zone)
                until = today + timedelta(days=KEPT_DAYS)
                actions.keep_open(order, until, by=self.staff.manager)
            case Verb.EDIT_CONTACT:
                contact = {**contact_of(order), "phone": OTHER_PHONE}
                actions.edit_contact(order, contact, by=by)
            case Verb.EDIT_NOTES:
                self._remark(order, "line")
            case Verb.ADD_LINE:
                item = self.wishes.adding(DraftContent(), "shelf").items[-1]
                actions.add_line(self.session, order, item, by=by, book=self.book)
            case Verb.CUT_PRICE if first.kind is LineKind.ITEM:
                amount = Decimal(self.random.choice(OFFERED))
                changing.set_price(self.session, first, amount, by=by)
            case Verb.LIFT_PRICE if first.price_kind == PriceKind.MANUAL:
                changing.lift_price(self.session, first, by=by)
            case Verb.ADD_UNOWNED:
                item = self.wishes.unowned()
                actions.add_line(self.session, order, item, by=by, book=self.book)

    def _lines(self, order: Order, part: Part, *stages: Stage) -> Iterator[OrderLine]:
        """The open lines of a part of an order that stand in one of these stages."""
        chosen = {
            Part.ALL: slice(None),
            Part.FIRST: slice(0, 1),
            Part.REST: slice(1, None),
            Part.LAST: slice(-1, None),
        }[part]
        for line in list(order.lines)[chosen]:
            if line.open and self.book[line.status].stage in stages:
                yield line

    def _move(self, order: Order, key: Key, *stages: Stage) -> None:
        for line in self._lines(order, Part.ALL, *stages):
            actions.move(line, key, by=self.staff.buyer(line), book=self.book)

    def _remark(self, order: Order, kind: str) -> None:
        said = self.random.choice(self.data.remarks_of(kind))
        comments = " ".join(part for part in (order.comments, said) if part)
        actions.edit_notes(order, comments, by=self.staff.buyer(order.lines[0]))

    def _place(self, order: Order) -> None:
        """Order from the vendors: most notes become items and most lines get a price first."""
        for line in self._lines(order, Part.ALL, Stage.ASK, Stage.READY):
            by = self.staff.buyer(line)
            if line.kind is LineKind.NOTE:
                if self.wishes.chance(50):
                    continue
                meant = self.wishes.meant(line.department)
                changing.turn_note(self.session, line, meant, by=by, book=self.book)
            if line.price_kind == PriceKind.NEEDED and self.wishes.chance(70):
                self._offer(line)
            self.buying.order(line)

    def _offer(self, line: OrderLine) -> None:
        per_case = line.case_size is not None and self.wishes.chance(40)
        amount = self.random.choice(CASE_OFFERED if per_case else OFFERED)
        by = self.staff.buyer(line)
        changing.set_price(self.session, line, Decimal(amount), by=by, per_case=per_case)

    def _arrive(self, order: Order, part: Part) -> None:
        for line in self._lines(order, part, Stage.PLACED):
            if not self.buying.receive(line):
                continue
            by, bin_ = self.staff.buyer(line), self.random.choice(BINS)
            if self.wishes.chance(20):
                said = self.random.choice(self.data.remarks_of("tag"))
                actions.edit_line(line, {"tag_note": said}, by=by)
            self._put_away(line, bin_)

    def _put_away(self, line: OrderLine, code: str) -> None:
        """By scan of its label, on a shelf of the store it comes to."""
        by = replace(self.staff.buyer(line), store_id=line.store_id)
        shelf = shelf_meant(self.session, code, line.store_id)
        key = f"put-away-of-line-{line.id}"
        self.session.flush()
        putting.put(self.session, [line.id], code, by=by, one_time_key=key, shelf=shelf)

    def _hand_over(self, order: Order, part: Part, minute: int) -> None:
        """At the pickup counter; what has no tag, on a machine that can't print, is closed by
        hand."""
        here = list(self._lines(order, part, Stage.ARRIVED))
        tagged = [line.id for line in here if line.copies]
        by = self.staff.counter(order.pickup_store_id, minute)
        if tagged:
            key = f"{self.random.getrandbits(128):032x}"
            desk.hand_over(self.session, tagged, by=by, one_time_key=key)
        untagged = [line for line in here if not line.copies]
        if untagged:
            buyer = self.staff.buyer(untagged[0])
            actions.close(order, Key.COMPLETED, by=buyer, book=self.book, lines=untagged)

    def _close(self, order: Order, key: Key, part: Part) -> None:
        lines = list(self._lines(order, part, *(s for s in Stage if s is not Stage.CLOSED)))
        if lines:
            by = self.staff.buyer(lines[0])
            actions.close(order, key, by=by, book=self.book, lines=lines)
            self._remark(order, key.value)
