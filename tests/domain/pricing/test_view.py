"""Nobody learns a figure without the right to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import Viewer
from app.domain.pricing.lines import set_case_price, set_price
from app.domain.pricing.quote import quote
from app.domain.pricing.snapshot import why_of_quote
from app.domain.pricing.values import Precedence, Quote
from app.domain.pricing.view import QuoteView, WhyRow, view_of_line, view_of_quote
from app.models import LineKind, OrderLine
from app.vocabulary import clock
from app.vocabulary.figures import Figure, PriceKind, seen_by
from app.vocabulary.permissions import FIRST_ROLES, Permission
from tests.domain.pricing.worlds import D, bases, offer, priced, terms

F = Figure
ALL = frozenset(Figure)
PRICES = seen_by({Permission.PRICES_SEE})
COSTS = seen_by({Permission.COSTS_SEE})
BUYER = Viewer(7, "Ana", frozenset(Permission), 1)

permission_sets = st.frozensets(st.sampled_from(Permission))
figure_sets = [
    frozenset(some) for count in range(len(ALL) + 1) for some in combinations(Figure, count)
]


def line_of(found: Quote, *, case_size: int | None = 6, cases: int = 2) -> OrderLine:
    """The line that keeps this quote."""
    return OrderLine(
        kind=LineKind.ITEM,
        description="Oats",
        cases=cases,
        case_size=case_size,
        cost=found.cost,
        retail=found.retail,
        unit_price=found.unit,
        total=found.total,
        price_kind=found.kind,
        price_why=why_of_quote(found),
    )


# Numbers that occur once each, so that one in the wrong place is seen.
SECRETS = {
    F.COST: "3.1937",
    F.MARGIN: "50.8139",
    F.RETAIL: "7.9193",
    F.SALE: "6.4931",
    F.UNIT: "6.4931",
    F.CASE: "38.9586",
    F.TOTAL: "77.92",
    F.REGULAR_TOTAL: "95.03",
}


def secret(rule: str = "markup", percent: str = "41.57") -> Quote:
    return priced(
        "7.9193",
        "3.1937",
        offer("6.4931", name="Dollar days 649"),
        terms=terms(rule, percent),
        cases=2,
        case_size=6,
    )


def as_quote(found: Quote, seen: frozenset[Figure]) -> QuoteView:
    return view_of_quote(found, seen)


def as_line(found: Quote, seen: frozenset[Figure]) -> QuoteView:
    return view_of_line(line_of(found), seen)


both_ways = pytest.mark.parametrize("look", [as_quote, as_line])
Look = Callable[[Quote, frozenset[Figure]], QuoteView]


@pytest.mark.contract("C8", "B1")
@both_ways
def test_a_person_with_every_right_sees_every_figure(look: Look):
    view = look(secret(), ALL)

    assert {key: str(amount) for key, amount in view.figures.items()} == {
        figure.value: amount for figure, amount in SECRETS.items()
    }
    assert (view.shows(F.TOTAL), view.shows(F.DEPOSIT)) == (True, False)


def leaked(view: QuoteView, seen: frozenset[Figure]) -> set[str]:
    """Secret numbers that stand anywhere in the view without being granted."""
    text = repr(view)
    granted = {number for figure, number in SECRETS.items() if figure in seen}
    return {number for number in SECRETS.values() if number in text} - granted


@pytest.mark.contract("C8", "B1")
@both_ways
def test_no_figure_shows_that_is_not_granted(look: Look):
    views = {seen: look(secret(), seen) for seen in figure_sets}
    margin_with = {F.MARGIN, F.COST, F.UNIT}
    expected = {
        seen: (seen & SECRETS.keys()) - (set() if margin_with <= seen else {F.MARGIN})
        for seen in figure_sets
    }

    assert {seen: set(view.figures) for seen, view in views.items()} == expected
    assert [seen for seen, view in views.items() if leaked(view, seen)] == []


@pytest.mark.contract("C8", "B1")
@given(permission_sets, bases, st.sampled_from([as_quote, as_line]))
def test_whatever_the_roles_a_view_holds_only_what_they_grant(permissions, basis, look):
    found = quote(basis, cases=2, case_size=6, precedence=Precedence.RETAIL_FIRST)
    viewer = Viewer(1, "Ana", permissions, 1)
    view = look(found, viewer.figures)

    assert set(view.figures) <= viewer.figures
    assert view.kind is found.kind
    if Permission.PRICES_SEE not in permissions:
        assert (set(view.figures) <= {"cost"}, view.why) == (True, ())


@pytest.mark.contract("C8", "B1")
@both_ways
def test_an_order_taker_learns_the_kind_and_no_digit(look: Look):
    _, _, grants = FIRST_ROLES[0]
    view = look(secret(), seen_by(grants))

    assert (view.kind_label, dict(view.figures), view.why) == ("sale", {}, ())
    assert [letter for letter in repr(view) if letter.isdigit()] == []


@pytest.mark.contract("B1")
def test_costs_alone_tell_no_price():
    view = view_of_quote(secret(), COSTS)

    assert (dict(view.figures), view.why) == ({"cost": D("3.1937")}, ())


@pytest.mark.contract("B2")
@both_ways
def test_why_names_the_rule_that_won_and_those_that_lost(look: Look):
    assert look(secret(), ALL).why == (
        WhyRow("sale", "Dollar days 649", True, "the lowest sale price", D("6.4931"), None),
        WhyRow("retail", "Retail price", False, "a sale price comes first", D("7.9193"), None),
        WhyRow("markup", "Owner", False, "a sale price comes first", D("4.5213"), D("41.57")),
    )


@pytest.mark.contract("B1", "B2")
@pytest.mark.parametrize(
    ("rule", "seen", "percent", "number"),
    [
        ("markup", ALL, D(50), D("7.50")),
        ("markup", PRICES, None, D("7.50")),
        ("markdown", PRICES, D(50), D("5.00")),
        ("markdown", PRICES - {F.RETAIL}, None, D("5.00")),
    ],
)
def test_a_price_and_its_percentage_never_betray_the_base(rule, seen, percent, number):
    row = view_of_quote(priced(terms=terms(rule, "50")), seen).why[-1]

    assert (row.won, row.percent, row.unit) == (True, percent, number)


@pytest.mark.contract("B1")
def test_a_markup_that_lost_shows_no_number_without_the_cost():
    row = view_of_quote(secret(), PRICES).why[-1]

    assert (row.rule, row.won, row.unit, row.percent) == ("markup", False, None, None)


@pytest.mark.contract("C8")
@pytest.mark.parametrize(
    ("found", "label"),
    [
        (priced(), "regular"),
        (priced("10.00", "5.00", offer("8.00")), "sale"),
        (priced(terms=terms("markdown", "10")), "member price"),
        (priced(manual="1.00"), "set by hand"),
        (priced(None, None), "price needed"),
    ],
)
def test_the_kind_is_for_everybody(found, label):
    assert view_of_quote(found, frozenset()).kind_label == label


# From the line's snapshot


@pytest.mark.contract("C8")
def test_a_price_that_is_needed_shows_none_whatever_stands_in_the_columns():
    line = line_of(priced(None, None))
    line.unit_price, line.total = D("0.00"), D("0.00")
    view = view_of_line(line, ALL)

    assert (view.kind, dict(view.figures)) == (PriceKind.NEEDED, {})


@pytest.mark.parametrize(
    "why", [{}, {"candidates": None}, {"candidates": ["x"]}, {"candidates": [{}], "sale": 6.5}]
)
def test_reasons_that_cannot_be_read_are_not_shown(why):
    line = line_of(secret())
    line.price_why = why
    view = view_of_line(line, ALL)

    assert (view.why, view.shows(F.SALE), view.shows(F.UNIT)) == ((), False, True)


def test_a_line_just_made_needs_a_price():
    view = view_of_line(OrderLine(description="Oats"), ALL)

    assert (view.kind, dict(view.figures), view.why) == (PriceKind.NEEDED, {}, ())


@pytest.mark.contract("C2")
def test_a_line_says_when_only_its_case_size_is_missing():
    sized, unsized = line_of(priced(case_size=6)), line_of(priced(case_size=None), case_size=None)
    views = [view_of_line(line, frozenset()) for line in (sized, unsized)]

    assert [view.needs_case_size for view in views] == [False, True]


@pytest.mark.contract("C12")
def test_a_case_price_set_by_hand_shows_as_it_was_set():
    line = line_of(priced(case_size=3), case_size=3)
    set_case_price(line, D("10.00"), BUYER)
    figures = view_of_line(line, ALL).figures

    assert (figures["unit"], figures["case"], figures["total"]) == (
        (D("3.3333"), D("10.00"), D("20.00"))
    )


@pytest.mark.contract("B1", "B2")
def test_who_set_a_price_by_hand_is_named_to_those_who_may_see_it():
    line, noon = line_of(priced(case_size=6)), datetime(2024, 5, 1, 12, tzinfo=UTC)
    with clock.set_to(noon):
        set_price(line, D("4.00"), BUYER)

    assert view_of_line(line, ALL).why[0] == WhyRow(
        "manual", "Set by hand by Ana", True, "a price was set by hand", D("4.00"), None, at=noon
    )
    assert view_of_line(line, COSTS).why == ()


def test_a_view_cannot_be_added_to():
    with pytest.raises(TypeError):
        view_of_quote(priced(), PRICES).figures["cost"] = D(1)
