"""Finer rules of a member type: for a department, a vendor, both, or between dates (C7).

A markup and a price give the cost, so a markup is set and read by people who may see costs (B1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, lazyload

from app.domain.access import Viewer
from app.domain.pricing.terms import FinerRule, dates, label
from app.domain.settings.editing import MOST_ROWS, add, edit
from app.domain.settings.price_rules import ZERO_PERCENT, percent_problem
from app.models import Department, MemberRule, MemberType, PriceRule, Vendor
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission

NO_COSTS = "A markup is for people who may see costs: with a price it tells the cost."
_TOO_WIDE = "Choose a department, a vendor, or dates: without any it is the type’s own rule."


@dataclass(frozen=True)
class RuleTerms:
    """What settings say of a finer rule: where and when it holds (first and last day included;
    None is everywhere, always), and what it does. `percent` 10 means 10 %."""

    department: Department | None
    vendor: Vendor | None
    starts_on: date | None
    ends_on: date | None
    rule: MemberRule
    percent: Decimal


def rules_of(session: Session, member_type_id: int) -> list[PriceRule]:
    """The finer rules of a member type, the most specific first, ended ones last; one statement,
    at most MOST_ROWS."""
    query = (
        sa.select(PriceRule)
        .where(PriceRule.member_type_id == member_type_id)
        .options(
            joinedload(PriceRule.department).options(lazyload("*")), joinedload(PriceRule.vendor)
        )
        .order_by(PriceRule.active.desc(), PriceRule.id.desc())
        .limit(MOST_ROWS)
    )
    rows = list(session.scalars(query))
    return sorted(rows, key=lambda row: (not row.active, -as_value(row).place))


def as_value(row: PriceRule) -> FinerRule:
    """The rule as pricing knows it."""
    return FinerRule(
        number=row.id,
        rule=row.rule,
        percent=row.percent,
        department_id=row.department_id,
        vendor_id=row.vendor_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        department=row.department.name if row.department else "",
        vendor=row.vendor.name if row.vendor else "",
    )


def standing(row: PriceRule, today: date) -> str:
    """Where a rule stands on the day: “now”, “ahead” or “over”."""
    if not row.active or (row.ends_on is not None and row.ends_on < today):
        return "over"
    return "ahead" if row.starts_on is not None and row.starts_on > today else "now"


def when(row: PriceRule, today: date) -> str:
    """When a rule holds, in words."""
    return dates(as_value(row), today) or "always"


def may_touch(row: PriceRule | MemberType, by: Viewer) -> bool:
    """Whether they may see and change what it does: a markup is for people who see costs."""
    return row.rule is not MemberRule.MARKUP or bool(by.can(Permission.COSTS_SEE))


def add_rule(session: Session, of: MemberType, terms: RuleTerms, by: Viewer) -> PriceRule:
    """A new rule of a member type; the same once more is the one that is there. NotAllowed without
    the pricing permission, or for a markup without the right to see costs; Invalid for dates or a
    percentage that make no sense."""
    values = _sound(terms, by)
    same = sa.select(PriceRule).filter_by(member_type_id=of.id, active=True, **values)
    if (known := session.scalars(same.limit(1)).first()) is not None:
        return known
    count = sa.select(sa.func.count()).where(PriceRule.member_type_id == of.id)
    if (session.scalar(count) or 0) >= MOST_ROWS:
        raise Refused(f"There are {MOST_ROWS} rules already, and that is as many as fit.")
    made = PriceRule(member_type_id=of.id, **values)
    shown = {name: value for name, value in values.items() if value is not None}
    add(session, made, by, "price rule added", _subject(of, terms), shown, {})
    return made


def change_rule(session: Session, row: PriceRule, terms: RuleTerms, by: Viewer) -> None:
    """Change a rule; refusals as `add_rule`. Orders that were taken keep their prices."""
    _touch(row, by)
    values = _sound(terms, by)
    edit(session, row, values, by, "price rule changed", _subject(row.member_type, terms))


def end_rule(session: Session, row: PriceRule, by: Viewer, *, today: date) -> None:
    """End a rule: it held until yesterday, so that an order of before is priced by it still; one
    that has not begun before today never holds. Refused when it is over."""
    by.can(Permission.PRICES_EDIT).enforce()
    _touch(row, by)
    if standing(row, today) == "over":
        raise Refused("That rule is over already.")
    yesterday = today - timedelta(days=1)
    held = row.starts_on is None or row.starts_on <= yesterday
    values: dict[str, Any] = {"ends_on": yesterday} if held else {"active": False}
    subject = label(row.member_type.name, as_value(row), today)
    edit(session, row, values, by, "price rule ended", subject)


def _touch(row: PriceRule, by: Viewer) -> None:
    if row.rule is MemberRule.MARKUP:
        by.can(Permission.COSTS_SEE).enforce()


def _sound(terms: RuleTerms, by: Viewer) -> dict[str, Any]:
    by.can(Permission.PRICES_EDIT).enforce()
    if terms.rule is MemberRule.MARKUP:
        by.can(Permission.COSTS_SEE).enforce()
    problems = {}
    if problem := percent_problem(terms.rule, terms.percent):
        problems["percent"] = problem
    if terms.starts_on and terms.ends_on and terms.ends_on < terms.starts_on:
        problems["ends_on"] = "The last day comes before the first."
    if not any((terms.department, terms.vendor, terms.starts_on, terms.ends_on)):
        problems["department"] = _TOO_WIDE
    if problems:
        raise Invalid(problems)
    percent = ZERO_PERCENT if terms.rule is MemberRule.NONE else terms.percent
    return {**_shallow(terms), "percent": percent}


def _shallow(terms: RuleTerms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in terms.__dataclass_fields__}


def _subject(of: MemberType, terms: RuleTerms) -> str:
    places = [row.name for row in (terms.department, terms.vendor) if row is not None]
    return " · ".join([of.name, *places])
