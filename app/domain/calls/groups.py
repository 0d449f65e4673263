"""One customer on the call sheet: their lines to ask about, their numbers, what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from app.domain.calls import history
from app.domain.customers import phones
from app.models import Call, ContactWay, Customer, Order, OrderLine, ReachKind


def key_of(customer_id: int | None, phone_digits: str, last_name: str, first_name: str) -> str:
    """What makes several orders one call: the customer; for somebody in no file their phone, else
    their name."""
    if customer_id is not None:
        return f"c{customer_id}"
    return f"p{phone_digits}" if phone_digits else f"n{last_name}\n{first_name}"


def key_of_order(order: Order) -> str:
    """The key of who an order is for."""
    return key_of(order.customer_id, order.phone_digits, order.last_name, order.first_name)


@dataclass(frozen=True)
class Number:
    """A phone to tap: as it is kept, as a `tel:` link has it, and what is said of it."""

    kept: str
    tel: str
    label: str


@dataclass
class Group:
    """A customer with their `lines` to ask about, `others` that the sheet leaves out as it is
    narrowed, and their newest calls first."""

    key: str
    lines: list[OrderLine] = field(default_factory=list)
    others: list[OrderLine] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    @property
    def place(self) -> tuple[datetime, int]:
        """Where it stands on the sheet: its first line's next call, and that line."""
        return min((_next(line), line.id) for line in self.lines)

    @property
    def due_at(self) -> datetime:
        """Since, or from, when they are to be called."""
        return self.place[0]

    @cached_property
    def orders(self) -> list[Order]:
        """The orders of its lines, the oldest first."""
        found = {line.order_id: line.order for line in self.lines}
        return [found[key] for key in sorted(found)]

    @property
    def order(self) -> Order:
        """The newest order: its contact is the newest word of somebody who is in no file."""
        return self.orders[-1]

    @property
    def customer(self) -> Customer | None:
        """Their record, if they are in the file."""
        return self.order.customer

    @property
    def name(self) -> str:
        """Who is called."""
        known = self.customer.full_name if self.customer else ""
        return known or self.order.full_name or "No name"

    @property
    def phone(self) -> str:
        """The number that is tried first: the order's own (C14), else the customer's."""
        return self.order.phone or (self.customer.phone if self.customer else "")

    @property
    def best_hours(self) -> str:
        """When they are best called, in their own words."""
        known = self.customer.best_hours if self.customer else ""
        return known or self.order.best_hours

    @property
    def contact_way(self) -> ContactWay:
        """How they like to be reached."""
        return self.order.contact_way

    @property
    def last_calls(self) -> Sequence[Call]:
        """The newest calls."""
        return self.calls[: history.SHOWN]

    @property
    def wrong_since(self) -> datetime | None:
        """When its number was found wrong."""
        return history.wrong_since(self.calls, self.phone)

    def numbers(self, country: str, *, further: bool) -> list[Number]:
        """Every phone of theirs, the first to try first; with the `further` ones where the store
        has them switched on (M5, M7)."""
        known = self.customer
        found = [(self.phone, ""), (known.phone if known else "", "in the file")]
        if known is not None and further:
            reaches = [reach for reach in known.reaches if reach.kind is ReachKind.PHONE]
            found += [(reach.value, reach.label) for reach in reaches]
        numbers: dict[str, Number] = {}
        for phone, label in found:
            if digits := phones.digits_of(phone):
                numbers.setdefault(digits, Number(phone, tel(phone, country), label))
        return list(numbers.values())


def tel(phone: str, country: str) -> str:
    """A phone as a `tel:` link has it: E.164, or, where that needs an area code, its digits."""
    return phones.to_e164(phone, country) or phones.digits_of(phone)


def _next(line: OrderLine) -> datetime:
    return line.next_call_at or line.status_since
