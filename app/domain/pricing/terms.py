"""Which rule of the customer's type holds for a line: the type's own, or a finer one (C7).

A finer rule names a department, a vendor, both, or only dates, and takes the place of the type's
own rule where it holds. The most specific one wins:

    department and vendor  >  vendor  >  department  >  dates only  >  the type's own rule

Among equals one with dates beats one without, then the later start, then the newer row. Dates are
days of the order, first and last included. The department is the one the line is ordered under.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from app.models.pricing import MemberRule, MemberType

NEARBY = timedelta(days=60)


@dataclass(frozen=True)
class Passed:
    """A rule of the type that might have held, and why it does not."""

    label: str
    rule: MemberRule
    percent: Decimal
    reason: str


@dataclass(frozen=True)
class Terms:
    """What a customer's type means for the price of one line (C7); `percent` 10 means 10 %. `name`
    says which rule it is ("Owner · Bulk, until 30 Nov"); `finer` if it is not the type's own;
    `passed` are the rules that lost."""

    name: str
    is_member: bool
    rule: MemberRule
    percent: Decimal
    finer: bool = False
    passed: tuple[Passed, ...] = ()

    @classmethod
    def none(cls) -> Terms:
        """Nobody in particular: no member, no rule."""
        return cls("", False, MemberRule.NONE, Decimal(0))

    @classmethod
    def of(cls, member_type: MemberType | None) -> Terms:
        """The terms of a member type, or of nobody in particular; finer rules aside."""
        if member_type is None:
            return cls.none()
        rule = member_type.rule or MemberRule.NONE
        percent = member_type.percent or Decimal(0)
        return cls(member_type.name, bool(member_type.is_member), MemberRule(rule), percent)


@dataclass(frozen=True)
class FinerRule:
    """A rule of a member type for a department, a vendor or both (ids, with their names), always or
    between two dates, both included. `number` grows with each new row."""

    number: int
    rule: MemberRule
    percent: Decimal
    department_id: int | None = None
    vendor_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    department: str = ""
    vendor: str = ""

    @property
    def place(self) -> int:
        """How specific the place is: department and vendor 3, vendor 2, department 1, none 0."""
        return 2 * (self.vendor_id is not None) + (self.department_id is not None)

    @property
    def dated(self) -> bool:
        """Whether it holds between dates only."""
        return self.starts_on is not None or self.ends_on is not None

    def is_about(self, department_id: int | None, vendor_id: int | None) -> bool:
        """Whether its place is that of a line."""
        return self.department_id in (None, department_id) and self.vendor_id in (None, vendor_id)

    def holds_on(self, day: date) -> bool:
        """Whether it runs on `day`, first and last day included."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )


def choose(
    own: Terms,
    finer: Iterable[FinerRule],
    *,
    department_id: int | None,
    vendor_id: int | None,
    on: date,
) -> Terms:
    """The terms of one line on the day `on`: `own` unless a finer rule holds, with those that lost
    and why. Rules for other places are left out, and so are those long over or far ahead."""
    about = [rule for rule in finer if rule.is_about(department_id, vendor_id)]
    about.sort(key=_rank, reverse=True)
    holding = [rule for rule in about if rule.holds_on(on)]
    if not holding:
        passed = [_passed(own, rule, _when(rule, on), on) for rule in about if _is_near(rule, on)]
        return replace(own, passed=tuple(passed))
    best = holding[0]
    lost = [
        _passed(own, rule, _beaten(best, rule) if rule in holding else _when(rule, on), on)
        for rule in about
        if rule is not best and (rule in holding or _is_near(rule, on))
    ]
    if own.rule is not MemberRule.NONE:
        lost.append(Passed(own.name, own.rule, own.percent, _comes_first(best)))
    name = label(own.name, best, on)
    return Terms(name, own.is_member, best.rule, best.percent, True, tuple(lost))


def label(type_name: str, rule: FinerRule, on: date) -> str:
    """How a rule is called: “Owner · Bulk, until 30 Nov”."""
    places = [name for name in (rule.department, rule.vendor) if name]
    return ", ".join(filter(None, [" · ".join([type_name, *places]), dates(rule, on)]))


def dates(rule: FinerRule, on: date) -> str:
    """When a rule holds, in words: “1 Nov to 30 Nov”, “until 30 Nov”, “from 1 Nov” or nothing."""
    first, last = rule.starts_on, rule.ends_on
    if first is not None and last is not None:
        return f"{day(first, on)} to {day(last, on)}"
    if last is not None:
        return f"until {day(last, on)}"
    return f"from {day(first, on)}" if first is not None else ""


def day(value: date, on: date) -> str:
    """A day in words, with the year where it is not that of `on`."""
    words = f"{value.day} {value:%b}"
    return words if value.year == on.year else f"{words} {value.year}"


def _rank(rule: FinerRule) -> tuple[int, bool, date, int]:
    return rule.place, rule.dated, rule.starts_on or date.min, rule.number


def _is_near(rule: FinerRule, on: date) -> bool:
    over = rule.ends_on is not None and rule.ends_on < on - NEARBY
    ahead = rule.starts_on is not None and rule.starts_on > on + NEARBY
    return not (over or ahead)


def _passed(own: Terms, rule: FinerRule, reason: str, on: date) -> Passed:
    return Passed(label(own.name, rule, on), rule.rule, rule.percent, reason)


def _when(rule: FinerRule, on: date) -> str:
    if rule.starts_on is not None and on < rule.starts_on:
        return f"it begins on {day(rule.starts_on, on)}"
    return f"it ended on {day(rule.ends_on, on)}" if rule.ends_on is not None else ""


def _beaten(best: FinerRule, rule: FinerRule) -> str:
    if best.place != rule.place:
        return _comes_first(best)
    if best.dated != rule.dated:
        return "a rule between dates comes first"
    if best.starts_on != rule.starts_on:
        return "a rule that began later comes first"
    return "a newer rule comes first"


def _comes_first(best: FinerRule) -> str:
    places = ("between dates", "for the department", "for the vendor", "")
    words = places[best.place] or "for the department and the vendor"
    return f"a rule {words} comes first"
