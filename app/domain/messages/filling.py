"""What stands in the places of a template, for some lines of an order.

Amounts come from a `QuoteView` and only if the template may say prices and whoever reads it may see
them (B1); for everybody else there is nothing to put in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.domain.messages import placeholders
from app.domain.messages.placeholders import AMOUNTS, Place, clean_value
from app.domain.messages.shipped import Words
from app.domain.overnight.ages import closing_day
from app.domain.pricing.view import view_of_line
from app.domain.settings.known import StoreSettings
from app.models import Order, OrderLine, Status
from app.vocabulary import clock, money
from app.vocabulary.errors import Refused
from app.vocabulary.figures import Figure
from app.vocabulary.occasions import MessageWay

HIDDEN = "[price]"
# Where the template wants a total and this message must not say it.
NOT_SAID = "(please ask us)"
NO_PRICE = "One of these has no price yet, and the message would say it."
# What a message may say; never more, whatever the template.
SAID = frozenset({Figure.TOTAL})
MOST_IN_TEXT = 3


@dataclass(frozen=True)
class Letter:
    """A message as the customer reads it. `shows_figures`: amounts are in it."""

    subject: str
    body: str
    shows_figures: bool


def write(
    words: Words,
    way: MessageWay,
    order: Order,
    lines: Sequence[OrderLine],
    settings: StoreSettings,
    *,
    reader: frozenset[Figure] = SAID,
) -> Letter:
    """The message about `lines`, as the customer gets it; a `reader` in the store who may not see
    totals gets none. Refused when an amount is to be said and nobody knows it."""
    values = _values(way, order, lines, settings)
    says = words.shows_prices and placeholders.says_amounts(words.subject, words.body)
    if says:
        values |= _amounts(way, lines, SAID & reader)
    texts = (words.subject, words.body)
    subject = placeholders.fill(texts[0], values, one_line=True)
    body = placeholders.fill(texts[1], values, one_line=way is MessageWay.TEXT)
    return Letter(subject[:200], body, says)


def _closes_after(line: OrderLine) -> int | None:
    """Of a sample there is no status."""
    status: Status | None = line.status_row
    return status.closes_after if status else None


def _values(
    way: MessageWay, order: Order, lines: Sequence[OrderLine], settings: StoreSettings
) -> dict[Place, str]:
    store = order.pickup_store
    today = clock.business_date(clock.now(), store.time_zone)
    items = _items(way, [_named(line) for line in lines])
    closing = min(
        (closing_day(line, settings, _closes_after(line)) for line in lines), default=today
    )
    return {
        Place.FIRST_NAME: order.first_name or order.last_name or "there",
        Place.NAME: order.full_name,
        Place.ORDER: _numbers(order, lines),
        Place.ITEMS: items,
        # What a message may not say it does not leave out without a word.
        Place.TOTAL: NOT_SAID,
        Place.PRICES: items,
        Place.COUNT: "1 item" if len(lines) == 1 else f"{len(lines)} items",
        Place.STORE: store.name,
        Place.STORE_PHONE: store.phone,
        Place.STORE_ADDRESS: store.address,
        Place.PICKUP_BY: _day(today + timedelta(days=settings.pickup_days)),
        Place.PICKUP_DAYS: str(settings.pickup_days),
        Place.CLOSING_DAY: _day(max(closing, today)),
    }


def _numbers(order: Order, lines: Sequence[OrderLine]) -> str:
    """The number of the order, or those of the orders in which its lines are by now (C30)."""
    found = sorted({line.order.number for line in lines}) or [order.number]
    return " and ".join(map(str, found))


def _amounts(
    way: MessageWay, lines: Sequence[OrderLine], seen: frozenset[Figure]
) -> dict[Place, str]:
    if Figure.TOTAL not in seen:
        return dict.fromkeys(AMOUNTS, HIDDEN)
    totals = [view_of_line(line, seen).figures.get(Figure.TOTAL.value) for line in lines]
    known = [total for total in totals if total is not None]
    if len(known) < len(lines):
        raise Refused(NO_PRICE)
    rows = [
        f"{_named(line)}: {money.show(total)}" for line, total in zip(lines, known, strict=True)
    ]
    return {
        Place.TOTAL: money.show(sum(known, Decimal(0))),
        Place.PRICES: _items(way, rows),
    }


def _named(line: OrderLine) -> str:
    """`2 cases of Rolled oats, 16 oz`; what is in a case is the store's own business."""
    what = ", ".join(filter(None, (clean_value(line.description), clean_value(line.size))))
    return what if line.cases == 1 else f"{line.cases} cases of {what}"


def _items(way: MessageWay, rows: Sequence[str]) -> str:
    """Each on a line of its own; in a text message the first few, one behind the other."""
    if way is MessageWay.EMAIL:
        return "\n".join(f"- {row}" for row in rows)
    more = len(rows) - MOST_IN_TEXT
    shown = list(rows) if more <= 0 else [*rows[:MOST_IN_TEXT], f"{more} more"]
    return ", ".join(shown)


def _day(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B}"
