"""The price of a line, by worked examples."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.pricing.terms import Terms
from app.domain.pricing.values import Precedence, Quote
from app.models import MemberRule, MemberType
from app.vocabulary.figures import PriceKind
from tests.domain.pricing.worlds import D, offer, priced, terms

NEEDED, REGULAR = PriceKind.NEEDED, PriceKind.REGULAR
MEMBER, SALE, MANUAL = PriceKind.MEMBER, PriceKind.SALE, PriceKind.MANUAL


def price_of(quote: Quote) -> tuple[PriceKind, Decimal | None]:
    return quote.kind, quote.unit


def verdicts(quote: Quote) -> list[tuple[str, bool, str]]:
    return [(one.rule, one.won, one.reason) for one in quote.candidates]


# The customer's type (C7, C11)


@pytest.mark.contract("C7", "C11")
@pytest.mark.parametrize(
    ("rule", "percent", "expected"),
    [
        ("markdown", "10", (MEMBER, D("9.00"))),
        ("markup", "50", (MEMBER, D("7.50"))),
        ("markdown", "0", (REGULAR, D("10.00"))),
        ("markup", "0", (MEMBER, D("5.00"))),
        ("markdown", "100", (MEMBER, D("0.00"))),
        ("markup", "150", (MEMBER, D("12.50"))),
        ("none", "0", (REGULAR, D("10.00"))),
    ],
)
def test_a_rule_prices_from_retail_10_or_cost_5(rule, percent, expected):
    assert price_of(priced(terms=terms(rule, percent))) == expected


@pytest.mark.contract("C7")
def test_a_rule_holds_for_a_type_that_is_no_membership():
    assert price_of(priced(terms=terms("markup", "50", member=False))) == (MEMBER, D("7.50"))


@pytest.mark.contract("C7")
@pytest.mark.parametrize(
    ("retail", "cost", "rule", "percent"),
    [
        ("10.00", None, "markup", "50"),
        ("10.00", "0.00", "markup", "50"),
        ("10.00", "-1", "markup", "0"),
        (None, "5.00", "markdown", "10"),
        ("-1", "5.00", "markdown", "100"),
        ("10.00", "5.00", "markdown", "100.01"),
        ("10.00", "5.00", "markdown", "-5"),
        ("10.00", "5.00", "markup", "-100"),
    ],
)
def test_a_rule_without_its_base_or_sense_needs_a_price(retail, cost, rule, percent):
    found = priced(retail, cost, terms=terms(rule, percent), case_size=6)

    assert (found.kind, found.unit, found.case, found.total) == (NEEDED, None, None, None)
    assert [one.won for one in found.candidates] == [False, False]


@pytest.mark.contract("C11")
def test_a_markup_needs_no_retail():
    assert price_of(priced(None, "5.00", terms=terms("markup", "50"))) == (MEMBER, D("7.50"))


@pytest.mark.contract("C7")
def test_a_unit_price_keeps_four_places_half_up():
    assert priced("1.2345", terms=terms("markdown", "10")).unit == D("1.1111")
    assert priced("1.2350", terms=terms("markdown", "10")).unit == D("1.1115")
    assert priced(None, "1.2345", terms=terms("markup", "10")).unit == D("1.3580")


# Retail (C2, C12)


@pytest.mark.contract("C2", "C12")
@pytest.mark.parametrize(
    ("retail", "case_size", "cases", "case", "total"),
    [
        ("1.234", 24, 1, "29.616", "29.62"),
        ("1.234", 24, 2, "29.616", "59.23"),
        ("2.50", 12, 1, "30.00", "30.00"),
        ("2.50", 1, 3, "2.50", "7.50"),
        ("0.0050", 1, 1, "0.0050", "0.01"),
        ("0.0049", 1, 1, "0.0049", "0.00"),
    ],
)
def test_unit_times_case_size_is_the_case_price(retail, case_size, cases, case, total):
    found = priced(retail, case_size=case_size, cases=cases)

    assert (found.case, found.total) == (D(case), D(total))


@pytest.mark.contract("C2")
def test_without_a_case_size_the_unit_price_stands_and_no_total_is_made():
    found = priced(case_size=None)

    assert (found.kind, found.unit, found.case, found.total, found.regular_total) == (
        (REGULAR, D("10.00"), None, None, None)
    )
    assert found.needs_case_size
    assert not priced().needs_case_size
    assert not priced(None, None, case_size=None).needs_case_size


@pytest.mark.contract("C11")
@pytest.mark.parametrize("retail", [None, "0.00", "-1"])
def test_an_unknown_retail_price_is_needed_never_zero(retail):
    found = priced(retail, case_size=6)

    assert (price_of(found), found.retail, found.total) == ((NEEDED, None), None, None)
    assert verdicts(found) == [("retail", False, "the retail price is unknown")]


# Not discountable (C9), sales (C10), and which comes first (decision 2)


@pytest.mark.contract("C9")
def test_what_is_not_discountable_costs_its_retail_price():
    found = priced(
        "10.00", "5.00", offer("8.00"), terms=terms("markdown", "10"), discountable=False
    )

    assert price_of(found) == (REGULAR, D("10.00"))
    assert verdicts(found) == [
        ("sale", False, "the item is not discountable"),
        ("retail", True, "the item is not discountable"),
        ("markdown", False, "the item is not discountable"),
    ]


@pytest.mark.contract("C9", "C10")
def test_sale_first_lets_a_sale_beat_not_discountable():
    world = {"discountable": False, "precedence": Precedence.SALE_FIRST}

    assert price_of(priced("10.00", "5.00", offer("8.00"), **world)) == (SALE, D("8.00"))
    assert price_of(priced("10.00", "5.00", offer("12.00"), **world)) == (REGULAR, D("10.00"))


@pytest.mark.contract("C9")
def test_not_discountable_without_a_retail_price_needs_one():
    found = priced(None, "5.00", offer("8.00"), terms=terms("markup", "50"), discountable=False)

    assert price_of(found) == (NEEDED, None)


@pytest.mark.contract("C10")
@pytest.mark.parametrize("precedence", list(Precedence))
def test_a_sale_beats_the_rule_of_the_type_even_a_better_one(precedence):
    found = priced(
        "10.00", "5.00", offer("8.00"), terms=terms("markdown", "50"), precedence=precedence
    )

    assert price_of(found) == (SALE, D("8.00"))
    assert verdicts(found) == [
        ("sale", True, "the lowest sale price"),
        ("retail", False, "a sale price comes first"),
        ("markdown", False, "a sale price comes first"),
    ]


@pytest.mark.contract("C10")
@pytest.mark.parametrize(
    ("member", "expected"), [(True, (SALE, D("7.00"))), (False, (SALE, D("8.00")))]
)
def test_a_member_only_sale_is_for_members(member, expected):
    both = (offer("8.00"), offer("7.00", sale_id=2, member_only=True))

    assert price_of(priced("10.00", "5.00", *both, terms=terms(member=member))) == expected


@pytest.mark.contract("C10")
def test_the_lowest_of_overlapping_sales_wins_and_of_equals_the_older():
    found = priced(
        "10.00",
        "5.00",
        offer("8.00", sale_id=1),
        offer("7.50", sale_id=9, name="Late"),
        offer("7.50", sale_id=3, name="Early"),
    )

    assert [one.label for one in found.candidates if one.won] == ["Early"]
    assert (found.unit, found.sale) == (D("7.50"), D("7.50"))


@pytest.mark.contract("C10")
@pytest.mark.parametrize(
    ("price", "reason"),
    [
        ("10.00", "not below the retail price"),
        ("10.01", "not below the retail price"),
        ("0.00", "the sale names no price"),
        ("-1", "the sale names no price"),
    ],
)
def test_a_sale_that_lowers_nothing_is_none(price, reason):
    found = priced("10.00", "5.00", offer(price), terms=terms("markdown", "10"))

    assert (price_of(found), found.sale) == ((MEMBER, D("9.00")), None)
    assert verdicts(found)[0] == ("sale", False, reason)


@pytest.mark.contract("C10")
def test_an_advertised_price_holds_without_a_retail_price():
    found = priced(None, "5.00", offer("8.00"), terms=terms("markup", "90"), case_size=2)

    assert (price_of(found), found.total, found.regular_total) == (
        (SALE, D("8.00")),
        D("16.00"),
        None,
    )


# By hand (C2, C12)


@pytest.mark.contract("C2", "C12", "B2")
@pytest.mark.parametrize("manual", ["0.00", "6.5", "99.9999"])
def test_a_price_by_hand_wins_over_all(manual):
    found = priced("10.00", "5.00", offer("8.00"), manual=manual, discountable=False)

    assert price_of(found) == (MANUAL, D(manual))
    assert verdicts(found) == [
        ("manual", True, "a price was set by hand"),
        ("sale", False, "a price was set by hand"),
        ("retail", False, "a price was set by hand"),
    ]


@pytest.mark.contract("C2")
def test_a_price_by_hand_needs_nothing_else():
    found = priced(None, None, manual="3.00", case_size=4, cases=2)

    assert (price_of(found), found.total) == ((MANUAL, D("3.00")), D("24.00"))


@pytest.mark.parametrize(
    "wrong", [{"cases": 0}, {"case_size": 0}, {"manual": "-0.01"}, {"manual": "1.00001"}]
)
def test_impossible_questions_are_refused(wrong):
    with pytest.raises(ValueError, match=r"start at 1|zero or more"):
        priced(**wrong)


# Terms


@pytest.mark.contract("C7")
def test_the_terms_of_a_member_type():
    staff = MemberType(
        number=3, name="Staff", is_member=True, rule=MemberRule.MARKUP, percent=D("15.5")
    )

    assert Terms.of(staff) == Terms("Staff", True, MemberRule.MARKUP, D("15.5"))
    assert Terms.of(MemberType(number=0, name="Visitor")) == Terms(
        "Visitor", False, MemberRule.NONE, D(0)
    )
    assert Terms.of(None) == Terms.none()
