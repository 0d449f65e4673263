"""What a line costs, worked out from the words of the contract and of the decisions alone: whole
numbers of ten-thousandths, days counted from the order's, and not a line shared with the app.

C2, C12  a unit price times the case size is the case price; one order line is some cases of it
C6       a sale counts if its type is a sale that is eligible for special orders
C7       a member type takes a percentage off retail or puts one on cost; finer rules come first
C9, C10  not discountable: retail; on an eligible sale: the sale price, member-only for members
decisions 2, 3, 4: which of those first is a setting; the lowest sale; one rounding, half up
"""

from __future__ import annotations

from dataclasses import dataclass

WHOLE = 1_000_000  # 100 % in ten-thousandths of a percent


@dataclass(frozen=True)
class SaleCase:
    """A sale: `price` in ten-thousandths; it runs from `first` to `last`, days from the order's."""

    price: int
    first: int = -1
    last: int = 1
    member_only: bool = False
    is_sale: bool = True
    eligible: bool = True
    here: bool = True
    active: bool = True
    names: str = "product"  # or "like code", or "another"


@dataclass(frozen=True)
class RuleCase:
    """A finer rule. `department` and `vendor`: "mine", "other" or "any"."""

    rule: str
    percent: int
    department: str = "any"
    vendor: str = "any"
    first: int | None = None
    last: int | None = None
    active: bool = True


@dataclass(frozen=True)
class Case:
    """A line and everything that could make its price. Amounts in ten-thousandths, 0 and below is
    how files write "none"; `hand` is a unit price or ("case", price)."""

    retail: int | None
    cost: int | None
    discountable: bool = True
    member: bool = True
    rule: str = "none"
    percent: int = 0
    sales: tuple[SaleCase, ...] = ()
    finer: tuple[RuleCase, ...] = ()
    precedence: str = "retail-first"
    choice: str = "auto"
    hand: int | tuple[str, int] | None = None
    cases: int = 1
    size: int | None = 1


def rounded(top: int, bottom: int) -> int:
    """top / bottom as a whole number, half up; for what is not below zero."""
    return (2 * top + bottom) // (2 * bottom)


def priced(case: Case) -> tuple[str, int | None, int | None]:
    """Kind, unit price in ten-thousandths, total in cents."""
    kind, unit = by_hand(case) or by_choice(case) or by_rules(case)
    if unit is None:
        return "needed", None, None
    if case.size is None:
        return kind, unit, None
    exact = unit * case.size * case.cases
    if isinstance(case.hand, tuple):
        exact = case.hand[1] * case.cases
    return kind, unit, rounded(exact, 100)


def by_hand(case: Case) -> tuple[str, int | None] | None:
    if case.hand is None:
        return None
    if isinstance(case.hand, tuple):
        assert case.size is not None
        return "manual", rounded(case.hand[1], case.size)
    return "manual", case.hand


def by_choice(case: Case) -> tuple[str, int | None] | None:
    rule, percent = terms(case)
    if case.choice == "retail":
        return "regular", above_zero(case.retail)
    if case.choice == "sale":
        return "sale", lowest_sale(case)
    if case.choice == "member":
        return "member", made_by(rule, percent, case)
    return None


def by_rules(case: Case) -> tuple[str, int | None]:
    rule, percent = terms(case)
    steps = ["fixed", "sale"] if case.precedence == "retail-first" else ["sale", "fixed"]
    for step in steps:
        if step == "fixed" and not case.discountable:
            return "regular", above_zero(case.retail)
        if step == "sale" and lowest_sale(case) is not None:
            return "sale", lowest_sale(case)
    if rule == "none" or (rule == "markdown" and percent == 0):
        return "regular", above_zero(case.retail)
    return "member", made_by(rule, percent, case)


def above_zero(amount: int | None) -> int | None:
    return amount if amount is not None and amount > 0 else None


def lowest_sale(case: Case) -> int | None:
    """The lowest price of the sales that count for this customer today and take something off."""
    retail = above_zero(case.retail)
    prices = [
        sale.price
        for sale in case.sales
        if sale.names != "another"
        and sale.here
        and sale.active
        and sale.is_sale
        and sale.eligible
        and sale.first <= 0 <= sale.last
        and (case.member or not sale.member_only)
        and sale.price > 0
        and (retail is None or sale.price < retail)
    ]
    return min(prices, default=None)


def terms(case: Case) -> tuple[str, int]:
    """The rule that holds: the most specific of those that are of this line and of this day."""
    fits = [
        (
            ["any", "department", "vendor", "both"].index(place(rule)),
            rule.first is not None or rule.last is not None,
            -999 if rule.first is None else rule.first,
            number,
            rule,
        )
        for number, rule in enumerate(case.finer)
        if rule.active
        and "other" not in (rule.department, rule.vendor)
        and (rule.first is None or rule.first <= 0)
        and (rule.last is None or rule.last >= 0)
    ]
    if not fits:
        return case.rule, case.percent
    best = max(fits, key=lambda fit: fit[:4])[4]
    return best.rule, best.percent


def place(rule: RuleCase) -> str:
    if rule.department == "mine" and rule.vendor == "mine":
        return "both"
    if rule.vendor == "mine":
        return "vendor"
    return "department" if rule.department == "mine" else "any"


def made_by(rule: str, percent: int, case: Case) -> int | None:
    retail, cost = above_zero(case.retail), above_zero(case.cost)
    if rule == "markdown" and retail is not None and 0 <= percent <= WHOLE:
        return rounded(retail * (WHOLE - percent), WHOLE)
    if rule == "markup" and cost is not None and percent >= 0:
        return rounded(cost * (WHOLE + percent), WHOLE)
    return None
