"""The price of a line and why it is that price (C2, C6, C7, C9-C12, B2).

    retail    the product's price, or a vendor's suggested retail
    sale      the lowest eligible price below retail; a member-only one only for members
    member    the customer type's rule: (1 - p)·retail, or (1 + p)·cost; none: retail

    unit   =  a price set by hand, if there is one; else
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
- Without a case size the unit price stands, with its kind, but there is no case price or total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.models.pricing import MemberRule, MemberType
from app.vocabulary.figures import PriceKind
from app.vocabulary.money import HUNDRED, cents, percent_of, unit

ZERO = Decimal(0)

RETAIL, SALE, MARKDOWN, MARKUP, MANUAL = "retail", "sale", "markdown", "markup", "manual"

BY_HAND = "a price was set by hand"
NOT_DISCOUNTABLE = "the item is not discountable"


class Precedence(StrEnum):
    """Whether C9 comes before C10 (decision 2)."""

    RETAIL_FIRST = "retail-first"
    SALE_FIRST = "sale-first"


@dataclass(frozen=True)
class Offer:
    """A running, eligible sale's price for one unit."""

    sale_id: int
    name: str
    price: Decimal
    member_only: bool


@dataclass(frozen=True)
class Terms:
    """What a customer's type means for prices (C7); `percent` 10 means 10 %."""

    name: str
    is_member: bool
    rule: MemberRule
    percent: Decimal

    @classmethod
    def none(cls) -> Terms:
        """Nobody in particular: no member, no rule."""
        return cls("", False, MemberRule.NONE, ZERO)

    @classmethod
    def of(cls, member_type: MemberType | None) -> Terms:
        """The terms of a member type, or of nobody in particular."""
        if member_type is None:
            return cls.none()
        rule = member_type.rule or MemberRule.NONE
        percent = member_type.percent or ZERO
        return cls(member_type.name, bool(member_type.is_member), MemberRule(rule), percent)


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
    number; `percent` is apart because it may betray a cost."""

    rule: str
    label: str
    unit: Decimal | None
    won: bool
    reason: str
    percent: Decimal | None = None


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


def quote(
    basis: Basis,
    *,
    cases: int,
    case_size: int | None,
    precedence: Precedence,
    manual_unit: Decimal | None = None,
) -> Quote:
    """Price `cases` cases of `case_size` units (C9-C12), as the head of this module says.

    `manual_unit` wins over all. Raises ValueError below one case, below a case of one, or for a
    manual price below zero or finer than four places.
    """
    if cases < 1 or (case_size is not None and case_size < 1):
        raise ValueError("cases and case size start at 1")
    if manual_unit is not None and (manual_unit < ZERO or manual_unit != unit(manual_unit)):
        raise ValueError("a price by hand is zero or more, with at most four places")
    basis = replace(basis, retail=known(basis.retail), cost=known(basis.cost))
    best = best_offer(basis)
    winner = _winner(basis, best, precedence, manual_unit)
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
        candidates=_candidates(basis, best, winner, manual_unit),
    )


_KINDS = {
    RETAIL: PriceKind.REGULAR,
    SALE: PriceKind.SALE,
    MARKDOWN: PriceKind.MEMBER,
    MARKUP: PriceKind.MEMBER,
    MANUAL: PriceKind.MANUAL,
}


def known(amount: Decimal | None) -> Decimal | None:
    """The amount, or None for what files write when they know none: zero and below."""
    return amount if amount is not None and amount > ZERO else None


def total_of(price: Decimal | None, quantity: int | None) -> Decimal | None:
    """The line total of `quantity` units, rounded once; None when either is unknown."""
    return None if price is None or quantity is None else cents(price * quantity)


def best_offer(basis: Basis) -> Offer | None:
    """The lowest price this customer may have (decision 3); the oldest sale of equals."""
    fitting = [offer for offer in basis.offers if not _unfit(offer, basis)]
    return min(fitting, key=lambda offer: (offer.price, offer.sale_id), default=None)


def _unfit(offer: Offer, basis: Basis) -> str:
    """Why the offer is none for this customer and item, or nothing."""
    if known(offer.price) is None:
        return "the sale names no price"
    if offer.member_only and not basis.terms.is_member:
        return "for members only"
    if basis.retail is not None and offer.price >= basis.retail:
        return "not below the retail price"
    return ""


@dataclass(frozen=True)
class _Winner:
    """The rule that decides, its unit price or None when it cannot tell, and why it decides."""

    rule: str
    unit: Decimal | None
    reason: str
    offer: Offer | None = None


def _winner(
    basis: Basis, best: Offer | None, precedence: Precedence, manual_unit: Decimal | None
) -> _Winner:
    if manual_unit is not None:
        return _Winner(MANUAL, unit(manual_unit), BY_HAND)
    sale_counts = basis.discountable or precedence is Precedence.SALE_FIRST
    if best is not None and sale_counts:
        return _Winner(SALE, best.price, "the lowest sale price", best)
    if not basis.discountable:
        return _Winner(RETAIL, basis.retail, NOT_DISCOUNTABLE)
    if member_rule(basis.terms) is MemberRule.NONE:
        return _Winner(RETAIL, basis.retail, "no sale and no rule of the customer's type")
    return _Winner(
        basis.terms.rule.value, _member_unit(basis), "the rule of the customer's type prices it"
    )


def member_rule(terms: Terms) -> MemberRule:
    """The rule, where a markdown of zero is none: its price is the retail price."""
    if terms.rule is MemberRule.MARKDOWN and terms.percent == ZERO:
        return MemberRule.NONE
    return terms.rule


def _member_unit(basis: Basis) -> Decimal | None:
    """The unit price by the rule of the customer's type; None when it cannot be known."""
    if _broken(basis):
        return None
    percent = basis.terms.percent
    if basis.terms.rule is MemberRule.MARKUP:
        return None if basis.cost is None else unit(basis.cost + percent_of(percent, basis.cost))
    return None if basis.retail is None else unit(basis.retail - percent_of(percent, basis.retail))


def _broken(basis: Basis) -> str:
    """What the member rule lacks, or nothing."""
    terms = basis.terms
    markdown = terms.rule is MemberRule.MARKDOWN
    if terms.percent < ZERO or (markdown and terms.percent > HUNDRED):
        return "its percentage makes no sense"
    if markdown:
        return "the retail price is unknown" if basis.retail is None else ""
    return "the cost is unknown" if basis.cost is None else ""


def _candidates(
    basis: Basis, best: Offer | None, winner: _Winner, manual_unit: Decimal | None
) -> tuple[Candidate, ...]:
    """Every price that could have been, the strongest claims first."""
    made = [_offer_candidate(offer, basis, best, winner) for offer in _sorted(basis.offers)]
    made.append(_retail_candidate(basis, winner))
    if member_rule(basis.terms) is not MemberRule.NONE:
        made.append(_member_candidate(basis, winner))
    if manual_unit is not None:
        made.insert(0, Candidate(MANUAL, "Set by hand", winner.unit, True, winner.reason))
    return tuple(made)


def _sorted(offers: Sequence[Offer]) -> list[Offer]:
    return sorted(offers, key=lambda offer: (offer.price, offer.sale_id))


def _offer_candidate(offer: Offer, basis: Basis, best: Offer | None, winner: _Winner) -> Candidate:
    won = offer is winner.offer
    lost = _unfit(offer, basis) or ("another sale is lower" if offer is not best else _by(winner))
    return Candidate(SALE, offer.name, known(offer.price), won, winner.reason if won else lost)


def _retail_candidate(basis: Basis, winner: _Winner) -> Candidate:
    won = winner.rule == RETAIL and winner.unit is not None
    lost = _by(winner) if basis.retail is not None else "the retail price is unknown"
    return Candidate(RETAIL, "Retail price", basis.retail, won, winner.reason if won else lost)


def _member_candidate(basis: Basis, winner: _Winner) -> Candidate:
    terms, price = basis.terms, _member_unit(basis)
    won = winner.rule == terms.rule.value and price is not None
    reason = winner.reason if won else _broken(basis) or _by(winner)
    return Candidate(terms.rule.value, terms.name, price, won, reason, terms.percent)


def _by(winner: _Winner) -> str:
    """Why another rule's candidate lost to the winner."""
    return "a sale price comes first" if winner.rule == SALE else winner.reason
