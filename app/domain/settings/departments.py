"""Departments: who looks after them, what they are ordered as, whether they ask how many."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.access import Viewer
from app.domain.catalog import history
from app.domain.settings.editing import add, edit, fact, room_for
from app.domain.words import holds
from app.models import CatalogThing, Department, OrderLine, SuperDepartment
from app.vocabulary.errors import Invalid

PAGE = 50
MOST_DEPARTMENTS = 2000
TAKEN = {"number": "There is a department of this number already."}
SUPER_TAKEN = {"number": "There is a super department of this number already."}


@dataclass(frozen=True)
class DepartmentRules:
    """What settings say of a department. `ordered_as` is the department map (C4); a
    `minimum_quantity` above zero (C5) or `always_ask` (C17) makes entry ask how many."""

    name: str
    super_department: SuperDepartment | None
    ordered_as: Department | None = None
    minimum_quantity: int = 0
    always_ask: bool = False
    active: bool = True


@dataclass(frozen=True)
class DepartmentPage:
    """Some departments by number; `after` starts the next page, None at the end."""

    departments: list[Department]
    after: int | None


def departments(
    session: Session, *, words: str = "", super_department_id: int | None = None, after: int = -1
) -> DepartmentPage:
    """Departments by number, of one super department, with `words` in the name or as the number."""
    query = sa.select(Department).where(Department.number > after)
    if super_department_id is not None:
        query = query.where(Department.super_department_id == super_department_id)
    if words:
        hit = holds(Department.name, words)
        if words.isascii() and words.isdecimal() and len(words) < 10:
            hit = hit | (Department.number == int(words))
        query = query.where(hit)
    query = query.options(
        joinedload(Department.super_department), joinedload(Department.ordered_as)
    )
    rows = list(session.scalars(query.order_by(Department.number).limit(PAGE + 1)))
    return DepartmentPage(rows[:PAGE], rows[PAGE - 1].number if len(rows) > PAGE else None)


def super_departments(session: Session) -> list[SuperDepartment]:
    """All super departments by name."""
    return list(session.scalars(sa.select(SuperDepartment).order_by(SuperDepartment.name)))


def how_many_each(session: Session) -> dict[int | None, int]:
    """Active departments of each super department, by its id."""
    query = (
        sa.select(Department.super_department_id, sa.func.count().label("many"))
        .where(Department.active.is_(True))
        .group_by(Department.super_department_id)
    )
    return {row.super_department_id: row.many for row in session.execute(query)}


def add_department(
    session: Session, number: int, rules: DepartmentRules, by: Viewer | None
) -> Department:
    """A new department. Invalid when the number is taken."""
    room_for(session, Department, MOST_DEPARTMENTS)
    made = Department(
        number=number,
        name=rules.name,
        super_department_id=_id(rules.super_department),
        ordered_as_id=_id(rules.ordered_as),
        minimum_quantity=rules.minimum_quantity,
        always_ask=rules.always_ask,
        active=rules.active,
    )
    add(session, made, by, "department added", _subject(number, rules.name), vars(rules), TAKEN)
    told = {"number": (None, number), **{n: (None, fact(v)) for n, v in vars(rules).items() if v}}
    history.note(session, by, CatalogThing.DEPARTMENT, made.id, "added", told, {})
    return made


def change_department(
    session: Session, department: Department, rules: DepartmentRules, by: Viewer | None
) -> None:
    """Change a department; its open lines follow it to another super department, so that somebody
    stays responsible for them (C20, C22)."""
    _check_map(session, department, rules)
    subject = _subject(department.number, department.name)
    before = {name: fact(getattr(department, name)) for name in vars(rules)}
    changed = edit(session, department, vars(rules), by, "department changed", subject)
    if changed:
        told = {n: (before[n], fact(v)) for n, v in vars(rules).items() if n in changed}
        history.note(session, by, CatalogThing.DEPARTMENT, department.id, "changed", told, {})
    if "super_department" in changed:
        lines_follow(session, department.id, _id(rules.super_department))


def lines_follow(session: Session, department_id: int, super_department_id: int | None) -> None:
    """Give the open lines of a department to the super department that owns it now."""
    session.execute(
        sa.update(OrderLine)
        .where(OrderLine.department_id == department_id, OrderLine.open == 1)
        .values(super_department_id=super_department_id)
        .execution_options(synchronize_session=False)
    )


def _check_map(session: Session, department: Department, rules: DepartmentRules) -> None:
    if rules.ordered_as is department:
        raise Invalid({"ordered_as": "A department need not become itself: choose “Itself”."})
    if rules.ordered_as is not None and not rules.ordered_as.active:
        raise Invalid({"ordered_as": f"{rules.ordered_as.name} is not active."})
    if rules.active:
        return
    first = session.scalar(
        sa.select(Department.name).where(Department.ordered_as_id == department.id).limit(1)
    )
    if first is not None:
        raise Invalid({"active": f"{first} is ordered as this department. Change that first."})


def add_super_department(
    session: Session, number: int, name: str, by: Viewer | None
) -> SuperDepartment:
    """A new super department: somebody's realm. Invalid when the number is taken."""
    room_for(session, SuperDepartment)
    made = SuperDepartment(number=number, name=name)
    subject = _subject(number, name)
    add(session, made, by, "super department added", subject, {"name": name}, SUPER_TAKEN)
    return made


def rename_super_department(
    session: Session, row: SuperDepartment, name: str, by: Viewer | None
) -> None:
    """Give a super department another name."""
    edit(
        session, row, {"name": name}, by, "super department changed", _subject(row.number, row.name)
    )


def next_number(session: Session, model: type[Department] | type[SuperDepartment]) -> int:
    """A number that is free."""
    return (session.scalar(sa.select(sa.func.max(model.number))) or 0) + 1


def _subject(number: int, name: str) -> str:
    return f"{number} {name}"


def _id(row: Department | SuperDepartment | None) -> int | None:
    return row.id if row is not None else None
