"""What a draft holds, as a value: read from and written to JSON in one place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from app.models import DeliveryWish, LineKind, OrderSource
from app.vocabulary.searching import haystack

MOST_ITEMS = 99
MOST_CASES = 999


@dataclass(frozen=True)
class DraftItem:
    """One wish: a product, a row of a vendor's catalogue, something described, or a note (C16–C19).

    `ref` names it within the draft and is never reused. `case_size` None: not known yet;
    `case_size_by_hand`: somebody here said so, not the catalogue. `ask`: the quantity is asked for
    (C5, C17). `least`: the fewest units its department takes; 1 if it only wants to know how many,
    0 if it does not ask: then only the case size is unknown, and nobody has to know it. `sure`: it
    was ordered lately and is meant again.
    """

    ref: int
    kind: LineKind = LineKind.ITEM
    product_id: int | None = None
    vendor_item_id: int | None = None
    department_id: int | None = None
    description: str = ""
    brand: str = ""
    size: str = ""
    upc: str = ""
    sku: str = ""
    cases: int = 1
    case_size: int | None = None
    case_size_by_hand: bool = False
    ask: bool = False
    least: int = 0
    sure: bool = False

    @property
    def words(self) -> tuple[str, str, str]:
        """What tells items in words apart: description, brand and size, however they are
        written."""
        return (haystack(self.description), haystack(self.brand), haystack(self.size))

    def is_same(self, other: DraftItem) -> bool:
        """Whether both are the same product (of vendors that do not differ), the same row of a
        catalogue, or the same words."""
        if self.kind is not other.kind or self.product_id != other.product_id:
            return False
        rows = {self.vendor_item_id, other.vendor_item_id}
        if self.product_id is not None:
            return len(rows - {None}) < 2
        return len(rows) == 1 and (rows != {None} or self.words == other.words)


@dataclass(frozen=True)
class DraftContent:
    """Customer, contact for this order only (C14), items and how to finish. `contact` maps contact
    field names to text; `chosen` is true once somebody stands for the order, a customer or a typed
    name. `last_sent` is the one-time key of the form that added last: what arrives twice is added
    once."""

    customer_id: int | None = None
    contact: dict[str, str] = field(default_factory=dict)
    call_first: bool = True
    pickup_store_id: int | None = None
    comments: str = ""
    source: OrderSource = OrderSource.COUNTER
    delivery: DeliveryWish = DeliveryWish.PICKUP
    requested_on: date | None = None
    items: tuple[DraftItem, ...] = ()
    last_ref: int = 0
    last_sent: str = ""

    @property
    def chosen(self) -> bool:
        """Whether the order has a customer."""
        return self.customer_id is not None or bool(self.contact.get("last_name"))

    @property
    def empty(self) -> bool:
        """Nothing in it worth keeping."""
        return not (self.chosen or self.items or self.comments)

    def item(self, ref: int) -> DraftItem | None:
        """The item with this ref."""
        return next((i for i in self.items if i.ref == ref), None)

    def adding(self, item: DraftItem) -> DraftContent:
        """With one more item, which gets the next ref."""
        ref = self.last_ref + 1
        return replace(self, items=(*self.items, replace(item, ref=ref)), last_ref=ref)

    def changing(self, item: DraftItem) -> DraftContent:
        """With the item of the same ref replaced."""
        return replace(self, items=tuple(item if i.ref == item.ref else i for i in self.items))

    def without(self, ref: int) -> DraftContent:
        """Without the item `ref`; its number is not given again."""
        return replace(self, items=tuple(i for i in self.items if i.ref != ref))

    def sent(self, once: str) -> DraftContent:
        """Remember the one-time key of the form that added something."""
        return replace(self, last_sent=once)

    def has_from(self, once: str) -> bool:
        """Whether the form with this one-time key has added its thing already."""
        return bool(once) and self.last_sent == once

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        day = self.requested_on
        return {**asdict(self), "requested_on": day.isoformat() if day else None}


def from_json(raw: dict[str, Any]) -> DraftContent:
    """Read a kept draft; what an older version did not know takes its default."""
    known = {f.name for f in fields(DraftContent)}
    values = {k: v for k, v in raw.items() if k in known}
    values["items"] = tuple(_item(i) for i in raw.get("items", ()))
    values["source"] = OrderSource(values.get("source", OrderSource.COUNTER))
    values["delivery"] = DeliveryWish(values.get("delivery", DeliveryWish.PICKUP))
    day = values.get("requested_on")
    values["requested_on"] = date.fromisoformat(day) if day else None
    return DraftContent(**values)


def _item(raw: dict[str, Any]) -> DraftItem:
    known = {f.name for f in fields(DraftItem)}
    values = {k: v for k, v in raw.items() if k in known}
    values["kind"] = LineKind(values.get("kind", LineKind.ITEM))
    return DraftItem(**values)
