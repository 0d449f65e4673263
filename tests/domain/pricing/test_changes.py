"""What a new pricing changed, and who is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pricing.changes import changes, repriced, views_of
from app.models import LineKind, OrderLine
from app.vocabulary.figures import Figure, PriceKind, seen_by
from app.vocabulary.permissions import FIRST_ROLES, Permission
from tests.domain.pricing.shop import OWNER, STAFF, price
from tests.domain.pricing.worlds import D

ALL = frozenset(Figure)
TAKER = seen_by(FIRST_ROLES[0][2])


def two(shop, **second):
    """The same line for nobody in particular and for an owner."""
    oats = shop.product()
    before, after = (shop.line(oats, number=1, case_size=12) for _ in range(2))
    price(shop, before)
    price(shop, after, **{"member_type": OWNER, **second})
    return [before], [after]


@pytest.mark.contract("B2", "C11")
def test_a_price_that_moved_is_told_with_its_kinds(shop):
    (change,) = repriced(*two(shop), ALL)

    assert (change.figure, change.before, change.after) == (Figure.TOTAL, D("120.00"), D("108.00"))
    assert (change.kind_before, change.kind_after) == (PriceKind.REGULAR, PriceKind.MEMBER)
    assert change.words == "Oats: 120.00 regular → 108.00 member price"


@pytest.mark.contract("C8", "B1")
def test_an_order_taker_is_not_even_told_that_it_moved(shop):
    before, after = two(shop)

    assert repriced(before, after, TAKER) == []
    assert repriced(before, after, seen_by({Permission.COSTS_SEE})) == []


def test_what_stayed_is_not_told(shop):
    before, after = two(shop, member_type=None)

    assert repriced(before, after, ALL) == []


def test_a_price_that_is_lost_or_found_is_told(shop):
    costless = shop.product(cost=None)
    before, after = (shop.line(costless, number=4) for _ in range(2))
    price(shop, before)
    price(shop, after, member_type=STAFF)

    assert [one.words for one in repriced([before], [after], ALL)] == [
        "Oats: 10.00 regular → price needed"
    ]
    assert [one.words for one in repriced([after], [before], ALL)] == [
        "Oats: price needed → 10.00 regular"
    ]


def test_without_a_case_size_the_unit_price_is_told(shop):
    oats = shop.product()
    before, after = (shop.line(oats, number=1, case_size=None) for _ in range(2))
    price(shop, before)
    price(shop, after, member_type=OWNER)

    assert [(one.figure, one.after) for one in repriced([before], [after], ALL)] == [
        (Figure.UNIT, D("9.00"))
    ]


def test_notes_and_lines_of_one_side_are_left_out(shop):
    before, after = two(shop)
    note = OrderLine(kind=LineKind.NOTE, number=2, description="Tea")
    late = shop.line(shop.product("2"), number=3)
    price(shop, late)

    assert [one.number for one in repriced([*before, note], [*after, note, late], ALL)] == [1]


@given(st.frozensets(st.sampled_from(Figure)))
def test_a_change_holds_only_figures_that_are_seen(seen):
    before = OrderLine(number=1, description="Oats", case_size=2, cases=1, price_why={})
    after = OrderLine(number=1, description="Oats", case_size=2, cases=1, price_why={})
    for line, unit, kind in (
        (before, "3.00", PriceKind.REGULAR),
        (after, "2.00", PriceKind.SALE),
    ):
        line.unit_price, line.price_kind, line.total = D(unit), kind, D(unit) * 2
    found = changes(views_of([before], seen), views_of([after], seen), {1: "Oats"})

    assert {one.figure for one in found} <= seen
    assert bool(found) is bool(seen & {Figure.UNIT, Figure.CASE, Figure.TOTAL})
