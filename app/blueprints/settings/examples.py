"""What a rule of price makes of the contract's own example: retail 10.00, cost 5.00 (C7)."""

from __future__ import annotations

from typing import Any

from app.domain.settings import price_rules
from app.models import MemberRule
from app.vocabulary import money


def typed_example(rule_key: str, typed: str) -> dict[str, Any]:
    """The example for what stands in a form; `problem` says why there is none."""
    try:
        rule = MemberRule(rule_key)
        percent = money.read_amount(typed, places=4) if typed.strip() else None
    except ValueError as error:
        return {"problem": str(error) if rule_key in list(MemberRule) else "Choose a rule."}
    if problem := price_rules.percent_problem(rule, percent):
        return {"problem": problem}
    return example(rule, percent or price_rules.ZERO_PERCENT)


def example(rule: MemberRule, percent: Any) -> dict[str, Any]:
    """The example: what it is of, before and after."""
    of_cost = rule is MemberRule.MARKUP
    return {
        "problem": "",
        "word": "cost" if of_cost else "retail",
        "before": price_rules.EXAMPLE_COST if of_cost else price_rules.EXAMPLE_RETAIL,
        "after": price_rules.example(rule, percent),
    }
