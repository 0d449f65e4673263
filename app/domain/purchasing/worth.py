"""What lines to order come to: cases, units, and the cost for those who may see it (C8, B1); and
whether a vendor's minimum is reached (B8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from app.models import Vendor
from app.vocabulary.figures import Figure
from app.vocabulary.money import cents


class Counted(Protocol):
    """Cases of an item at a cost a unit (None: not known)."""

    @property
    def cases(self) -> int: ...
    @property
    def case_size(self) -> int | None: ...
    @property
    def cost(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Worth:
    """Sums of lines. `units` and `cost` leave out the lines of which they are not known, `unsized`
    and `unpriced` count those. `cost` is None for people who may not see costs."""

    lines: int
    cases: int
    units: int
    unsized: int
    cost: Decimal | None
    unpriced: int


@dataclass(frozen=True)
class Minimum:
    """What a vendor wants at least, and what is missing of it. Amounts are None for people who may
    not see costs."""

    cases: int | None
    cases_missing: int
    amount: Decimal | None
    amount_missing: Decimal | None

    @property
    def is_set(self) -> bool:
        """Whether the viewer can be told anything."""
        return self.cases is not None or self.amount is not None

    @property
    def reached(self) -> bool:
        """Whether nothing is missing."""
        return not self.cases_missing and not self.amount_missing


def cost_of(row: Counted, seen: Collection[Figure]) -> Decimal | None:
    """What a line's cases cost, to the cent; None if it is not known or not to be seen."""
    if Figure.COST not in seen or row.cost is None or row.case_size is None:
        return None
    return cents(row.cost * row.case_size * row.cases)


def worth_of(rows: Iterable[Counted], seen: Collection[Figure]) -> Worth:
    """The sums of `rows`, as somebody who sees the figures `seen` may know them."""
    known = list(rows)
    costs = [cost_of(row, seen) for row in known]
    sized = [row.cases * row.case_size for row in known if row.case_size is not None]
    may = Figure.COST in seen
    return Worth(
        lines=len(known),
        cases=sum(row.cases for row in known),
        units=sum(sized),
        unsized=len(known) - len(sized),
        cost=sum((cost for cost in costs if cost is not None), Decimal(0)) if may else None,
        unpriced=costs.count(None) if may else 0,
    )


def minimum_of(vendor: Vendor | None, worth: Worth) -> Minimum:
    """The vendor's minimum against what is to be ordered (B8)."""
    cases = vendor.minimum_cases if vendor else None
    amount = vendor.minimum_amount if vendor and worth.cost is not None else None
    missing = None
    if amount is not None and worth.cost is not None:
        missing = max(amount - worth.cost, Decimal(0))
    return Minimum(cases, max((cases or 0) - worth.cases, 0), amount, missing)
