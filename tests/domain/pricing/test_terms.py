"""Which rule of a member type holds for a line (C7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pricing.quote import quote
from app.domain.pricing.terms import FinerRule, Terms, choose
from app.domain.pricing.values import Basis, Precedence
from app.models import MemberRule
from app.vocabulary.figures import PriceKind
from tests.domain.pricing.worlds import D

TODAY = date(2024, 11, 15)
OWN = Terms("Owner", True, MemberRule.MARKDOWN, D(10))
BULK, MILLS = 4, 9


def finer(number: int, percent: str = "20", **values) -> FinerRule:
    """A markdown; names go with the ids."""
    named = {"department": "Bulk" if "department_id" in values else "",
             "vendor": "Prairie Mills" if "vendor_id" in values else ""}  # fmt: skip
    return FinerRule(number, MemberRule.MARKDOWN, D(percent), **{**named, **values})


def chosen(*rules: FinerRule, on: date = TODAY, own: Terms = OWN) -> Terms:
    return choose(own, rules, department_id=BULK, vendor_id=MILLS, on=on)


BOTH = finer(1, department_id=BULK, vendor_id=MILLS)
VENDOR = finer(2, vendor_id=MILLS)
DEPARTMENT = finer(3, department_id=BULK)
DATES = finer(4, starts_on=TODAY, ends_on=TODAY)


@pytest.mark.contract("C7")
@pytest.mark.parametrize(
    ("rules", "name"),
    [
        ((DATES, DEPARTMENT, VENDOR, BOTH), "Owner · Bulk · Prairie Mills"),
        ((DATES, DEPARTMENT, VENDOR), "Owner · Prairie Mills"),
        ((DATES, DEPARTMENT), "Owner · Bulk"),
        ((DATES,), "Owner, 15 Nov to 15 Nov"),
        ((), "Owner"),
    ],
)
def test_the_most_specific_rule_holds(rules, name):
    assert chosen(*rules).name == name
    assert chosen(*reversed(rules)).name == name


@pytest.mark.contract("C7")
def test_among_equals_dates_then_the_later_start_then_the_newer_row():
    plain, newer = finer(1, vendor_id=MILLS), finer(9, "30", vendor_id=MILLS)
    until = finer(2, vendor_id=MILLS, ends_on=date(2024, 11, 30))
    early = finer(3, vendor_id=MILLS, starts_on=date(2024, 11, 1))
    late = finer(4, vendor_id=MILLS, starts_on=date(2024, 11, 8), ends_on=date(2024, 11, 30))

    assert chosen(plain, newer).percent == D(30)
    assert chosen(plain, newer, until).name == "Owner · Prairie Mills, until 30 Nov"
    assert chosen(until, early).name == "Owner · Prairie Mills, from 1 Nov"
    assert chosen(early, late, until).name == "Owner · Prairie Mills, 8 Nov to 30 Nov"


@pytest.mark.contract("C7")
@pytest.mark.parametrize(("day", "holds"), [(-1, False), (0, True), (3, True), (4, False)])
def test_first_and_last_day_are_included(day, holds):
    rule = finer(1, starts_on=TODAY, ends_on=TODAY + timedelta(days=3))

    assert chosen(rule, on=TODAY + timedelta(days=day)).finer is holds


@pytest.mark.contract("C7")
@pytest.mark.parametrize(
    "rule",
    [
        finer(1, department_id=BULK + 1),
        finer(1, vendor_id=MILLS + 1),
        finer(1, department_id=BULK, vendor_id=MILLS + 1),
    ],
)
def test_a_rule_for_another_place_is_not_spoken_of(rule):
    assert chosen(rule) == OWN


@pytest.mark.contract("B2")
def test_rules_that_lost_say_why():
    over = finer(5, vendor_id=MILLS, ends_on=TODAY - timedelta(days=3))
    ahead = finer(6, department_id=BULK, starts_on=TODAY + timedelta(days=16))
    long_over = finer(7, vendor_id=MILLS, ends_on=TODAY - timedelta(days=90))
    rules = (BOTH, VENDOR, DEPARTMENT, over, ahead, long_over)

    assert [(one.label, one.reason) for one in chosen(*rules).passed] == [
        ("Owner · Prairie Mills, until 12 Nov", "it ended on 12 Nov"),
        ("Owner · Prairie Mills", "a rule for the department and the vendor comes first"),
        ("Owner · Bulk, from 1 Dec", "it begins on 1 Dec"),
        ("Owner · Bulk", "a rule for the department and the vendor comes first"),
        ("Owner", "a rule for the department and the vendor comes first"),
    ]


@pytest.mark.contract("B2", "C7")
def test_the_rule_used_and_those_that_lost_are_among_the_candidates():
    markup = FinerRule(1, MemberRule.MARKUP, D(50), vendor_id=MILLS, vendor="Prairie Mills")
    basis = Basis(D("10.00"), D("5.00"), True, (), chosen(markup, DEPARTMENT))
    found = quote(basis, cases=1, case_size=1, precedence=Precedence.RETAIL_FIRST)

    assert (found.kind, found.unit) == (PriceKind.MEMBER, D("7.50"))
    assert [(one.label, one.unit, one.percent, one.won) for one in found.candidates] == [
        ("Retail price", D("10.00"), None, False),
        ("Owner · Prairie Mills", D("7.50"), D(50), True),
        ("Owner · Bulk", D("8.00"), D(20), False),
        ("Owner", D("9.00"), D(10), False),
    ]


@pytest.mark.contract("C7")
def test_a_rule_may_leave_a_place_at_the_retail_price():
    none = FinerRule(1, MemberRule.NONE, D(0), department_id=BULK, department="Bulk")
    found = quote(
        Basis(D("10.00"), None, True, (), chosen(none)),
        cases=1,
        case_size=1,
        precedence=Precedence.RETAIL_FIRST,
    )

    assert (found.kind, found.unit) == (PriceKind.REGULAR, D("10.00"))
    assert found.candidates[0].reason == "“Owner · Bulk” leaves it at the retail price"


places = st.sampled_from([None, BULK, BULK + 1])
days = st.none() | st.integers(-90, 90).map(lambda n: TODAY + timedelta(days=n))
rules = st.lists(
    st.builds(
        FinerRule,
        number=st.integers(1, 999),
        rule=st.sampled_from(MemberRule),
        percent=st.just(D(20)),
        department_id=places,
        vendor_id=places,
        starts_on=days,
        ends_on=days,
    ),
    max_size=6,
    unique_by=lambda rule: rule.number,
)


@pytest.mark.contract("C7")
@given(rules, st.randoms())
def test_the_order_of_rows_does_not_matter(found, random):
    mixed = list(found)
    random.shuffle(mixed)

    assert chosen(*mixed) == chosen(*found)
