"""What a new pricing changed, told to those who may know prices and to nobody else (C8, B1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.pricing.view import QuoteView, view_of_line
from app.models.lines import LineKind, OrderLine
from app.vocabulary.figures import Figure, PriceKind
from app.vocabulary.money import show

# What a change is about, the most telling first: who sees a total compares totals.
_COMPARED = (Figure.TOTAL, Figure.CASE, Figure.UNIT)


@dataclass(frozen=True)
class Change:
    """One line whose price is another one now: `number` and `description` of the line, `figure`
    the one that is compared ("total", "case", "unit"), its amounts (None while needed), and both
    kinds."""

    number: int
    description: str
    figure: Figure
    before: Decimal | None
    after: Decimal | None
    kind_before: PriceKind
    kind_after: PriceKind

    @property
    def words(self) -> str:
        """In words: “Rolled oats: 120.00 regular → 108.00 member price”."""
        return (
            f"{self.description}: {_words(self.before, self.kind_before)} → "
            f"{_words(self.after, self.kind_after)}"
        )


def repriced(
    before: Sequence[OrderLine], after: Sequence[OrderLine], seen: frozenset[Figure]
) -> list[Change]:
    """What differs between the lines `before` and the same lines `after` a new pricing, by line
    number, for a viewer with the figures `seen`. Notes, and lines that are on one side only, are
    left out; so is everything for people who may see no price (C8)."""
    then = {line.number: line for line in before}
    views_then = {n: view_of_line(line, seen) for n, line in then.items() if _is_item(line)}
    views_now = {line.number: view_of_line(line, seen) for line in after if _is_item(line)}
    names = {line.number: line.description for line in after}
    return changes(views_then, views_now, names)


def changes(
    before: Mapping[int, QuoteView], after: Mapping[int, QuoteView], names: Mapping[int, str]
) -> list[Change]:
    """What differs between two views of the same lines, by line number, in the order of `after`.
    Views hold what their reader may see: whose views hold no price learns of no change, not even
    of one of kind."""
    return [
        Change(
            number,
            names.get(number, ""),
            figure,
            before[number].figures.get(figure.value),
            view.figures.get(figure.value),
            before[number].kind,
            view.kind,
        )
        for number, view in after.items()
        if number in before and (figure := _moved(before[number], view)) is not None
    ]


def views_of(lines: Sequence[OrderLine], seen: frozenset[Figure]) -> dict[int, QuoteView]:
    """Views of `lines` by line number, for `changes`: take them before something is priced anew,
    as the lines themselves will change."""
    return {line.number: view_of_line(line, seen) for line in lines if _is_item(line)}


def _is_item(line: OrderLine) -> bool:
    return line.kind != LineKind.NOTE


def _moved(before: QuoteView, after: QuoteView) -> Figure | None:
    """The figure that tells best what moved; None if nothing did that the reader may know."""
    for figure in _COMPARED:
        amounts = before.figures.get(figure.value), after.figures.get(figure.value)
        if amounts != (None, None) and (amounts[0] != amounts[1] or before.kind != after.kind):
            return figure
    return None


def _words(amount: Decimal | None, kind: PriceKind) -> str:
    return kind.label if amount is None else f"{show(amount)} {kind.label}"
