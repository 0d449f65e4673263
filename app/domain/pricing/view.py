"""What a person may know of a price (C8, B1).

Pages, exports, paper and messages are given a `QuoteView`, never a line or a quote. It holds the
figures its reader may see and nothing else, so what a template forgets to hide is not there. A
missing figure means "may not know" or "nobody knows"; the kind of price is for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from app.domain.pricing.snapshot import (
    candidates_of,
    case_of,
    chosen_of,
    manual_of,
    quantity_of,
    sale_of,
    unit_of,
)
from app.domain.pricing.values import MANUAL, MARKUP, RETAIL, SALE, Candidate, Quote, total_of
from app.models.lines import OrderLine
from app.vocabulary.figures import Figure, PriceChoice, PriceKind
from app.vocabulary.money import HUNDRED, unit


@dataclass(frozen=True)
class WhyRow:
    """One rule's claim on the price (B2); `unit` and `percent` only for those who may know. A sale
    has its first and last day, a price set by hand the moment it was set."""

    rule: str
    label: str
    won: bool
    reason: str
    unit: Decimal | None
    percent: Decimal | None
    starts_on: date | None = None
    ends_on: date | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class ChoiceView:
    """The rule a buyer chose for a line, by whom and when."""

    choice: PriceChoice
    by: str
    at: datetime | None


@dataclass(frozen=True)
class QuoteView:
    """The kind of price, the figures that may be seen (keys are `Figure` values; margin is a
    percentage of the unit price), and why it is this price. `chosen` if a buyer chose a rule."""

    kind: PriceKind
    figures: Mapping[str, Decimal]
    why: tuple[WhyRow, ...]
    needs_case_size: bool = False
    chosen: ChoiceView | None = None

    def shows(self, figure: Figure) -> bool:
        """Whether this view holds `figure`."""
        return figure.value in self.figures

    @property
    def kind_label(self) -> str:
        """The kind in words: "sale", "price needed"."""
        return self.kind.label


def view_of_quote(q: Quote, seen: frozenset[Figure]) -> QuoteView:
    """What a viewer with the figures `seen` may know of a quote (C8, B1)."""
    figures = {
        Figure.COST: q.cost,
        Figure.RETAIL: q.retail,
        Figure.SALE: q.sale,
        Figure.UNIT: q.unit,
        Figure.CASE: q.case,
        Figure.TOTAL: q.total,
        Figure.REGULAR_TOTAL: q.regular_total,
    }
    return _view(q.kind, figures, q.candidates, q.needs_case_size, seen)


def view_of_line(line: OrderLine, seen: frozenset[Figure]) -> QuoteView:
    """What a viewer with the figures `seen` may know of a line's stored price (C8, B1)."""
    price = unit_of(line)
    figures = {
        Figure.COST: line.cost,
        Figure.RETAIL: line.retail,
        Figure.SALE: sale_of(line),
        Figure.UNIT: price,
        Figure.CASE: case_of(line),
        Figure.TOTAL: None if price is None else line.total,
        Figure.REGULAR_TOTAL: total_of(line.retail, quantity_of(line)),
    }
    kind = line.price_kind or PriceKind.NEEDED
    needs_size = price is not None and line.case_size is None
    view = _view(kind, figures, candidates_of(line), needs_size, seen)
    if not view.why:
        return view
    return replace(view, why=_dated(view.why, line), chosen=_chosen(line))


def total_of_line(line: OrderLine, seen: frozenset[Figure]) -> QuoteView:
    """What a list shows of a line's stored price: its total, or the price of a unit while nobody
    knows how many a case holds; as far as `seen` allows, and without reasons (C8, B1)."""
    price = unit_of(line)
    figures = {Figure.UNIT: price, Figure.TOTAL: None if price is None else line.total}
    needs_size = price is not None and line.case_size is None
    return _view(line.price_kind or PriceKind.NEEDED, figures, (), needs_size, seen & set(figures))


def _dated(why: tuple[WhyRow, ...], line: OrderLine) -> tuple[WhyRow, ...]:
    """The reasons, with the moment a price was set by hand."""
    manual = manual_of(line)
    at = manual.at if manual is not None else None
    return tuple(replace(row, at=at) if row.rule == MANUAL else row for row in why)


def _chosen(line: OrderLine) -> ChoiceView | None:
    choice = line.price_choice or PriceChoice.AUTO
    if choice is PriceChoice.AUTO:
        return None
    who = chosen_of(line)
    return ChoiceView(choice, who.name if who else "", who.at if who else None)


def _view(
    kind: PriceKind,
    figures: Mapping[Figure, Decimal | None],
    candidates: tuple[Candidate, ...],
    needs_case_size: bool,
    seen: frozenset[Figure],
) -> QuoteView:
    """Keep what `seen` allows; nothing passes that is not asked about here."""
    shown = {
        figure.value: amount
        for figure, amount in figures.items()
        if figure in seen and amount is not None
    }
    margin = _margin(figures, seen)
    if margin is not None:
        shown[Figure.MARGIN.value] = margin
    # The reasons speak about the unit price: who may not know it gets none, for even the name of a
    # sale ("everything for a dollar") can betray it.
    why = tuple(_row(one, seen) for one in candidates) if Figure.UNIT in seen else ()
    return QuoteView(kind, MappingProxyType(shown), why, needs_case_size)


def _margin(figures: Mapping[Figure, Decimal | None], seen: frozenset[Figure]) -> Decimal | None:
    """What is left of the unit price after the cost, in percent of the price. Margin and one of
    the two give the other, so it needs the right to both."""
    if not {Figure.MARGIN, Figure.COST, Figure.UNIT} <= seen:
        return None
    price, cost = figures[Figure.UNIT], figures[Figure.COST]
    if price is None or cost is None or not price:
        return None
    return unit((price - cost) * HUNDRED / price)


def _row(one: Candidate, seen: frozenset[Figure]) -> WhyRow:
    """A claim for a viewer who may know unit prices; its number and percentage only if those can
    betray nothing else: a price and its markup give the cost."""
    base = Figure.COST if one.rule == MARKUP else Figure.RETAIL
    number = {RETAIL: Figure.RETAIL, SALE: Figure.SALE}.get(one.rule, Figure.UNIT)
    if one.rule == MARKUP and not one.won:
        number = Figure.COST
    hidden = one.rule == SALE and Figure.SALE not in seen
    return WhyRow(
        rule=one.rule,
        label="Sale" if hidden else one.label,
        won=one.won,
        reason=one.reason,
        unit=one.unit if number in seen else None,
        percent=one.percent if base in seen else None,
        starts_on=None if hidden else one.starts_on,
        ends_on=None if hidden else one.ends_on,
    )
