"""The amounts that a seeded store holds, found in its tables, and what each would look like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.pricing.view import view_of_line
from app.models import Base, Cents, OrderLine, PurchaseLine, Unit
from app.vocabulary.figures import SEEN_WITH, Figure
from app.vocabulary.money import cents
from app.vocabulary.permissions import Permission

# Amounts in these columns are counts of goods.
COUNTS = frozenset({"quantity", "cases"})
LEAST = Decimal(100_000)
KEPT_AS_COSTS = frozenset({"cost", "minimum_amount"})
COSTS = SEEN_WITH[Permission.COSTS_SEE]


@dataclass(frozen=True)
class Secrets:
    """Everything secret in the store, apart by who may know."""

    prices: frozenset[Decimal]
    costs: frozenset[Decimal]


def secrets_of(session: Session) -> Secrets:
    """All amounts in all money columns, in all JSON, and what is computed from them."""
    prices: set[Decimal] = set()
    costs: set[Decimal] = set()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Cents | Unit) and column.name not in COUNTS:
                into = costs if column.name in KEPT_AS_COSTS else prices
                into |= {x for x in session.scalars(sa.select(column)) if x}
            elif isinstance(column.type, sa.JSON):
                kept = list(session.scalars(sa.select(column)))
                prices |= {x for raw in kept for x in _inside(raw)}
                costs |= {x for raw in kept for x in _costs_inside(raw)}
    for line in session.scalars(sa.select(OrderLine)):
        for figure, amount in view_of_line(line, frozenset(Figure)).figures.items():
            (costs if Figure(figure) in COSTS else prices).add(amount)
    prices |= _sums(session)
    costs |= _of_purchases(session)
    return Secrets(frozenset(filter(telling, prices - costs)), frozenset(filter(telling, costs)))


def _inside(raw: Any) -> Iterator[Decimal]:
    """Amounts in JSON, written as text; numbers there are ids and counts."""
    if isinstance(raw, dict):
        for value in raw.values():
            yield from _inside(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _inside(value)
    elif isinstance(raw, str) and re.fullmatch(r"\d+\.\d+", raw):
        yield Decimal(raw)


def _costs_inside(raw: Any) -> Iterator[Decimal]:
    """Those that are kept as a cost: the catalogue's history names its amounts."""
    if isinstance(raw, dict):
        yield from _inside(raw.get("cost"))


def _of_purchases(session: Session) -> set[Decimal]:
    """What lines cost that are or may be ordered from a vendor: a case, and all of them."""
    made: set[Decimal] = set()
    for row in (*session.scalars(sa.select(OrderLine)), *session.scalars(sa.select(PurchaseLine))):
        if row.cost is not None and row.case_size is not None:
            case = cents(row.cost * row.case_size)
            made |= {case, cents(row.cost * row.case_size * row.cases)}
    return made


def _sums(session: Session) -> set[Decimal]:
    """Totals of orders: of all lines and of those that are open."""
    sums = sa.select(sa.type_coerce(sa.func.sum(OrderLine.total), Cents()))
    by_order = sums.group_by(OrderLine.order_id)
    open_ones = by_order.where(OrderLine.open == 1)
    return {x for query in (by_order, open_ones) for x in session.scalars(query) if x}


def telling(amount: Decimal) -> bool:
    """Whether finding it is no accident: six figures, or four places."""
    return abs(amount) >= LEAST or amount != amount.quantize(Decimal("0.01"))


NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
TIGHT = re.compile(r"(?<=\d)[,'](?=\d{3}(?!\d))")
LOOSE = re.compile(r"(?<=\d)[,' \u00a0\u202f](?=\d{3}(?!\d))")


class Finder:
    """Finds any of the amounts in a text, in every way in which a page, a file or a log might
    write them: with or without places, grouped, or as a whole number of cents."""

    def __init__(self, amounts: Iterable[Decimal]) -> None:
        self.wholes: set[str] = set()
        self.others: set[str] = set()
        for amount in map(abs, amounts):
            self.others.add(str(int(amount * 10_000)))
            if amount >= LEAST:
                self.wholes |= {str(int(amount)), str(int(amount) + 1)}
                self.others.add(str(int(amount * 100)))
            else:
                self.others |= {f"{amount.normalize():f}", f"{amount:.2f}", f"{amount:.4f}"}
        assert len(self.others) > 10

    def findall(self, text: str) -> list[str]:
        """The numbers in `text` that are secret. Read twice, as a space may part the thousands of
        one number or one number from another."""
        return [
            number
            for grouping in (TIGHT, LOOSE)
            for number in NUMBER.findall(grouping.sub("", text))
            if self._is_secret(number.replace(",", "."))
        ]

    def _is_secret(self, number: str) -> bool:
        return number in self.others or number.partition(".")[0] in self.wholes
