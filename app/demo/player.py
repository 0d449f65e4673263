"""Plays three weeks of the co-op, day by day and minute by minute, through the real actions.

Everything is random in a fixed way: two plays differ in their dates only. All of it is one
transaction of the caller, so that half a demo never becomes anybody's database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo.buying import FIRST_DAY as ORDERING_BEGINS
from app.demo.buying import ORDERS_AT, Buying
from app.demo.calendar import CLOSES, OPENS, Calendar
from app.demo.calling import CALLS_AT, Calling
from app.demo.data import DemoData
from app.demo.desk import Desk
from app.demo.errands import Errands
from app.demo.half_done import leave_drafts
from app.demo.journeys import (
    DECK,
    ELSEWHERE,
    FIRST_DAY,
    PER_DAY,
    STORIES,
    TOUCHES,
    UNOWNED,
    Journey,
    Step,
    Verb,
)
from app.demo.keys import Keys
from app.demo.printing import Render, print_again, print_waiting
from app.demo.registering import Registers
from app.demo.staff import Staff
from app.demo.stocking import Hash, Shop, stock
from app.demo.telling import FIRST_DAY as TELLING_BEGINS
from app.demo.telling import LATE, TELLS_AT, Telling
from app.demo.wishes import Wishes, dealt
from app.domain.orders import drafts
from app.domain.orders.placing import place
from app.domain.orders.statuses import book
from app.domain.overnight.running import run_due
from app.domain.setup import install
from app.models import Customer, Order, OrderLine, Product, Store, TagCopy, User
from app.vocabulary import clock

SEED = 454
PRINTS_AT, REPRINTS_AT, REPRINT_DAY = 12 * 60 + 30, 15 * 60, -2

Errand = Callable[[int, int], None]
"""Something planned; gets the day and the minute that have come."""


@dataclass(frozen=True)
class Played:
    """What came of it, in numbers."""

    orders: int
    open_orders: int
    lines: int
    tags: int


def has_begun(session: Session) -> bool:
    """Whether a store has begun here: invented orders must never join a store's own data."""
    begun = (Store, User, Product, Customer, Order)
    return any(session.scalar(sa.select(sa.exists(sa.select(row.id)))) for row in begun)


def play(
    session: Session, data: DemoData, now: datetime, *, hash_of: Hash, render: Render | None
) -> Played:
    """Play the three weeks that end at `now` into an empty database; the caller commits.

    `hash_of` makes the hash of a password, `render` the PDF of tags; without it nothing is printed.
    """
    zone = next(row.time_zone for row in data.stores if row.main)
    calendar = Calendar(now, zone)
    first = min(day for day, _ in STORIES)
    with clock.set_to(calendar.moment(first - 1, CLOSES)):
        install(session)
        session.flush()
        shop = stock(session, data, calendar.today, hash_of)
    _Player(session, data, calendar, shop, render).play(first)
    return Played(
        orders=_count(session, Order),
        open_orders=_count(session, Order, Order.open == 1),
        lines=_count(session, OrderLine),
        tags=_count(session, TagCopy, TagCopy.copy_number.is_not(None)),
    )


class _Player:
    """An agenda of what is planned, and the hands that do it."""

    def __init__(
        self,
        session: Session,
        data: DemoData,
        calendar: Calendar,
        shop: Shop,
        render: Render | None,
    ) -> None:
        self._session, self._data, self._calendar, self._shop = session, data, calendar, shop
        self._render = render
        self._random = Random(SEED)
        self._staff = Staff(data, shop)
        self._wishes = Wishes(session, data, shop, self._random)
        hands = (session, self._staff, book(session), keys := Keys())
        self._buying = Buying(*hands, calendar.moment(ORDERING_BEGINS, OPENS))
        self._calling = Calling(*hands)
        self._desk = Desk(session, calendar, self._staff, book(session), keys)
        self._telling = Telling(session, self._staff, book(session), Keys(Random(SEED)))
        self._errands = Errands(
            session,
            data,
            self._staff,
            self._wishes,
            book(session),
            self._random,
            self._buying,
            self._calling,
        )
        self._customers = dealt(data, self._random)
        self._agenda: list[tuple[int, int, int, Errand]] = []
        self._entries = count()

    def play(self, first: int) -> None:
        """Day by day: the night first, then what is planned."""
        self._plan()
        for day in range(first, 1):
            if day >= FIRST_DAY:
                with clock.set_to(self._calendar.night_before(day)):
                    run_due(self._session, self._session.flush)
                # A night moves many lines at once, past what is in hand.
                self._session.expire_all()
            while self._agenda and self._agenda[0][0] == day:
                _, minute, _, errand = heappop(self._agenda)
                with clock.set_to(self._calendar.moment(day, minute)):
                    errand(day, minute)

    def _plan(self) -> None:
        for place_in_row, (day, journey) in enumerate(STORIES):
            self._plan_order(day, -1 - place_in_row, journey)
        index = 0
        deck: list[Journey] = []
        for day, orders in enumerate(PER_DAY, FIRST_DAY):
            for _ in range(orders):
                if not deck:
                    deck = self._random.sample(DECK, len(DECK))
                self._plan_order(day, index, _touched(deck.pop(), index))
                index += 1
            if self._render is not None:
                self._enter(day, PRINTS_AT, partial(self._print, self._render))
        if self._render is not None:
            self._enter(REPRINT_DAY, REPRINTS_AT, partial(self._print_again, self._render))
        for day, minute, errand in self._beside():
            self._enter(day, minute, errand)

    def _beside(self) -> Iterator[tuple[int, int, Errand]]:
        """What is planned beside the journeys of orders, as day, minute and errand."""
        yield from leave_drafts(self._session, self._staff, self._wishes)
        yield from self._desk.errands()
        registers = Registers(self._session, self._staff.main_store, self._calendar.zone)
        yield from registers.errands()
        for day in range(ORDERING_BEGINS, 1):
            yield day, ORDERS_AT, self._buying.order_all
        for day in range(TELLING_BEGINS, 1):
            yield day, TELLS_AT, self._telling.tell
        yield 0, LATE, self._telling.leave_one
        yield 0, CALLS_AT, self._calling.later
        yield 0, ORDERS_AT, self._buying.receive_a_case
        yield 0, ORDERS_AT, self._buying.begin_one
        yield 0, ORDERS_AT, self._buying.leave_papers

    def _enter(self, day: int, minute: int, errand: Errand) -> None:
        heappush(self._agenda, (day, minute, next(self._entries), errand))

    def _plan_order(self, day: int, index: int, journey: Journey) -> None:
        minute = self._random.randrange(8 * 60 + 20, 19 * 60)
        self._enter(day, minute, partial(self._take, index, journey))

    def _take(self, index: int, journey: Journey, day: int, minute: int) -> None:
        """Somebody at the counter takes an order, and its journey begins."""
        key = next(self._customers)
        home = self._data.customer_by_key[key].store if key else _store_of_stranger(index)
        store = self._shop.stores[home]
        by = self._staff.counter(store, minute)
        content = self._wishes.order(key, index, journey.least_lines)
        others = [other.id for other in self._shop.stores.values() if other is not store]
        pickup = others[0] if index in ELSEWHERE else None
        content = replace(content, call_first=journey.call_first, pickup_store_id=pickup)
        draft = drafts.open_draft(self._session, f"{self._random.getrandbits(128):032x}", by)
        drafts.keep(self._session, draft, content)
        order = place(self._session, draft, by)
        self._go_on(order, journey.steps, day, minute)

    def _go_on(self, order: Order, steps: tuple[Step, ...], day: int, minute: int) -> None:
        """Plan the next step of a journey, unless it lies in the future."""
        if not steps or day + steps[0].days > 0:
            return
        at = self._minute(steps[0].verb, day + steps[0].days)
        if steps[0].days == 0:
            at = min(minute + self._random.randrange(10, 50), CLOSES - 1)
        self._enter(day + steps[0].days, at, partial(self._step, order, steps))

    def _step(self, order: Order, steps: tuple[Step, ...], day: int, minute: int) -> None:
        self._errands.run(order, steps[0].verb, steps[0].part, minute)
        self._go_on(order, steps[1:], day, minute)

    def _minute(self, verb: Verb, day: int) -> int:
        """When in a day such things happen. Most trucks come before the tags are printed; today's
        come after it, so that there are tags left to print."""
        if verb is Verb.ARRIVE:
            early = self._wishes.chance(70) and day < 0
            return self._random.randrange(*((560, 720) if early else (840, 1080)))
        if verb is Verb.HAND_OVER:
            return self._random.randrange(800, 1190)
        return self._random.randrange(560, 1080)

    def _print(self, render: Render, day: int, minute: int) -> None:
        for store in self._shop.stores.values():
            by = self._staff.counter(store, minute)
            print_waiting(self._session, render, by=by, random=self._random)

    def _print_again(self, render: Render, day: int, minute: int) -> None:
        store = next(iter(self._shop.stores.values()))
        by = self._staff.counter(store, minute)
        print_again(self._session, render, by=by, random=self._random)


def _touched(journey: Journey, index: int) -> Journey:
    """The journey of an order, with what else happens to this one."""
    if index == UNOWNED:
        return Journey((Step(0, Verb.ADD_UNOWNED),))
    return journey.with_first(*TOUCHES.get(index, ()))


def _store_of_stranger(index: int) -> str:
    return "riverside" if index % 4 == 0 else "hillside"


def _count(session: Session, row: type, *where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(row).where(*where)) or 0
