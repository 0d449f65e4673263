"""Prices on order lines: made by the rules, set by hand, lifted, totalled anew (C2, C7-C12).

The line keeps a snapshot of what the rules found that day, so a change in the catalogue never
reaches an order. A price set by hand stays until somebody lifts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.pricing.quote import quote
from app.domain.pricing.snapshot import (
    Manual,
    candidates_of,
    carried,
    line_total,
    sale_of,
    why,
    why_of_quote,
)
from app.domain.pricing.sources import Sources, sources_for
from app.domain.pricing.values import BY_HAND, MANUAL, Candidate, Precedence, Quote
from app.models.lines import LineKind, OrderLine
from app.models.pricing import MemberType
from app.vocabulary import clock, money
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.figures import PriceChoice, PriceKind
from app.vocabulary.permissions import Permission


def price_lines(
    session: Session,
    lines: Sequence[OrderLine],
    *,
    member_type: MemberType | None,
    on: date,
    store_id: int,
    precedence: Precedence,
) -> None:
    """Price the lines by the rules and store what was found (C9-C12).

    Notes, and lines with a price set by hand, stay as they are. A line without a product or a
    catalogue item gets "price needed". The number of queries does not grow with the lines.
    """
    priced = [
        line for line in lines if line.kind != LineKind.NOTE and line.price_kind != PriceKind.MANUAL
    ]
    # Lines still being made must not be written half finished because their price is looked up.
    with session.no_autoflush:
        sources = sources_for(session, priced, member_type=member_type, on=on, store_id=store_id)
    for line in priced:
        choice = line.price_choice or PriceChoice.AUTO
        store_quote(line, quote_line(line, sources, precedence, choice), sources.case_size(line))


def quote_line(
    line: OrderLine, sources: Sources, precedence: Precedence, choice: PriceChoice
) -> Quote:
    """What the rules, or the rule a buyer chose, make of the line; a price by hand aside."""
    return quote(
        sources.basis(line),
        cases=line.cases or 1,
        case_size=line.case_size,
        precedence=precedence,
        choice=choice,
    )


def set_price(line: OrderLine, unit: Decimal, by: Viewer) -> None:
    """Set the unit price by hand; 0.00 is a price.

    It wins over every rule, names `by`, and survives re-pricing until it is lifted. Raises
    NotAllowed without the pricing permission (C8), Refused for a note, Invalid for an amount below
    zero, too large, or finer than four places.
    """
    _may_price(line, by)
    amount = _amount("unit_price", unit)
    _by_hand(line, amount, by, Manual(by.user_id, by.name, at=clock.now()))


def set_case_price(line: OrderLine, case: Decimal, by: Viewer) -> None:
    """Set the price of one case by hand (C2, C12); raises what `set_price` raises, and Invalid
    while the case size is unknown.

    The unit price is the case price divided by the case size, to four places; the total is still
    computed from the case price: a case of 3 for 10.00 costs 10.00, not 3 × 3.3333.
    """
    _may_price(line, by)
    amount, size = _amount("case_price", case), line.case_size
    if size is None:
        raise Invalid({"case_price": "Enter the case size first: Edit, on the line."})
    manual = Manual(by.user_id, by.name, case=amount, of=size, at=clock.now())
    _by_hand(line, money.unit(amount / size), by, manual)


def lift_price(line: OrderLine, by: Viewer) -> None:
    """Take the price set by hand away; until the line is priced again it needs a price.

    Raises NotAllowed without the pricing permission, Refused when no price was set by hand.
    """
    _may_price(line, by)
    if line.price_kind != PriceKind.MANUAL:
        raise Refused("No price was set by hand here.")
    line.price_kind = PriceKind.NEEDED


def choose_price(line: OrderLine, choice: PriceChoice, by: Viewer) -> None:
    """Say which rule prices this line from now on (B2); price it again afterwards. A price set by
    hand is lifted: what somebody asks for last is what they mean.

    Raises NotAllowed without the pricing permission, Refused for a note.
    """
    _may_price(line, by)
    line.price_choice = choice
    if line.price_kind == PriceKind.MANUAL:
        line.price_kind = PriceKind.NEEDED
    kept = {name: value for name, value in (line.price_why or {}).items() if name != "chosen"}
    if choice is not PriceChoice.AUTO:
        kept["chosen"] = {"by": by.user_id, "name": by.name, "at": clock.now().isoformat()}
    line.price_why = kept


def retotal(line: OrderLine) -> None:
    """Compute the total anew after cases or case size changed; the unit price and the kind stay
    (C12)."""
    line.total = line_total(line)


def store_quote(line: OrderLine, priced: Quote, catalogue_size: int | None) -> None:
    """Write a quote made by the rules on the line, with what the catalogue says of its case."""
    line.retail, line.cost = priced.retail, priced.cost
    line.unit_price, line.total = priced.unit, priced.total
    line.price_kind = priced.kind
    kept = carried(line, "chosen")
    line.price_why = why_of_quote(priced) | _size_told(line, catalogue_size) | kept
    line.priced_by_id = None


def store_figures(line: OrderLine, priced: Quote, catalogue_size: int | None) -> None:
    """Take the catalogue's newest figures over beside a price set by hand, which stays."""
    line.retail, line.cost = priced.retail, priced.cost
    mine = [one for one in candidates_of(line) if one.rule == MANUAL]
    kept = carried(line, "chosen", "manual")
    made = why((*mine, *_beaten(priced.candidates)), priced.sale)
    line.price_why = made | _size_told(line, catalogue_size) | kept


def _size_told(line: OrderLine, catalogue_size: int | None) -> dict[str, Any]:
    """What the catalogue says of the case. A line that still has the size it was told before has
    not followed: then that stays, so that the catalogue is still seen to have moved since, and so
    does what was left aside of it."""
    before = line.price_why or {}
    told = before.get("case_size")
    if told is None or told != line.case_size or line.case_size_by_hand:
        return {"case_size": catalogue_size}
    aside = (before.get("kept") or {}).get("case_size")
    return {"case_size": told} | ({} if aside is None else {"kept": {"case_size": aside}})


def _by_hand(line: OrderLine, unit: Decimal, by: Viewer, manual: Manual) -> None:
    """Write a price set by hand; the rules' own prices stay beside it as those that lost (B2)."""
    mine = Candidate(MANUAL, f"Set by hand by {by.name}", unit, True, BY_HAND)
    kept = carried(line, "chosen", "kept", "case_size")
    line.price_why = why((mine, *_beaten(candidates_of(line))), sale_of(line), manual) | kept
    line.unit_price, line.price_kind, line.priced_by_id = unit, PriceKind.MANUAL, by.user_id
    retotal(line)


def _beaten(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The rules' own prices as those that lost to a price set by hand."""
    return [
        replace(one, won=False, reason=BY_HAND) if one.won else one
        for one in candidates
        if one.rule != MANUAL
    ]


def _may_price(line: OrderLine, by: Viewer) -> None:
    by.can(Permission.PRICES_EDIT).enforce()
    if line.kind == LineKind.NOTE:
        raise Refused("A note has no price. Turn it into an item first.")


def _amount(field: str, amount: Decimal) -> Decimal:
    """The amount, if a store could mean it; else Invalid for `field`."""
    if not amount.is_finite() or amount < 0:
        raise Invalid({field: "A price is zero or more."})
    if amount > money.LARGEST:
        raise Invalid({field: "That amount is too large."})
    if amount != money.unit(amount):
        raise Invalid({field: "Write at most 4 decimal places."})
    return amount
