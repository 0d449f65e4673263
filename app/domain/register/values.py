"""What goes to a register and what comes back, whichever make it is (pos-lane, C35, C39)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.access import Viewer
from app.models import SaleRowKind
from app.vocabulary.barcodes import TagRef
from app.vocabulary.permissions import Permission

# The source of what CORE-POS lanes sold.
LANES = "core_pos"


@dataclass(frozen=True)
class RingUp:
    """One line as a register must ring it up: `cases` of `units` (per case) for `total`, before
    tax. `unit_price` and `retail` (of the whole line) are information. All amounts have two
    places, the description is plain ASCII of at most 30 characters."""

    order_number: int
    line_number: int
    upc: str
    description: str
    department: int
    units: int
    cases: int
    unit_price: Decimal
    total: Decimal
    retail: Decimal
    discountable: bool

    @property
    def tag(self) -> TagRef:
        """Its order and line."""
        return TagRef(self.order_number, self.line_number)


@dataclass(frozen=True)
class SoldRow:
    """One row of a receipt. `units` is the number of units in a case, negative when the row takes
    something back, and what rows are netted by; without `units_said` only its sign is known, and
    the receipt or the line says how many. `cases` is None where the register does not say.
    `receipt` is unique in its store for ever, so it holds the day. Without a `tag` it is an
    ordinary sale. `other_upcs` is what the code may mean besides, where it is not sure whether
    its last digit is a check digit. `rung_at` is the time of the row on the register's own clock,
    where a number of a receipt may come again on the same day (a lane that was set back)."""

    store_id: int
    receipt: str
    receipt_line: int
    kind: SaleRowKind
    tag: TagRef | None
    upc: str
    units: Decimal
    cases: Decimal | None
    total: Decimal | None
    sold_at: datetime
    business_date: date
    member_number: int | None = None
    other_upcs: tuple[str, ...] = ()
    rung_at: str = ""
    units_said: bool = True

    @property
    def place(self) -> tuple[int, str, int]:
        """Where it stands: store, receipt, line."""
        return self.store_id, self.receipt, self.receipt_line

    @property
    def key(self) -> tuple[int, str, int, str]:
        """What a row is known by within its source."""
        return (*self.place, self.rung_at)

    @property
    def upcs(self) -> tuple[str, ...]:
        """All that its code may mean, the likeliest first."""
        return (self.upc, *self.other_upcs) if self.upc else ()

    @property
    def quantity(self) -> Decimal:
        """Units in all; a row that does not say its cases is one case."""
        return self.units * (1 if self.cases is None else self.cases)


def register_viewer(store_id: int) -> Viewer:
    """The register as an actor: it may complete what it sold, and sees no price."""
    return Viewer(
        user_id=None,
        name="Register",
        permissions=frozenset({Permission.ORDERS_MOVE, Permission.ORDERS_CLOSE}),
        store_id=store_id,
    )
