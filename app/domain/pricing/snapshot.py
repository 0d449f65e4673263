"""What an order line keeps of its price: amounts as text, so JSON can never make a float of them.

`OrderLine.price_why` holds `sale` (the lowest eligible sale price), `candidates` (each rule's price
and why it won or lost, B2), `case_size` (what the catalogue said), for a price set by hand
`manual`, for a rule that somebody chose `chosen`, and `kept`: figures of the catalogue that were
looked at and left aside. What cannot be read back counts as nothing said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.pricing.values import Candidate, Quote, total_of
from app.models.lines import OrderLine
from app.vocabulary.figures import PriceKind
from app.vocabulary.money import cents, unit


@dataclass(frozen=True)
class Manual:
    """A price set by hand. Set by the case, `case` is the price of a case of `of` units: a case of
    3 for 10.00 has no exact unit price, yet must come to 10.00."""

    by: int | None
    name: str
    case: Decimal | None = None
    of: int | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Chosen:
    """Who chose the rule that prices a line, and when."""

    name: str
    at: datetime | None


def why_of_quote(quote: Quote) -> dict[str, Any]:
    """A quote's reasons as JSON."""
    return why(quote.candidates, quote.sale)


def why(
    candidates: tuple[Candidate, ...], sale: Decimal | None, manual: Manual | None = None
) -> dict[str, Any]:
    """Reasons as JSON; amounts become text."""
    kept: dict[str, Any] = {
        "sale": _text(sale),
        "candidates": [
            {
                "rule": one.rule,
                "label": one.label,
                "unit": _text(one.unit),
                "won": one.won,
                "reason": one.reason,
                "percent": _text(one.percent),
                "starts_on": _day(one.starts_on),
                "ends_on": _day(one.ends_on),
            }
            for one in candidates
        ],
    }
    if manual is not None:
        kept["manual"] = {
            "by": manual.by,
            "name": manual.name,
            "case": _text(manual.case),
            "of": manual.of,
            "at": None if manual.at is None else manual.at.isoformat(),
        }
    return kept


def carried(line: OrderLine, *names: str) -> dict[str, Any]:
    """What a line keeps under these names, to be taken over when its price is written anew."""
    return {name: line.price_why[name] for name in names if name in (line.price_why or {})}


def candidates_of(line: OrderLine) -> tuple[Candidate, ...]:
    """The prices that could have been, as the line keeps them; none if they cannot be read."""
    rows = (line.price_why or {}).get("candidates", [])
    try:
        return tuple(
            Candidate(
                str(row["rule"]),
                str(row["label"]),
                amount_of(row["unit"]),
                row["won"] is True,
                str(row["reason"]),
                amount_of(row.get("percent")),
                _date(row.get("starts_on")),
                _date(row.get("ends_on")),
            )
            for row in rows
        )
    except (AttributeError, KeyError, TypeError):
        return ()


def sale_of(line: OrderLine) -> Decimal | None:
    """The lowest eligible sale price per unit at the time of pricing."""
    return amount_of((line.price_why or {}).get("sale"))


def manual_of(line: OrderLine) -> Manual | None:
    """Who set the line's price by hand, and the case price if it was set by the case."""
    kept = (line.price_why or {}).get("manual")
    if line.price_kind != PriceKind.MANUAL or not isinstance(kept, Mapping):
        return None
    case, of = amount_of(kept.get("case")), kept.get("of")
    if case is None or not isinstance(of, int) or of < 1:
        case = of = None
    return Manual(kept.get("by"), str(kept.get("name", "")), case, of, _moment(kept.get("at")))


def chosen_of(line: OrderLine) -> Chosen | None:
    """Who chose the rule that prices this line; None when nobody did."""
    kept = (line.price_why or {}).get("chosen")
    if not isinstance(kept, Mapping):
        return None
    return Chosen(str(kept.get("name", "")), _moment(kept.get("at")))


def quantity_of(line: OrderLine) -> int | None:
    """Units in all; a line not stored yet has one case unless it says otherwise."""
    return None if line.case_size is None else (line.cases or 1) * line.case_size


def unit_of(line: OrderLine) -> Decimal | None:
    """The unit price; None while a price is needed, whatever the column says."""
    needed = (line.price_kind or PriceKind.NEEDED) == PriceKind.NEEDED
    return None if needed else line.unit_price


def case_of(line: OrderLine) -> Decimal | None:
    """The price of a case: as it was set by hand, else unit × case size (C12)."""
    price, size, manual = unit_of(line), line.case_size, manual_of(line)
    if price is None or size is None:
        return None
    if manual is not None and manual.case is not None and manual.of is not None:
        return unit(manual.case * size / manual.of)
    return price * size


def line_total(line: OrderLine) -> Decimal | None:
    """The line's total, rounded once; None without a price or a case size.

    A price set by the case stays exact: 10.00 for a case of 3 makes 10.00 for one case, 30.00 for
    three, and 20.00 for a case of 6 should the size turn out to be that.
    """
    price, quantity, manual = unit_of(line), quantity_of(line), manual_of(line)
    if price is None or quantity is None:
        return None
    if manual is not None and manual.case is not None and manual.of is not None:
        return cents(manual.case * quantity / manual.of)
    return total_of(price, quantity)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _date(kept: object) -> date | None:
    """The day a text holds, or None."""
    try:
        return date.fromisoformat(kept) if isinstance(kept, str) else None
    except ValueError:
        return None


def _moment(kept: object) -> datetime | None:
    """The moment a text holds, or None."""
    try:
        return datetime.fromisoformat(kept) if isinstance(kept, str) else None
    except ValueError:
        return None


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"


def amount_of(kept: object) -> Decimal | None:
    """The amount a text holds; None for anything else: a float in JSON is no amount."""
    if not isinstance(kept, str):
        return None
    try:
        amount = Decimal(kept)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
