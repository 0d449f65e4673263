"""Prices on order lines: made by the rules, set by hand, lifted, totalled anew (C2, C7-C12).

The line keeps a snapshot of what the rules found that day, so a change in the catalogue never
reaches an order. A price set by hand stays until somebody lifts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.pricing.quote import BY_HAND, MANUAL, Candidate, Precedence, Quote, Terms, quote
from app.domain.pricing.snapshot import (
    Manual,
    candidates_of,
    line_total,
    sale_of,
    why,
    why_of_quote,
)
from app.domain.pricing.sources import sources_for
from app.models.lines import LineKind, OrderLine
from app.models.pricing import MemberType
from app.vocabulary import money
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.figures import PriceKind
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
    terms = Terms.of(member_type)
    # Lines still being made must not be written half finished because their price is looked up.
    with session.no_autoflush:
        sources = sources_for(session, priced, on=on, store_id=store_id)
    for line in priced:
        basis = sources.basis(line, terms)
        cases = line.cases or 1
        _store(line, quote(basis, cases=cases, case_size=line.case_size, precedence=precedence))


def set_price(line: OrderLine, unit: Decimal, by: Viewer) -> None:
    """Set the unit price by hand; 0.00 is a price.

    It wins over every rule, names `by`, and survives re-pricing until it is lifted. Raises
    NotAllowed without the pricing permission (C8), Refused for a note, Invalid for an amount below
    zero, too large, or finer than four places.
    """
    _may_price(line, by)
    _by_hand(line, _amount("unit_price", unit), by, Manual(by.user_id, by.name))


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
    manual = Manual(by.user_id, by.name, case=amount, of=size)
    _by_hand(line, money.unit(amount / size), by, manual)


def lift_price(
    session: Session,
    line: OrderLine,
    *,
    by: Viewer,
    member_type: MemberType | None,
    on: date,
    store_id: int,
    precedence: Precedence,
) -> None:
    """Take the price set by hand away and price the line by the rules again.

    Raises NotAllowed without the pricing permission, Refused when no price was set by hand.
    """
    _may_price(line, by)
    if line.price_kind != PriceKind.MANUAL:
        raise Refused("No price was set by hand here.")
    line.price_kind = PriceKind.NEEDED
    price_lines(
        session,
        [line],
        member_type=member_type,
        on=on,
        store_id=store_id,
        precedence=precedence,
    )


def retotal(line: OrderLine) -> None:
    """Compute the total anew after cases or case size changed; the unit price and the kind stay
    (C12)."""
    line.total = line_total(line)


def _store(line: OrderLine, priced: Quote) -> None:
    """Write a quote made by the rules on the line."""
    line.retail, line.cost = priced.retail, priced.cost
    line.unit_price, line.total = priced.unit, priced.total
    line.price_kind = priced.kind
    line.price_why = why_of_quote(priced)
    line.priced_by_id = None


def _by_hand(line: OrderLine, unit: Decimal, by: Viewer, manual: Manual) -> None:
    """Write a price set by hand; the rules' own prices stay beside it as those that lost (B2)."""
    rules = (
        replace(one, won=False, reason=BY_HAND) if one.won else one
        for one in candidates_of(line)
        if one.rule != MANUAL
    )
    mine = Candidate(MANUAL, f"Set by hand by {by.name}", unit, True, BY_HAND)
    line.price_why = why((mine, *rules), sale_of(line), manual)
    line.unit_price, line.price_kind, line.priced_by_id = unit, PriceKind.MANUAL, by.user_id
    retotal(line)


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
