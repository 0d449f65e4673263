"""What makes a price, apart from the prices: rules of member types (C7) and sale types (C6)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.pricing.quote import quote
from app.domain.pricing.terms import Terms
from app.domain.pricing.values import Basis, Precedence
from app.domain.settings.editing import MOST_ROWS, add, edit, room_for
from app.models import MemberRule, MemberType, SaleType
from app.vocabulary.errors import Invalid
from app.vocabulary.money import HUNDRED
from app.vocabulary.permissions import Permission

ZERO_PERCENT = Decimal(0)
LARGEST_MARKUP = Decimal(1000)
# The figures that the contract itself explains the rule with (C7).
EXAMPLE_RETAIL, EXAMPLE_COST = Decimal("10.00"), Decimal("5.00")
TAKEN = {"number": "There is a type of this number already."}


@dataclass(frozen=True)
class MemberTerms:
    """What settings say of a member type. `percent` 10 means 10 %; it is 0 without a rule."""

    name: str
    is_member: bool
    rule: MemberRule
    percent: Decimal
    active: bool = True


@dataclass(frozen=True)
class SaleTerms:
    """What settings say of a sale type. On a price change that is no sale, `eligible` and
    `member_only` have no meaning and are off (C6)."""

    name: str
    is_sale: bool
    eligible: bool
    member_only: bool


def percent_problem(rule: MemberRule, percent: Decimal | None) -> str:
    """What is wrong with a percentage under a rule, or nothing. Zero is allowed (C7)."""
    if rule is MemberRule.NONE:
        return ""
    if percent is None:
        return "Write a percentage; 0 is allowed."
    if percent < 0:
        return "Write 0 or more."
    if rule is MemberRule.MARKDOWN and percent > HUNDRED:
        return "A markdown takes off at most 100 %."
    if percent > LARGEST_MARKUP:
        return f"Write at most {LARGEST_MARKUP:,} %."
    return ""


def example(rule: MemberRule, percent: Decimal) -> Decimal | None:
    """What an item of the example's retail and cost would be, by the pricing itself."""
    terms = Terms("", True, rule, percent)
    basis = Basis(EXAMPLE_RETAIL, EXAMPLE_COST, True, (), terms)
    return quote(basis, cases=1, case_size=1, precedence=Precedence.RETAIL_FIRST).unit


def member_types(session: Session) -> list[MemberType]:
    """Member types by number."""
    query = sa.select(MemberType).order_by(MemberType.number).limit(MOST_ROWS)
    return list(session.scalars(query))


def sale_types(session: Session) -> list[SaleType]:
    """Sale types by number."""
    return list(session.scalars(sa.select(SaleType).order_by(SaleType.number).limit(MOST_ROWS)))


def add_member_type(
    session: Session, number: int, terms: MemberTerms, by: Viewer | None
) -> MemberType:
    """A new member type. Invalid when the number is taken or the percentage makes no sense;
    NotAllowed for a markup without the right to see costs."""
    _may_mark_up(terms.rule, by)
    room_for(session, MemberType)
    values = asdict(_sound(terms))
    made = MemberType(number=number, **values)
    add(session, made, by, "member type added", f"{number} {terms.name}", values, TAKEN)
    return made


def change_member_type(
    session: Session, row: MemberType, terms: MemberTerms, by: Viewer | None
) -> None:
    """Change a member type. Orders taken before keep the prices they were given."""
    _may_mark_up(row.rule, by)
    _may_mark_up(terms.rule, by)
    subject = f"{row.number} {row.name}"
    edit(session, row, asdict(_sound(terms)), by, "member type changed", subject)


def add_sale_type(session: Session, number: int, terms: SaleTerms, by: Viewer | None) -> SaleType:
    """A new sale type. Invalid when the number is taken."""
    room_for(session, SaleType)
    values = asdict(_meant(terms))
    made = SaleType(number=number, **values)
    add(session, made, by, "sale type added", f"{number} {terms.name}", values, TAKEN)
    return made


def change_sale_type(session: Session, row: SaleType, terms: SaleTerms, by: Viewer | None) -> None:
    """Change a sale type. Orders taken before keep the prices they were given."""
    subject = f"{row.number} {row.name}"
    edit(session, row, asdict(_meant(terms)), by, "sale type changed", subject)


def next_number(session: Session, model: type[MemberType] | type[SaleType]) -> int:
    """A number that is free."""
    return (session.scalar(sa.select(sa.func.max(model.number))) or 0) + 1


def _may_mark_up(rule: MemberRule, by: Viewer | None) -> None:
    """A markup and a price tell the cost: it is for people who may see costs (B1)."""
    if by is not None and rule is MemberRule.MARKUP:
        by.can(Permission.COSTS_SEE).enforce()


def _sound(terms: MemberTerms) -> MemberTerms:
    if problem := percent_problem(terms.rule, terms.percent):
        raise Invalid({"percent": problem})
    if terms.rule is MemberRule.NONE:
        return MemberTerms(terms.name, terms.is_member, terms.rule, ZERO_PERCENT, terms.active)
    return terms


def _meant(terms: SaleTerms) -> SaleTerms:
    return terms if terms.is_sale else SaleTerms(terms.name, False, False, False)
