"""The call sheet: open calls by customer, the longest due first (B7).

A line to ask about has a `next_call_at` and no other has one (lifecycle), so the sheet walks an
index. A customer stands where the first of their lines stands; a page is a walk from a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, lazyload

from app.domain.calls.groups import Group, key_of, key_of_order
from app.domain.calls.history import calls_about
from app.models import Customer, Order, OrderLine, user_super_departments
from app.vocabulary.words import Labelled

PAGE = 20
# A page looks at so many lines, and at so many customers among them.
WALKED = 300
LOOKED_AT = 40
# Counting stops here.
MOST_COUNTED = 1000


class Due(Labelled):
    """Which calls: those that are due, or those agreed for later."""

    ALL = "", "All"
    NOW = "now", "Due now"
    LATER = "later", "Later"


@dataclass(frozen=True)
class Asked:
    """What the sheet is narrowed to; `mine` is the user whose super departments count, which are
    `owned`, None for everybody's. `now` divides what is due from what is later: a moment, or its
    place in a statement that is kept."""

    now: datetime | sa.BindParameter[datetime]
    store_id: int | None = None
    super_department_id: int | None = None
    mine: int | None = None
    owned: frozenset[int] = frozenset()
    due: Due = Due.ALL


@dataclass(frozen=True)
class Place:
    """Behind the line that is to be called about at `at`."""

    at: datetime
    line_id: int


@dataclass(frozen=True)
class Sheet:
    """One page of customers to call; `after` leads on, None at the end."""

    groups: list[Group]
    after: Place | None


@dataclass(frozen=True)
class Tally:
    """How many customers; `more` if there are more than were counted."""

    customers: int
    more: bool


def page(session: Session, asked: Asked, after: Place | None = None) -> Sheet:
    """One page of the sheet, in three statements however long it is."""
    walked = session.execute(walk(asked, after)).all()
    firsts: dict[str, tuple[datetime, int]] = {}
    for at, line_id, customer_id, phone, last, first in walked:
        key = key_of(customer_id, phone, last, first)
        if key not in firsts and len(firsts) == LOOKED_AT:
            break
        if at is not None:
            firsts.setdefault(key, (at, line_id))
    groups = groups_of(session, asked, firsts)
    # Whose first line stands before this page was on an earlier one.
    here = [group for group in groups if group.place == firsts[group.key]]
    shown = here[:PAGE]
    if len(here) > PAGE:
        return Sheet(shown, Place(*shown[-1].place))
    on = len(firsts) == LOOKED_AT or len(walked) == WALKED
    return Sheet(shown, Place(*list(firsts.values())[-1]) if on and firsts else None)


def walk(
    asked: Asked, after: Place | None
) -> sa.Select[datetime | None, int, int | None, str, str, str]:
    """The lines to ask about in the order of the sheet, with who each is for."""
    query = (
        sa.select(
            OrderLine.next_call_at,
            OrderLine.id,
            Order.customer_id,
            Order.phone_digits,
            Order.last_name,
            Order.first_name,
        )
        .join(OrderLine.order)
        .where(*_wanted(asked), *_due(asked))
        .order_by(OrderLine.next_call_at, OrderLine.id)
        .limit(WALKED)
    )
    if after is not None:
        query = query.where(
            OrderLine.next_call_at >= after.at,
            sa.or_(OrderLine.next_call_at > after.at, OrderLine.id > after.line_id),
        )
    return query


def groups_of(session: Session, asked: Asked, keys: Iterable[str]) -> list[Group]:
    """The customers of these keys with all their lines to ask about, and their last calls; two
    statements. What `asked` leaves out stands apart in each."""
    wanted = set(keys)
    if not wanted:
        return []
    groups = {key: Group(key) for key in wanted}
    for line in session.scalars(lines_of(wanted)).unique():
        # Phones and names are looked up each for itself, so a pair may be nobody's.
        group = groups.get(key_of_order(line.order))
        if group is not None:
            (group.lines if _is_inside(asked, line) else group.others).append(line)
    found = [group for group in groups.values() if group.lines]
    put_calls(session, found)
    return sorted(found, key=lambda group: group.place)


def lines_of(keys: set[str]) -> sa.Select[OrderLine]:
    """The lines to ask about of the customers of these keys, with all that a call needs."""
    further = joinedload(Order.customer).options(
        lazyload(Customer.member_type), joinedload(Customer.reaches)
    )
    return (
        sa.select(OrderLine)
        .join(OrderLine.order)
        .where(
            Order.id.in_(_orders_of(keys)),
            OrderLine.open == 1,
            OrderLine.next_call_at.is_not(None),
        )
        .options(
            contains_eager(OrderLine.order).options(further),
            joinedload(OrderLine.department),
            joinedload(OrderLine.status_row),
        )
        .order_by(Order.id, OrderLine.number)
    )


def count(session: Session, asked: Asked) -> dict[Due, Tally]:
    """How many customers are to be called in all, now and later; counted with a bound, in one
    statement."""
    return tallies({row[0]: (row[1], row[3]) for row in session.execute(counting(asked))})


def counting(asked: Asked) -> sa.CompoundSelect[str, int, str, int]:
    """The statement behind `count`: by name how many customers, and how many lines."""
    return sa.union_all(*counts(asked))


def counts(asked: Asked) -> list[sa.Select[str, int, str, int]]:
    """The parts of `counting`, to be read along with something else."""
    parts = []
    for due in (Due.ALL, Due.NOW):
        found = _whos(replace(asked, due=due), MOST_COUNTED)
        name, nothing = sa.literal(due.value), sa.literal("")
        whos = sa.func.count(found.c.who.distinct())
        parts.append(sa.select(name, whos, nothing, sa.func.count()).select_from(found))
    return parts


def due_customers(
    asked: Asked, *, most: int
) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """How many customers, and how many lines, as columns of another statement, which looks at the
    lines once; at most `most` of them."""
    found = _whos(asked, most)
    whos = sa.func.count(found.c.who.distinct()).label("customers")
    both = sa.select(whos, sa.func.count().label("lines")).select_from(found).subquery("called")
    return both.c.customers, both.c.lines


def _whos(asked: Asked, most: int) -> sa.Subquery:
    lines = sa.select(_key().label("who")).select_from(OrderLine).join(OrderLine.order)
    some = lines.where(*_wanted(asked), *_due(asked)).order_by(OrderLine.next_call_at)
    return some.limit(most).subquery()


def tallies(counted: Mapping[str, tuple[int, int]]) -> dict[Due, Tally]:
    """What `counts` found, by name (customers, lines), as what people read."""
    found = {key: Tally(many, lines >= MOST_COUNTED) for key, (many, lines) in counted.items()}
    every, now = found[Due.ALL], found[Due.NOW]
    later = Tally(max(0, every.customers - now.customers), every.more)
    return {Due.ALL: every, Due.NOW: now, Due.LATER: later}


def _key() -> sa.ColumnElement[str]:
    """`key_of` in SQL."""
    name = sa.literal("n") + Order.last_name + "\n" + Order.first_name
    return sa.case(
        (Order.customer_id.is_not(None), sa.literal("c") + sa.cast(Order.customer_id, sa.String)),
        (Order.phone_digits != "", sa.literal("p") + Order.phone_digits),
        else_=name,
    )


def _orders_of(keys: set[str]) -> sa.CompoundSelect[int]:
    """The open orders of these keys; each kind of key by its own index."""
    known = [int(key[1:]) for key in keys if key[0] == "c"]
    phones = [key[1:] for key in keys if key[0] == "p"]
    names = [tuple(key[1:].split("\n", 1)) for key in keys if key[0] == "n"]
    orders = sa.select(Order.id).where(Order.open == 1)
    nobody = orders.where(Order.customer_id.is_(None))
    parts = [orders.where(Order.customer_id.in_(known))]
    if phones:
        parts.append(nobody.where(Order.phone_digits.in_(phones)))
    if names:
        of_name = sa.tuple_(Order.last_name, Order.first_name).in_(names)
        parts.append(nobody.where(Order.phone_digits == "", of_name))
    return sa.union_all(*parts)


def _wanted(asked: Asked) -> list[sa.ColumnElement[bool]]:
    wanted = [OrderLine.open == 1, OrderLine.next_call_at.is_not(None)]
    if asked.store_id is not None:
        wanted.append(OrderLine.store_id == asked.store_id)
    if asked.super_department_id is not None:
        wanted.append(OrderLine.super_department_id == asked.super_department_id)
    if asked.mine is not None:
        owned = user_super_departments.c
        mine = sa.select(owned.super_department_id).where(owned.user_id == asked.mine)
        wanted.append(OrderLine.super_department_id.in_(mine))
    return wanted


def _due(asked: Asked) -> list[sa.ColumnElement[bool]]:
    if asked.due is Due.NOW:
        return [OrderLine.next_call_at <= asked.now]
    return [OrderLine.next_call_at > asked.now] if asked.due is Due.LATER else []


def _is_inside(asked: Asked, line: OrderLine) -> bool:
    """Whether `line` is what the sheet is narrowed to; when it is due is a matter of the whole
    customer: who is called is asked about everything."""
    return (
        asked.store_id in (None, line.store_id)
        and asked.super_department_id in (None, line.super_department_id)
        and (asked.mine is None or line.super_department_id in asked.owned)
    )


def put_calls(session: Session, groups: Sequence[Group]) -> None:
    """Give each customer their newest calls, in one statement."""
    known = {group.customer.id: group for group in groups if group.customer}
    by_line = {line.id: group for group in groups for line in group.lines}
    if not by_line:
        return
    for call, lines in calls_about(session, known, by_line):
        whose = [known[call.customer_id]] if call.customer_id in known else []
        for group in whose or list({id(g): g for x in lines if (g := by_line.get(x))}.values()):
            group.calls.append(call)
