"""Values for price tests: short makers, and strategies that like round prices and odd cases."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from app.domain.pricing.quote import quote
from app.domain.pricing.terms import Terms
from app.domain.pricing.values import Basis, Offer, Precedence, Quote
from app.models import MemberRule

D = Decimal


def terms(rule: str = "none", percent: str = "0", *, member: bool = True) -> Terms:
    return Terms("Owner", member, MemberRule(rule), D(percent))


def offer(
    price: str, *, sale_id: int = 1, member_only: bool = False, name: str = "Summer"
) -> Offer:
    return Offer(sale_id, name, D(price), member_only)


def priced(
    retail: str | None = "10.00",
    cost: str | None = "5.00",
    *offers: Offer,
    terms: Terms | None = None,
    discountable: bool = True,
    cases: int = 1,
    case_size: int | None = 1,
    precedence: Precedence = Precedence.RETAIL_FIRST,
    manual: str | None = None,
) -> Quote:
    basis = Basis(
        None if retail is None else D(retail),
        None if cost is None else D(cost),
        discountable,
        offers,
        terms or Terms.none(),
    )
    by_hand = None if manual is None else D(manual)
    return quote(
        basis, cases=cases, case_size=case_size, precedence=precedence, manual_unit=by_hand
    )


# Dollars, cents and ten-thousandths; with what files write for "none": 0 and -1.
amounts = st.one_of(
    st.integers(1, 40).map(D),
    st.integers(1, 99_999).map(lambda n: D(n) / 100),
    st.integers(1, 9_999_999).map(lambda n: D(n) / 10_000),
)
file_amounts = st.one_of(amounts, amounts, st.sampled_from([None, D(0), D(-1), D("-0.01")]))
percents = st.one_of(
    st.sampled_from([D(0), D(10), D(50), D(100), D("33.3333")]),
    st.integers(-10_000, 1_200_000).map(lambda n: D(n) / 10_000),
)
offers = st.builds(
    Offer,
    sale_id=st.integers(1, 5),
    name=st.just("Sale"),
    price=st.one_of(amounts, st.sampled_from([D(0), D(-1)])),
    member_only=st.booleans(),
)
offer_lists = st.lists(offers, max_size=4, unique_by=lambda one: one.sale_id)
any_terms = st.builds(
    Terms,
    name=st.just("Owner"),
    is_member=st.booleans(),
    rule=st.sampled_from(MemberRule),
    percent=percents,
)
bases = st.builds(
    Basis,
    retail=file_amounts,
    cost=file_amounts,
    discountable=st.booleans(),
    offers=offer_lists.map(tuple),
    terms=any_terms,
)
case_counts = st.integers(1, 400)
case_sizes = st.one_of(st.none(), st.sampled_from([1, 6, 12, 24]), st.integers(1, 5_000))
precedences = st.sampled_from(Precedence)
manual_prices = st.one_of(st.none(), st.none(), st.just(D("0.00")), amounts)
