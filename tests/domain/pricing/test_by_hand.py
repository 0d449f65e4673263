"""Prices set by hand on order lines, and lifted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pricing.lines import lift_price, retotal, set_case_price, set_price
from app.domain.pricing.snapshot import candidates_of, case_of, manual_of
from app.models import LineKind, OrderLine
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from app.vocabulary.figures import PriceKind
from tests.domain.pricing.shop import BUYER, CLERK, OWNER, STAFF, price, snapshot
from tests.domain.pricing.worlds import D

# By hand


@pytest.mark.contract("C2", "C12")
@pytest.mark.parametrize(
    ("unit", "total"), [("4.25", "51.00"), ("0.00", "0.00"), ("1.2345", "14.81")]
)
def test_a_price_by_hand_is_marked_and_survives_pricing(shop, unit, total):
    line = shop.line(shop.product(), case_size=6, cases=2)
    price(shop, line, member_type=OWNER)
    set_price(line, D(unit), BUYER)
    price(shop, line, member_type=STAFF)

    assert (line.price_kind, line.unit_price, line.total) == (PriceKind.MANUAL, D(unit), D(total))
    assert (line.priced_by_id, manual_of(line).name) == (7, "Ana")


@pytest.mark.contract("B2")
def test_the_rules_stay_beside_a_price_by_hand(shop):
    line = shop.line(shop.product())
    price(shop, line, member_type=OWNER)
    set_price(line, D("4.00"), BUYER)
    set_price(line, D("3.00"), BUYER)

    assert [(one.rule, one.unit, one.won) for one in candidates_of(line)] == [
        ("manual", D("3.00"), True),
        ("retail", D("10.00"), False),
        ("markdown", D("9.00"), False),
    ]


@pytest.mark.contract("C12")
@pytest.mark.parametrize(
    ("case", "size", "cases", "unit", "total"),
    [
        ("10.00", 3, 1, "3.3333", "10.00"),
        ("10.00", 3, 3, "3.3333", "30.00"),
        ("100.00", 7, 12, "14.2857", "1200.00"),
        ("0.01", 1000, 1, "0.0000", "0.01"),
        ("0.00", 12, 1, "0.0000", "0.00"),
        ("29.616", 24, 1, "1.2340", "29.62"),
    ],
)
def test_a_case_price_by_hand_is_the_total_of_a_case(shop, case, size, cases, unit, total):
    line = shop.line(case_size=size, cases=cases)
    set_case_price(line, D(case), BUYER)

    assert (line.unit_price, line.total, case_of(line)) == (D(unit), D(total), D(case))


@pytest.mark.contract("C12")
@given(
    st.integers(0, 999_999_999).map(lambda n: D(n) / 100),
    st.integers(1, 10_000),
    st.integers(1, 1_000),
)
def test_whatever_the_case_size_cases_cost_what_was_said(case, size, cases):
    line = OrderLine(description="Oats", case_size=size, cases=cases)
    set_case_price(line, case, BUYER)

    assert (line.total, case_of(line)) == (case * cases, case)


@pytest.mark.contract("C12")
def test_a_case_price_follows_a_corrected_case_size(shop):
    line = shop.line(case_size=3)
    set_case_price(line, D("10.00"), BUYER)
    line.case_size, line.cases = 6, 2
    retotal(line)
    assert (line.unit_price, case_of(line), line.total) == (D("3.3333"), D("20.00"), D("40.00"))

    line.case_size = None
    retotal(line)
    assert (line.price_kind, case_of(line), line.total) == (PriceKind.MANUAL, None, None)


@pytest.mark.contract("C12")
def test_a_unit_price_replaces_a_case_price(shop):
    line = shop.line(case_size=3)
    set_case_price(line, D("10.00"), BUYER)
    set_price(line, D("3.3333"), BUYER)

    assert (line.total, manual_of(line).case) == (D("10.00"), None)
    line.cases = 3
    retotal(line)
    assert line.total == D("30.00")


@pytest.mark.contract("C2")
def test_a_price_needs_no_case_size_but_a_case_price_does(shop):
    line = shop.line(case_size=None)
    set_price(line, D("4.00"), BUYER)
    assert (line.price_kind, line.total) == (PriceKind.MANUAL, None)

    with pytest.raises(Invalid) as refusal:
        set_case_price(line, D("10.00"), BUYER)
    assert refusal.value.fields == {"case_price": "Enter the case size first: Edit, on the line."}


@pytest.mark.contract("C8")
@pytest.mark.parametrize("act", [set_price, set_case_price])
def test_prices_are_set_only_by_those_who_may(shop, act):
    line = shop.line(shop.product())
    price(shop, line)
    with pytest.raises(NotAllowed):
        act(line, D("1.00"), CLERK)

    assert snapshot(line) == ("regular", "5.00", "10.00", "10.00", "10.00")


@pytest.mark.parametrize("act", [set_price, set_case_price])
@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity", "10000000.00", "1.00001"])
def test_an_amount_no_store_means_is_refused(shop, act, amount):
    with pytest.raises(Invalid):
        act(shop.line(), D(amount), BUYER)


@pytest.mark.contract("C19")
def test_a_note_has_no_price():
    with pytest.raises(Refused):
        set_price(OrderLine(kind=LineKind.NOTE, description="Tea"), D(1), BUYER)


# Lifted


def lift(shop, line, by=BUYER, member_type=OWNER):
    lift_price(line, by)
    price(shop, line, member_type=member_type)


@pytest.mark.contract("C2", "C12")
def test_a_lifted_price_is_made_by_the_rules_again(shop):
    line = shop.line(shop.product())
    set_case_price(line, D("1.00"), BUYER)
    lift(shop, line)

    assert snapshot(line) == ("member", "5.00", "10.00", "9.00", "9.00")
    assert (line.priced_by_id, manual_of(line), "manual" in line.price_why) == (None, None, False)


@pytest.mark.contract("C8")
def test_only_a_price_by_hand_is_lifted_and_only_by_those_who_may(shop):
    line = shop.line(shop.product())
    with pytest.raises(Refused):
        lift(shop, line)
    set_price(line, D("1.00"), BUYER)
    with pytest.raises(NotAllowed):
        lift(shop, line, by=CLERK)

    assert line.unit_price == D("1.00")
