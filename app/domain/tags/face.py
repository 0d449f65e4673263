"""What one tag says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class TagFace:
    """The content of a tag (C26, C27), complete: printing looks nothing up.

    `total` is what the customer pays, or None where prices are not to be shown; `price_kind` is the
    word beside it (sale, member price), which everybody may see. `upc` is the stored form, 13
    digits without check digit. `copy_number` is 1 for the first print of this tag. With an
    `item_code` (UPC-A of 12 digits) it only looks like a tag: it belongs to no order and rings up
    the item itself.
    """

    order_number: int
    line_number: int
    position: str
    last_name: str
    first_name: str = ""
    member_number: str | int | None = None
    description: str
    brand: str = ""
    size: str = ""
    cases: Decimal | int
    case_size: Decimal | int | None = None
    department: str = ""
    vendor: str | None = None
    sku: str | None = None
    upc: str | None = None
    store: str = ""
    contact: str = ""
    note: str = ""
    ordered_on: date
    arrived_on: date | None = None
    pickup_by: date | None = None
    printed_on: date
    copy_number: int = 1
    bin: str | None = None
    total: Decimal | None = None
    currency: str = "$"
    price_kind: str = ""
    policy: str = ""
    item_code: str = ""
