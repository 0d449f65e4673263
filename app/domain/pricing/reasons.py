"""Why this price: every price that could have been, and why it is or is not the price (B2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.domain.pricing.terms import Passed, Terms
from app.domain.pricing.values import (
    MANUAL,
    MARKDOWN,
    RETAIL,
    SALE,
    ZERO,
    Basis,
    Candidate,
    Offer,
    Winner,
    known,
)
from app.models.pricing import MemberRule
from app.vocabulary.money import HUNDRED, percent_of, unit


def candidates(
    basis: Basis, best: Offer | None, winner: Winner, *, by_hand: bool
) -> tuple[Candidate, ...]:
    """Every price that could have been, the strongest claims first. `best` is the lowest sale that
    counts, if any; `by_hand`: the winner was set by a person."""
    made = [_offer_candidate(offer, basis, best, winner) for offer in _sorted(basis.offers)]
    made.append(_retail_candidate(basis, winner))
    if member_rule(basis.terms) is not MemberRule.NONE or winner.rule == MARKDOWN:
        made.append(_member_candidate(basis, winner))
    made += [_passed_candidate(basis, one) for one in basis.terms.passed]
    if by_hand:
        made.insert(0, Candidate(MANUAL, "Set by hand", winner.unit, True, winner.reason))
    return tuple(made)


def member_rule(terms: Terms) -> MemberRule:
    """The rule, where a markdown of zero is none: its price is the retail price."""
    if terms.rule is MemberRule.MARKDOWN and terms.percent == ZERO:
        return MemberRule.NONE
    return terms.rule


def member_unit(basis: Basis) -> Decimal | None:
    """The unit price by the rule of the customer's type (C7); None when it cannot be known, or
    when there is no rule."""
    return rule_unit(basis.terms.rule, basis.terms.percent, basis)


def rule_unit(rule: MemberRule, percent: Decimal, basis: Basis) -> Decimal | None:
    """What a rule makes of the retail or the cost, to four places (C7)."""
    if rule is MemberRule.NONE or lacks(rule, percent, basis):
        return None
    if rule is MemberRule.MARKUP:
        return None if basis.cost is None else unit(basis.cost + percent_of(percent, basis.cost))
    return None if basis.retail is None else unit(basis.retail - percent_of(percent, basis.retail))


def lacks(rule: MemberRule, percent: Decimal, basis: Basis) -> str:
    """What a rule needs and has not, or nothing."""
    markdown = rule is MemberRule.MARKDOWN
    if percent < ZERO or (markdown and percent > HUNDRED):
        return "its percentage makes no sense"
    if markdown:
        return "the retail price is unknown" if basis.retail is None else ""
    return "the cost is unknown" if basis.cost is None else ""


def unfit(offer: Offer, basis: Basis) -> str:
    """Why a sale does not count for this line, or nothing."""
    if known(offer.price) is None:
        return "the sale names no price"
    if offer.member_only and not basis.terms.is_member:
        return "for members only"
    if basis.retail is not None and offer.price >= basis.retail:
        return "not below the retail price"
    return ""


def _sorted(offers: Sequence[Offer]) -> list[Offer]:
    return sorted(offers, key=lambda offer: (offer.price, offer.sale_id))


def _offer_candidate(offer: Offer, basis: Basis, best: Offer | None, winner: Winner) -> Candidate:
    won = offer is winner.offer
    lost = unfit(offer, basis) or ("another sale is lower" if offer is not best else winner.wins)
    return Candidate(
        SALE,
        offer.name,
        known(offer.price),
        won,
        winner.reason if won else lost,
        None,
        offer.starts_on,
        offer.ends_on,
    )


def _retail_candidate(basis: Basis, winner: Winner) -> Candidate:
    won = winner.rule == RETAIL and winner.unit is not None
    lost = winner.wins if basis.retail is not None else "the retail price is unknown"
    return Candidate(RETAIL, "Retail price", basis.retail, won, winner.reason if won else lost)


def _member_candidate(basis: Basis, winner: Winner) -> Candidate:
    terms, price = basis.terms, member_unit(basis)
    won = winner.rule == terms.rule.value and price is not None
    reason = winner.reason if won else lacks(terms.rule, terms.percent, basis) or winner.wins
    return Candidate(terms.rule.value, terms.name, price, won, reason, terms.percent)


def _passed_candidate(basis: Basis, one: Passed) -> Candidate:
    if one.rule is MemberRule.NONE:
        return Candidate(RETAIL, one.label, basis.retail, False, one.reason)
    price = rule_unit(one.rule, one.percent, basis)
    return Candidate(one.rule.value, one.label, price, False, one.reason, one.percent)
