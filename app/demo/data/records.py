"""One frozen record per table of the demo co-op.

A field is the column of the same name in `tables/*.csv`. Money is Decimal, per unit unless it says
case; an empty cell of an optional column is None: unknown. Dates are days counted from the day the
demo is played, so that sales run whenever that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from app.models.customers import ContactWay, CustomerKind
from app.models.pricing import MemberRule

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class StoreRow:
    """A shop; one of them is the main one."""

    key: str
    number: int
    name: str
    street: str
    city: str
    region: str
    postal_code: str
    phone: str
    email: str
    time_zone: str
    main: bool


@dataclass(frozen=True)
class StaffRow:
    """Somebody who signs in; `role` is the name of a role a new installation starts with."""

    username: str
    display_name: str
    role: str
    store: str
    password: str


@dataclass(frozen=True)
class SuperDepartmentRow:
    """A buyer's realm; `buyer` is a username (C20), `helper` somebody who owns it too, or empty."""

    number: int
    name: str
    buyer: str
    helper: str


@dataclass(frozen=True)
class DepartmentRow:
    """A POS department, with its map (C4), minimum (C5) and always-ask (C17)."""

    number: int
    name: str
    super_department: int
    ordered_as: int | None
    minimum_quantity: int
    always_ask: bool
    taxable: bool
    food_stamps: bool


@dataclass(frozen=True)
class VendorRow:
    """A supplier; `cutoff` is the store's local time on an order day, `file_columns` what their
    files hold, by space; empty: no file."""

    key: str
    name: str
    account: str
    contact: str
    phone: str
    email: str
    order_days: str
    cutoff: str
    lead_days: int
    minimum_order: Decimal
    minimum_cases: int | None
    file_columns: str
    note: str

    @property
    def weekdays(self) -> list[int]:
        """The order days, 0 is Monday."""
        return [WEEK.index(day) for day in self.order_days.split()]

    @property
    def until(self) -> time:
        """The deadline on each of them."""
        return time.fromisoformat(self.cutoff)


@dataclass(frozen=True)
class LikeCodeRow:
    """Products that share their price."""

    number: int
    name: str


@dataclass(frozen=True)
class ProductRow:
    """An item on the shelf. By weight: price, cost and case size are per pound. `upc` is 13 digits
    without check digit."""

    upc: str
    brand: str
    description: str
    size: str
    department: int
    retail: Decimal
    cost: Decimal | None
    discountable: bool
    by_weight: bool
    case_size: int | None
    vendor: str | None
    like_code: int | None


@dataclass(frozen=True)
class VendorItemRow:
    """A row of a vendor's catalogue; `upc` is None for what has no code (a box from a farm)."""

    vendor: str
    sku: str
    upc: str | None
    brand: str
    description: str
    size: str
    department: int | None
    case_size: int | None
    unit_cost: Decimal | None
    case_cost: Decimal | None
    suggested_retail: Decimal | None


@dataclass(frozen=True)
class SaleTypeRow:
    """A batch type (C6, C10)."""

    key: str
    number: int
    name: str
    is_sale: bool
    member_only: bool
    eligible: bool


@dataclass(frozen=True)
class SaleRow:
    """A sale from `starts_in` to `ends_in` days after the day of play, both included."""

    key: str
    name: str
    sale_type: str
    starts_in: int
    ends_in: int

    def period(self, today: date) -> tuple[date, date]:
        """First and last day of the sale when the demo is played on `today`."""
        return today + timedelta(days=self.starts_in), today + timedelta(days=self.ends_in)


@dataclass(frozen=True)
class SaleItemRow:
    """The price of one product, or of every product of a like code: exactly one is given."""

    sale: str
    upc: str | None
    like_code: int | None
    price: Decimal


@dataclass(frozen=True)
class MemberTypeRow:
    """A kind of customer and its price rule (C7); `percent` 10 means 10 %."""

    key: str
    number: int
    name: str
    is_member: bool
    rule: MemberRule
    percent: Decimal


@dataclass(frozen=True)
class CustomerRow:
    """A person or an organization; people of one household share the member number."""

    key: str
    kind: CustomerKind
    member_number: int | None
    person_number: int
    first_name: str
    last_name: str
    member_type: str
    store: str
    phone: str
    second_phone: str
    email: str
    contact_way: ContactWay
    street: str
    city: str
    region: str
    postal_code: str
    note: str


@dataclass(frozen=True)
class NoteRow:
    """A wish in words, for a buyer to turn into items (C19), and the department beside it (C20)."""

    department: int
    words: str


@dataclass(frozen=True)
class FreeItemRow:
    """An item that nobody has a code for (C18)."""

    description: str
    department: int
    cases: int
    case_size: int
    wish: str


@dataclass(frozen=True)
class RemarkRow:
    """Something people of the co-op write; `kind` says where."""

    kind: str
    words: str
