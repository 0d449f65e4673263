"""The price of a line and why it is that price (C2, C6, C7, C9-C12, B2).

    retail    the product's price, or a vendor's suggested retail
    sale      the lowest eligible price below retail; a member-only one only for members
    member    the rule that `terms` chose: (1 - p)·retail, or (1 + p)·cost; none: retail

    unit   =  a price set by hand, if there is one; else what a buyer chose for the line, if that;
              else
              retail-first (default):  not discountable → retail; else sale if any; else member
              sale-first:              sale if any; else not discountable → retail; else member
    total  =  unit · case size · cases, rounded half up to the cent

The total is the only rounded amount of money. A unit price *is* a number of four places, so a
percentage makes one by keeping four, half up (10 % off 1.2345 is 1.1111), and everything else
(case, total) is computed from that unit, never from the unrounded one: whoever multiplies what the
page shows gets what the page shows.

What is not known never becomes a number:

- Zero or below is how files write "no price", "no cost" and "no sale price"; all count as unknown.
  Only a person may set 0.00 (decision 8), and a markdown of 100 % may reach it.
- A markup without a cost, anything from retail without a retail: the price is *needed*.
- A sale without a retail still holds: it is what the store advertised (C10), and a rule that could
  charge more than an advertised price would be the worse mistake.
- A percentage below zero, or a markdown above 100, is a mistake in settings: needed, not guessed.
- A choice that cannot be had (a sale that is over, a type without a rule): needed. Whoever chose
  it meant that price; another one in its place would be a surprise.
- Without a case size the unit price stands, with its kind, but there is no case price or total.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.domain.pricing.reasons import candidates, member_rule, member_unit, unfit
from app.domain.pricing.values import (
    BY_HAND,
    MANUAL,
    MARKDOWN,
    MARKUP,
    RETAIL,
    SALE,
    ZERO,
    Basis,
    Offer,
    Precedence,
    Quote,
    Winner,
    known,
    total_of,
)
from app.models.pricing import MemberRule
from app.vocabulary.figures import PriceChoice, PriceKind
from app.vocabulary.money import unit

NOT_DISCOUNTABLE = "the item is not discountable"
CHOSEN = "a buyer chose the %s for this line"


def quote(
    basis: Basis,
    *,
    cases: int,
    case_size: int | None,
    precedence: Precedence,
    choice: PriceChoice = PriceChoice.AUTO,
    manual_unit: Decimal | None = None,
) -> Quote:
    """Price `cases` cases of `case_size` units (C9-C12), as the head of this module says.

    `manual_unit` wins over all, then `choice`. Raises ValueError below one case, below a case of
    one, or for a manual price below zero or finer than four places.
    """
    if cases < 1 or (case_size is not None and case_size < 1):
        raise ValueError("cases and case size start at 1")
    if manual_unit is not None and (manual_unit < ZERO or manual_unit != unit(manual_unit)):
        raise ValueError("a price by hand is zero or more, with at most four places")
    basis = replace(basis, retail=known(basis.retail), cost=known(basis.cost))
    best = best_offer(basis)
    if manual_unit is not None:
        winner = Winner(MANUAL, unit(manual_unit), BY_HAND)
    elif choice is not PriceChoice.AUTO:
        winner = _chosen(basis, best, choice)
    else:
        winner = _winner(basis, best, precedence)
    price = winner.unit
    quantity = None if case_size is None else cases * case_size
    return Quote(
        retail=basis.retail,
        cost=basis.cost,
        sale=best.price if best else None,
        unit=price,
        case=None if price is None or case_size is None else price * case_size,
        total=total_of(price, quantity),
        regular_total=total_of(basis.retail, quantity),
        kind=PriceKind.NEEDED if price is None else _KINDS[winner.rule],
        candidates=candidates(basis, best, winner, by_hand=manual_unit is not None),
    )


_KINDS = {
    RETAIL: PriceKind.REGULAR,
    SALE: PriceKind.SALE,
    MARKDOWN: PriceKind.MEMBER,
    MARKUP: PriceKind.MEMBER,
    MANUAL: PriceKind.MANUAL,
}


def best_offer(basis: Basis) -> Offer | None:
    """The lowest offer that counts for this line (decision 3), if any."""
    fit = [offer for offer in basis.offers if not unfit(offer, basis)]
    return min(fit, key=lambda offer: (offer.price, offer.sale_id), default=None)


def _winner(basis: Basis, best: Offer | None, precedence: Precedence) -> Winner:
    """What the rules say, in the order of C9, C10, C11 (decision 2)."""
    sale_counts = basis.discountable or precedence is Precedence.SALE_FIRST
    if best is not None and sale_counts:
        return Winner(SALE, best.price, "the lowest sale price", best, "a sale price comes first")
    if not basis.discountable:
        return Winner(RETAIL, basis.retail, NOT_DISCOUNTABLE)
    if member_rule(basis.terms) is MemberRule.NONE:
        why = "no sale and no rule of the customer's type"
        if basis.terms.finer:
            why = f"“{basis.terms.name}” leaves it at the retail price"
        return Winner(RETAIL, basis.retail, why)
    why = "the rule of the customer's type prices it"
    return Winner(basis.terms.rule.value, member_unit(basis), why)


def _chosen(basis: Basis, best: Offer | None, choice: PriceChoice) -> Winner:
    """What a buyer chose, whatever the rules say; without a price when it cannot be had."""
    why = CHOSEN % choice.label
    if choice is PriceChoice.SALE:
        if best is None:
            return Winner(SALE, None, f"{why}, and there is none")
        return Winner(SALE, best.price, why, best)
    if choice is PriceChoice.MEMBER:
        rule = basis.terms.rule
        if rule is MemberRule.NONE:
            return Winner(MARKDOWN, None, f"{why}, and the customer's type has no rule")
        return Winner(rule.value, member_unit(basis), why)
    return Winner(RETAIL, basis.retail, why)
