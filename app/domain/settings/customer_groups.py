"""Groups of customers with their financial dimensions (M10), and affiliations (M9)."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.settings.editing import MOST_ROWS, add, edit, room_for
from app.models import Affiliation, Customer, CustomerGroup
from app.vocabulary.errors import Invalid
from app.vocabulary.searching import haystack

MOST_DIMENSIONS = 8
GROUP_TAKEN = {"name": "There is a group of this name already."}
AFFILIATION_TAKEN = {"name": "There is an affiliation of this name already."}


@dataclass(frozen=True)
class GroupFacts:
    """What settings say of a group. `dimensions` is name → value, at most eight."""

    name: str
    dimensions: dict[str, str] = field(default_factory=dict)
    active: bool = True


def groups(session: Session, *, active_only: bool = False) -> list[CustomerGroup]:
    """Groups by name."""
    query = sa.select(CustomerGroup).order_by(CustomerGroup.name).limit(MOST_ROWS)
    return list(session.scalars(query.where(CustomerGroup.active.is_(True)) if active_only
                                else query))  # fmt: skip


def affiliations(session: Session, *, active_only: bool = False) -> list[Affiliation]:
    """Affiliations by name."""
    query = sa.select(Affiliation).order_by(Affiliation.name).limit(MOST_ROWS)
    return list(session.scalars(query.where(Affiliation.active.is_(True)) if active_only
                                else query))  # fmt: skip


def dimensions_of(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Pairs as typed, in their order, without empty ones. Invalid names the half that is missing
    (`dimension_2`, `value_2`) or the name that is there twice."""
    found: dict[str, str] = {}
    for n, (name, value) in enumerate(pairs):
        if not (name or value):
            continue
        if not name:
            raise Invalid({f"dimension_{n}": "What is this the value of?"})
        if not value:
            raise Invalid({f"value_{n}": "Write the value, or clear the name."})
        if haystack(name) in map(haystack, found):
            raise Invalid({f"dimension_{n}": f"“{name}” is there already."})
        found[name] = value
    return found


def add_group(session: Session, facts: GroupFacts, by: Viewer | None) -> CustomerGroup:
    """A new group. Invalid when the name is taken."""
    room_for(session, CustomerGroup)
    _check(groups(session), facts.name, None, GROUP_TAKEN)
    made = CustomerGroup(**vars(facts))
    add(session, made, by, "customer group added", facts.name, vars(facts), GROUP_TAKEN)
    return made


def change_group(
    session: Session, row: CustomerGroup, facts: GroupFacts, by: Viewer | None
) -> None:
    """Change a group. Customers keep the dimensions they were given when they were added."""
    _check(groups(session), facts.name, row, GROUP_TAKEN)
    edit(session, row, vars(facts), by, "customer group changed", row.name, GROUP_TAKEN)


def add_affiliation(session: Session, name: str, by: Viewer | None) -> Affiliation:
    """A new affiliation. Invalid when the name is taken."""
    room_for(session, Affiliation)
    _check(affiliations(session), name, None, AFFILIATION_TAKEN)
    made = Affiliation(name=name, active=True)
    add(session, made, by, "affiliation added", name, {"name": name}, AFFILIATION_TAKEN)
    return made


def change_affiliation(
    session: Session, row: Affiliation, name: str, active: bool, by: Viewer | None
) -> None:
    """Another name, or retire it: customers keep it, nobody new gets it."""
    _check(affiliations(session), name, row, AFFILIATION_TAKEN)
    values = {"name": name, "active": active}
    edit(session, row, values, by, "affiliation changed", row.name, AFFILIATION_TAKEN)


def sizes(session: Session) -> dict[int, int]:
    """How many customers each group has, by its id."""
    query = (
        sa.select(Customer.group_id, sa.func.count())
        .where(Customer.group_id.is_not(None))
        .group_by(Customer.group_id)
    )
    return {group: count for group, count in session.execute(query) if group}


def _check(
    rows: list[CustomerGroup] | list[Affiliation],
    name: str,
    own: CustomerGroup | Affiliation | None,
    taken: dict[str, str],
) -> None:
    if any(row is not own and haystack(row.name) == haystack(name) for row in rows):
        raise Invalid(taken)
