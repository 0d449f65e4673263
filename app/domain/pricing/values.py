"""What prices are made of and what comes out: plain values, no database.

Amounts are per unit with at most four places unless a name says otherwise; None means unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.pricing.terms import Terms
from app.vocabulary.figures import PriceKind
from app.vocabulary.money import cents

ZERO = Decimal(0)

RETAIL, SALE, MARKDOWN, MARKUP, MANUAL = "retail", "sale", "markdown", "markup", "manual"

BY_HAND = "a price was set by hand"


class Precedence(StrEnum):
    """Whether C9 comes before C10 (decision 2)."""

    RETAIL_FIRST = "retail-first"
    SALE_FIRST = "sale-first"


@dataclass(frozen=True)
class Offer:
    """A running, eligible sale's price for one unit, and its first and last day."""

    sale_id: int
    name: str
    price: Decimal
    member_only: bool
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Basis:
    """What a price is made of; amounts per unit, at most four places, None when unknown."""

    retail: Decimal | None
    cost: Decimal | None
    discountable: bool
    offers: Sequence[Offer]
    terms: Terms


@dataclass(frozen=True)
class Candidate:
    """A price that could have been, and why it is or is not the price (B2). The words carry no
    amount; `percent` is apart because it may betray a cost. A sale says from when until when it
    runs."""

    rule: str
    label: str
    unit: Decimal | None
    won: bool
    reason: str
    percent: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Quote:
    """A priced line. `retail`, `cost`, `sale`, `unit` per unit, `case` per case, totals for the
    line; None when unknown. Holds secrets: show it through `view.view_of_quote`."""

    retail: Decimal | None
    cost: Decimal | None
    sale: Decimal | None
    unit: Decimal | None
    case: Decimal | None
    total: Decimal | None
    regular_total: Decimal | None
    kind: PriceKind
    candidates: tuple[Candidate, ...]

    @property
    def needs_case_size(self) -> bool:
        """Whether only the case size is missing for a total."""
        return self.unit is not None and self.total is None


@dataclass(frozen=True)
class Winner:
    """The rule that decides, its unit price or None when it cannot tell, why it decides, and why
    others lose to it where that needs other words."""

    rule: str
    unit: Decimal | None
    reason: str
    offer: Offer | None = None
    beats: str = ""

    @property
    def wins(self) -> str:
        """Why others lost."""
        return self.beats or self.reason


def known(amount: Decimal | None) -> Decimal | None:
    """The amount, or None for what files write when they know none: zero and below."""
    return amount if amount is not None and amount > ZERO else None


def total_of(price: Decimal | None, quantity: int | None) -> Decimal | None:
    """The line total of `quantity` units, rounded once; None when either is unknown."""
    return None if price is None or quantity is None else cents(price * quantity)
