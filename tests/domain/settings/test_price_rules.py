from decimal import Decimal

import pytest

from app.domain.settings.price_rules import (
    MemberTerms,
    SaleTerms,
    add_member_type,
    change_sale_type,
    example,
    percent_problem,
)
from app.models import MemberRule, SaleType
from app.vocabulary.errors import Invalid


@pytest.mark.contract("C7")
@pytest.mark.parametrize(
    ("rule", "percent", "makes"),
    [
        (MemberRule.MARKDOWN, "10", "9.00"),
        (MemberRule.MARKUP, "50", "7.50"),
        (MemberRule.MARKDOWN, "0", "10.00"),
        (MemberRule.MARKUP, "0", "5.00"),
        (MemberRule.MARKDOWN, "100", "0.00"),
        (MemberRule.NONE, "0", "10.00"),
    ],
)
def test_the_example_is_what_the_pricing_itself_makes(rule, percent, makes):
    assert example(rule, Decimal(percent)) == Decimal(makes)


@pytest.mark.parametrize(
    ("rule", "percent"),
    [
        (MemberRule.MARKDOWN, None),
        (MemberRule.MARKDOWN, Decimal("-1")),
        (MemberRule.MARKDOWN, Decimal("100.0001")),
        (MemberRule.MARKUP, Decimal("1000.01")),
    ],
)
def test_percentages_that_make_no_sense(session, rule, percent):
    assert percent_problem(rule, percent)
    with pytest.raises(Invalid) as problem:
        add_member_type(session, 9, MemberTerms("Nine", True, rule, percent), None)
    assert list(problem.value.fields) == ["percent"]


def test_without_a_rule_there_is_no_percentage(session):
    terms = MemberTerms("Nine", True, MemberRule.NONE, Decimal(30))
    assert add_member_type(session, 9, terms, None).percent == 0


@pytest.mark.contract("C6")
def test_a_price_change_that_is_no_sale_is_eligible_for_nothing(session):
    row = SaleType(number=4, name="Price change")
    session.add(row)
    session.flush()
    change_sale_type(session, row, SaleTerms("Price change", False, True, True), None)
    assert (row.is_sale, row.eligible, row.member_only) == (False, False, False)
