"""Messages of the demo: what a buyer told customers, and what became of it. Nothing leaves the
house: that a server took it is written down as a worker would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo.keys import Keys
from app.demo.staff import Staff
from app.domain.messages import offering, sending, writing
from app.domain.messages.offering import Offer
from app.domain.messages.templates import words_for
from app.domain.messages.ways import WayOut
from app.domain.orders.statuses import StatusBook
from app.domain.settings.reading import settings_of
from app.models import Message, Order, OrderLine, OutboxRow
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.vocabulary.occasions import MessageWay
from app.vocabulary.statuses import Stage

FIRST_DAY = -10
TELLS_AT, LATE = 17 * 60 + 30, 20 * 60 + 29
A_DAY = 3
"""So many customers are told of something each day."""

REFUSED_EVERY = 9
REFUSED = "The mail server does not take this e-mail (it answered 550)."
_LEASE = timedelta(minutes=5)


@dataclass
class Telling:
    """Who writes to customers, and when."""

    session: Session
    staff: Staff
    book: StatusBook
    keys: Keys

    def __post_init__(self) -> None:
        self._written = count(1)

    def tell(self, day: int, minute: int) -> None:
        """Tell some customers what has come; the server takes it, or knows no such mailbox."""
        for order, offer, out in self._untold(A_DAY):
            words = words_for(self.session, order.store_id, offer.occasion, out.way)
            made = writing.by_hand(
                self.session, order, offer.lines, offer.occasion, out, words,
                by=self.staff.buyer(offer.lines[0]), one_time_key=self.keys.next(),
            )  # fmt: skip
            self._send(made)

    def leave_one(self, day: int, minute: int) -> None:
        """One more waits for further items of its order."""
        for order, offer, out in self._untold(1):
            words = words_for(self.session, order.store_id, offer.occasion, out.way)
            settings = settings_of(self.session, order.store_id)
            writing.write(
                self.session, order, offer.lines, offer.occasion, out, words, settings,
                by=self.staff.buyer(offer.lines[0]), one_time_key=self.keys.next(), itself=True,
            )  # fmt: skip

    def _untold(self, most: int) -> list[tuple[Order, Offer, WayOut]]:
        """The newest orders of the main store of which something arrived and was not told."""
        self.session.flush()
        here = sa.exists().where(
            OrderLine.order_id == Order.id, OrderLine.open == 1, OrderLine.stage == Stage.ARRIVED
        )
        query = sa.select(Order).where(Order.store_id == self.staff.main_store, here)
        found = []
        for order in self.session.scalars(query.order_by(Order.id.desc())):
            offers = offering.offered(self.session, order, self.staff.any_buyer, book=self.book)
            for offer in offers[:1]:
                found += [(order, offer, out) for out in offer.ways if out.may][:1]
            if len(found) == most:
                break
        return found

    def _send(self, made: Message) -> None:
        """What a worker would do; a gateway reports, a mail server does not."""
        if not isinstance(sending.take(self.session, made.id, _LEASE), sending.Parcel):
            # Played by night: a text message waits for the morning.
            return
        refused = next(self._written) % REFUSED_EVERY == 0 and made.way is MessageWay.EMAIL
        ref = f"{writing.sending_key(made)}@example.org"
        if refused:
            sending.fail(self.session, made.id, REFUSED)
        else:
            sending.sent(self.session, made.id, ref)
        if made.way is MessageWay.TEXT:
            sending.delivered(self.session, ref, True)
        rows = self.session.scalars(sa.select(OutboxRow).where(OutboxRow.job == Job.SEND_MESSAGE))
        for row in rows:
            if row.payload == {"message_id": made.id}:
                row.open, row.done_at = 0, clock.now()
                row.problem = REFUSED if refused else ""
