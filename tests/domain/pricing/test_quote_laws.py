"""What holds for every price, and an oracle that finds the same price by another road: whole
numbers and a ranking instead of decimals and branches."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import assume, example, given, settings

from app.domain.pricing.quote import quote
from app.domain.pricing.terms import Terms
from app.domain.pricing.values import Basis, Precedence
from app.models import MemberRule
from app.vocabulary.figures import PriceKind
from tests.domain.pricing.worlds import (
    D,
    bases,
    case_counts,
    case_sizes,
    manual_prices,
    offers,
    precedences,
)


def half_up(value: Fraction, places: int) -> Fraction:
    return Fraction(floor(value * 10**places + Fraction(1, 2)), 10**places)


def oracle(
    basis: Basis, precedence: Precedence, manual: Decimal | None
) -> tuple[str, Fraction | None]:
    """Every claim with its rank; the best rank decides, then the lowest price."""
    retail = Fraction(basis.retail) if basis.retail and basis.retail > 0 else None
    cost = Fraction(basis.cost) if basis.cost and basis.cost > 0 else None
    share = Fraction(basis.terms.percent) / 100
    claims: list[tuple[int, Fraction, str, Fraction | None]] = []
    if manual is not None:
        claims.append((0, Fraction(0), "manual", Fraction(manual)))
    for one in basis.offers:
        for_them = basis.terms.is_member or not one.member_only
        lowers = retail is None or Fraction(one.price) < retail
        if for_them and lowers and one.price > 0:
            rank = 1 if precedence is Precedence.SALE_FIRST else 3
            claims.append((rank, Fraction(one.price), "sale", Fraction(one.price)))
    if not basis.discountable:
        claims.append((2, Fraction(0), "regular", retail))
    makes_sense = share >= 0 and (basis.terms.rule is MemberRule.MARKUP or share <= 1)
    if basis.terms.rule is MemberRule.MARKUP:
        made = half_up(cost * (1 + share), 4) if cost is not None and makes_sense else None
        claims.append((4, Fraction(0), "member", made))
    elif basis.terms.rule is MemberRule.MARKDOWN and share != 0:
        made = half_up(retail * (1 - share), 4) if retail is not None and makes_sense else None
        claims.append((4, Fraction(0), "member", made))
    claims.append((5, Fraction(0), "regular", retail))
    _, _, kind, price = min(claims, key=lambda claim: claim[:2])
    return ("needed", None) if price is None else (kind, price)


@pytest.mark.contract("C7", "C9", "C10", "C11", "C12")
@settings(max_examples=600)
@given(bases, case_counts, case_sizes, precedences, manual_prices)
@example(
    Basis(D("1.2345"), None, True, (), Terms("", True, MemberRule.MARKDOWN, D(10))),
    1,
    24,
    Precedence.RETAIL_FIRST,
    None,
)
def test_the_oracle_agrees(basis, cases, case_size, precedence, manual):
    found = quote(
        basis, cases=cases, case_size=case_size, precedence=precedence, manual_unit=manual
    )
    kind, price = oracle(basis, precedence, manual)

    assert (found.kind.value, None if found.unit is None else Fraction(found.unit)) == (kind, price)
    if price is None or case_size is None:
        assert (found.case, found.total) == (None, None)
    else:
        assert Fraction(found.case) == price * case_size
        assert Fraction(found.total) == half_up(price * case_size * cases, 2)


@pytest.mark.contract("C12")
@given(bases, case_counts, case_sizes, precedences)
def test_no_amount_is_below_zero_or_finer_than_it_may_be(basis, cases, case_size, precedence):
    found = quote(basis, cases=cases, case_size=case_size, precedence=precedence)
    units = [found.retail, found.cost, found.sale, found.unit, found.case]

    assert [a for a in units if a is not None and (a < 0 or a != round(a, 4))] == []
    assert [
        t
        for t in (found.total, found.regular_total)
        if t is not None and t.as_tuple().exponent != -2
    ] == []


@pytest.mark.contract("C2")
@given(bases, case_counts, case_sizes, precedences)
def test_more_cases_never_cost_less(basis, cases, case_size, precedence):
    fewer = quote(basis, cases=cases, case_size=case_size, precedence=precedence)
    more = quote(basis, cases=cases + 1, case_size=case_size, precedence=precedence)
    assume(fewer.total is not None)

    assert (more.total >= fewer.total, more.unit, more.kind) == (True, fewer.unit, fewer.kind)


@pytest.mark.contract("C10")
@given(bases, precedences)
def test_what_is_for_members_only_reaches_nobody_else(basis, precedence):
    outsider = replace(basis, terms=replace(basis.terms, is_member=False))
    public = replace(outsider, offers=tuple(one for one in basis.offers if not one.member_only))
    found = quote(outsider, cases=1, case_size=1, precedence=precedence)
    without = quote(public, cases=1, case_size=1, precedence=precedence)

    assert (found.kind, found.unit, found.sale) == (without.kind, without.unit, without.sale)


@pytest.mark.contract("C10")
@given(bases, precedences, offers)
def test_one_more_sale_never_raises_the_price(basis, precedence, another):
    sold = quote(basis, cases=1, case_size=1, precedence=precedence)
    assume(sold.kind is PriceKind.SALE)
    wider = replace(basis, offers=(*basis.offers, replace(another, sale_id=99)))
    found = quote(wider, cases=1, case_size=1, precedence=precedence)

    assert (found.kind, found.unit <= sold.unit) == (PriceKind.SALE, True)


@pytest.mark.contract("C9", "C10")
@given(bases)
def test_the_precedence_matters_only_for_what_is_not_discountable(basis):
    both = [quote(basis, cases=1, case_size=1, precedence=first) for first in Precedence]

    if basis.discountable or both[0].sale is None:
        assert both[0] == both[1]
    else:
        assert [one.kind is PriceKind.SALE for one in both] == [False, True]


@pytest.mark.contract("B2")
@given(bases, case_sizes, precedences, manual_prices)
def test_one_rule_won_or_a_price_is_needed(basis, case_size, precedence, manual):
    found = quote(basis, cases=1, case_size=case_size, precedence=precedence, manual_unit=manual)
    won = [one.unit for one in found.candidates if one.won]

    if found.kind is PriceKind.NEEDED:
        assert (won, found.unit, found.case, found.total) == ([], None, None, None)
    else:
        assert won == [found.unit]
    assert [one.rule for one in found.candidates if not one.reason] == []


@pytest.mark.contract("B2", "B1")
@given(bases, precedences)
def test_the_reasons_carry_no_number(basis, precedence):
    found = quote(basis, cases=1, case_size=1, precedence=precedence)
    words = "".join(one.label + one.reason for one in found.candidates)

    assert [letter for letter in words if letter.isdigit()] == []
