"""What a buyer does now and then: split, take off, order again, let repeat, keep a view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo.calendar import Calendar
from app.demo.keys import Keys
from app.demo.staff import Staff
from app.domain.catalog import goods
from app.domain.lists import views
from app.domain.orders import actions, cloning, splitting
from app.domain.orders.statuses import StatusBook
from app.domain.recurring import actions as repeating
from app.domain.recurring.rhythm import Rhythm
from app.models import Every, LineKind, Order, OrderLine, Product
from app.vocabulary.figures import PriceKind
from app.vocabulary.money import cents
from app.vocabulary.statuses import Key, Stage

Errand = Callable[[int, int], None]

REPEAT_DAY, DEARER_DAY, TAKE_OFF_DAY, SPLIT_DAY, CLONE_DAY = -9, -5, -3, -2, -1
DAYS_AHEAD = 14
"""Longer than any vendor needs, so that repeats are made on the same day of every play."""

EVERY_WEEK_FROM, EVERY_MONTH_FROM = 5, 9
DEARER = Decimal("1.3")
VIEWS = (
    ("Mine, ready to order", "mine=1&stage=ready&sort=vendor", False),
    ("Mine, older than a week", "mine=1&older=7&sort=ordered", False),
)


@dataclass(frozen=True)
class Desk:
    """The rarer verbs of a buyer, each done once or twice to whatever fits on that day."""

    session: Session
    calendar: Calendar
    staff: Staff
    book: StatusBook
    keys: Keys

    def errands(self) -> Iterator[tuple[int, int, Errand]]:
        """What is planned, as day, minute and errand."""
        yield REPEAT_DAY, 10 * 60, self._repeat
        yield DEARER_DAY, 9 * 60, self._grow_dearer
        yield TAKE_OFF_DAY, 11 * 60, self._take_off
        yield SPLIT_DAY, 15 * 60, self._split
        yield CLONE_DAY, 16 * 60, self._clone
        yield CLONE_DAY, 17 * 60, self._keep_views

    def _repeat(self, day: int, minute: int) -> None:
        """Two customers want the same again: every week, and every month."""
        weekly, monthly = self._orders_of_shelf(2)
        for order, every, first in (
            (weekly, Every.WEEKS, EVERY_WEEK_FROM),
            (monthly, Every.MONTHS, EVERY_MONTH_FROM),
        ):
            rhythm = Rhythm(every, 1, self.calendar.date(first))
            repeating.start(
                self.session,
                order,
                repeating.Terms(rhythm, days_ahead=DAYS_AHEAD, most_rise=Decimal(10)),
                by=self.staff.any_buyer,
                one_time_key=self.keys.next(),
            )

    def _grow_dearer(self, day: int, minute: int) -> None:
        """What the first of them orders becomes dearer, so that its next one asks."""
        order = self._orders_of_shelf(1)[0]
        for line in order.lines:
            product = self.session.get(Product, line.product_id or 0)
            if product is not None:
                values = {"retail": _dearer(product.retail), "cost": _dearer(product.cost)}
                goods.change_product(self.session, product, values, by=self.staff.manager)

    def _take_off(self, day: int, minute: int) -> None:
        order = self._order(Stage.READY, Stage.PLACED)
        line = _open_lines(order)[-1]
        actions.void(line, by=self.staff.buyer(line), book=self.book, why="Written down twice.")

    def _split(self, day: int, minute: int) -> None:
        order = self._order(Stage.READY, Stage.PLACED)
        line = _open_lines(order)[-1]
        splitting.split_off(
            self.session,
            order,
            [line],
            by=self.staff.buyer(line),
            book=self.book,
            one_time_key=self.keys.next(),
        )

    def _clone(self, day: int, minute: int) -> None:
        cloning.clone(
            self.session,
            self._completed(),
            by=self.staff.any_buyer,
            one_time_key=self.keys.next(),
        )

    def _keep_views(self, day: int, minute: int) -> None:
        buyer = self.staff.any_buyer
        for name, address, usual in VIEWS:
            views.save(self.session, buyer.user_id or 0, "pending", name, address, usual=usual)

    def _orders_of_shelf(self, count: int) -> list[Order]:
        """The first orders of members of which everything stands on a shelf at its plain price."""
        other = sa.exists().where(
            OrderLine.order_id == Order.id,
            sa.or_(
                OrderLine.kind != LineKind.ITEM,
                OrderLine.product_id.is_(None),
                OrderLine.price_kind != PriceKind.REGULAR,
            ),
        )
        fitting = sa.select(Order).where(
            Order.customer_id.is_not(None), Order.store_id == self.staff.main_store, ~other
        )
        return list(self.session.scalars(fitting.order_by(Order.id).limit(count)))

    def _order(self, *stages: Stage) -> Order:
        """The newest order of several open lines that all stand in these stages."""
        self.session.flush()
        mine = sa.select(OrderLine.id).where(OrderLine.order_id == Order.id, OrderLine.open == 1)
        several = mine.with_only_columns(sa.func.count()).scalar_subquery() > 1
        fitting = sa.select(Order).where(
            Order.open == 1, several, ~mine.where(OrderLine.stage.not_in(stages)).exists()
        )
        return self.session.scalars(fitting.order_by(Order.id.desc()).limit(1)).one()

    def _completed(self) -> Order:
        """The newest order of somebody known that was picked up."""
        fitting = sa.select(Order).where(
            Order.status == Key.COMPLETED, Order.open == 0, Order.customer_id.is_not(None)
        )
        return self.session.scalars(fitting.order_by(Order.id.desc()).limit(1)).one()


def _open_lines(order: Order) -> list[OrderLine]:
    return [line for line in order.lines if line.open]


def _dearer(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else cents(amount * DEARER)
