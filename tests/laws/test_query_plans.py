"""Lists never read orders or lines through, on both databases: they walk an index in the order of
the list to their page, or gather what a narrow filter leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import again, counting, pages, queries, ways
from app.domain.orders.content import DraftItem
from app.domain.orders.filters import NEWEST, OF_CLOSED, OF_OPEN, Column, Filters, Place, Sort
from app.domain.orders.pages import Asked
from app.domain.orders.walking import MEMBER, WORDS, Stretch, Way, stretches
from app.domain.orders.ways import MOST_COUNTED, Lay
from app.models import OrderLine
from app.vocabulary import clock
from app.vocabulary.statuses import Stage
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order
from tests.support.cast import Cast, viewer_of

BIG_TABLES = {
    "orders",
    "order_lines",
    "listed_lines",
    "products",
    "vendor_items",
    "customers",
    "customer_reaches",
}
TODAY = clock.now().date()
NARROWED = {
    "all": Filters(),
    "store": Filters(store_id=1),
    "super department": Filters(super_department_ids=(1,)),
    "super departments": Filters(super_department_ids=(1, 2)),
    "mine": Filters(mine=(1, 2)),
    "department": Filters(department_ids=(1,)),
    "vendor": Filters(vendor_ids=(1,)),
    "vendors": Filters(vendor_ids=(1, 2)),
    "status": Filters(statuses=("placed",)),
    "stage": Filters(stage=Stage.PLACED),
    "no department": Filters(no_department=True),
    "price needed": Filters(needs_price=True),
    "notes": Filters(notes=True),
    "not printed": Filters(printed=False),
    "call first": Filters(call_first=True),
    "others than members": Filters(members=False),
    "a member": Filters(member_number=208),
    "old": Filters(ordered_before=TODAY - timedelta(days=10)),
    "new": Filters(ordered_from=TODAY - timedelta(days=10)),
    "words": Filters(text="rolled oats"),
    "number": Filters(text="208"),
    "phone": Filters(text="555-0100"),
    "part of a phone": Filters(text="5550"),
    "one word": Filters(text="oa"),
    "many words": Filters(text="ada quill rolled oats"),
    "nothing that is a word": Filters(text="..."),
    "tag": Filters(text="45400000101"),
    "everything": Filters(1, (1,), (), (1,), ("placed",), text="oats"),
}
OF_CLOSED_ONLY = {
    "closed since": Filters(closed_from=clock.now() - timedelta(days=2)),
    "closed between": Filters(closed_from=clock.now() - timedelta(9), closed_before=clock.now()),
    "by the night": Filters(by_night=True),
    "by hand": Filters(by_night=False),
    "reopened": Filters(reopened=True),
}
PLACES = (Place(), Place(before=500, value="7"), Place(after=100, value="7"))
# How many lines there are: enough that walking is right, and so few that gathering is.
MANY = Lay(all=100_000, total=50_000)
FEW = {"store_id", "super_department_id", "department_id", "vendor_id", "status", "unpriced",
       "note", "ordered_on", "closed_at", "call_first", "by_night", "reopened"}  # fmt: skip


def plan_of(session: Session, query: sa.Executable) -> str:
    """How the database would carry `query` out."""
    dialect = session.get_bind().dialect
    written = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    word = "EXPLAIN QUERY PLAN" if dialect.name == "sqlite" else "EXPLAIN"
    if dialect.name != "sqlite":
        # A small table is scanned because that is cheaper: forbid it, and see what has no other
        # way.
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    rows = session.execute(sa.text(f"{word} {_bare(written)}"))
    return "\n".join(str(row[-1]) for row in rows)


def scanned(session: Session, query: sa.Executable) -> set[str]:
    """The big tables that `query` reads from end to end."""
    return scans_of(session, plan_of(session, query))


def is_sorted(plan: str) -> bool:
    """Whether lines are put in order after they are found."""
    return "TEMP B-TREE" in plan or re.search(r"\bSort\b", plan) is not None


def scans_of(session: Session, plan: str) -> set[str]:
    """The big tables that a plan reads from end to end: without an index, or along one that is not
    made for lists."""
    if session.get_bind().dialect.name == "sqlite":
        walked = r"SCAN (\w+)(?! USING (?:COVERING )?INDEX ix_listed_lines_)"
        return set(re.findall(walked, plan)) & BIG_TABLES
    return set(re.findall(r"Seq Scan on (\w+)", plan)) & BIG_TABLES


def _bare(written: sa.Compiled) -> str:
    return str(written).replace(":", "\\:").replace("%%", "%")


@pytest.fixture
def some(session: Session, cast: Cast) -> Session:
    """A few orders, so that the planner has something to think about."""
    by = viewer_of(cast.taker)
    product = a_product(session, a_department(session), vendor=a_vendor(session))
    customer = a_customer(session, member_number=208)
    for _ in range(5):
        an_order(session, by, [a_wish(product), a_wish(product)], customer)
    session.commit()
    return session


def test_the_law_sees_a_scan(some: Session) -> None:
    """It would notice one, in either table."""
    line = sa.select(OrderLine.id, OrderLine.bin).where(OrderLine.bin == "x")
    listed = sa.text("SELECT printed FROM listed_lines WHERE printed = 1")
    assert scanned(some, line) == {"order_lines"}
    assert scanned(some, listed) == {"listed_lines"}


def lists(name: str) -> list[tuple[Asked, Stretch]]:
    """The lists under these filters, open and closed, on every page; sorted every way where all
    lines are asked for, else in a few ways of each kind."""
    filters = NARROWED.get(name) or OF_CLOSED_ONLY.get(name) or Filters()
    every = name in ("all", "store")
    asked = []
    if name in NARROWED:
        asked += [Asked(filters, sort, 1) for sort in sorts(OF_OPEN if every else FEW_SORTS)]
    closed = OF_CLOSED if every else (Column.NUMBER,)
    asked += [Asked(filters, sort, 0) for sort in sorts(closed)]
    places = PLACES if every else PLACES[1:2]
    return [(one, part) for one in asked for place in places for part in stretches(one.sort, place)]


FEW_SORTS = (Column.NUMBER, Column.TOTAL)


def sorts(columns: Iterable[Column]) -> list[Sort]:
    """By each of the columns, the first of them both ways. Closing times are of closed lines."""
    first, *others = columns
    return [Sort(first, False), *(Sort(column) for column in (first, *others))]


def every_way(asked: Asked) -> set[Way]:
    """The ways that could be chosen: nothing is known, many lines, few of each thing asked for."""
    known = ways.known(asked.filters, asked.sort, asked.is_open)
    if known is not None:
        return {known}
    row = ways.counting(asked.filters, is_open=asked.is_open, dialect="sqlite").selected_columns
    asked_for = {column.key for column in row} & FEW
    lays = [MANY, Lay(MANY.all, 3), Lay(MANY.all, MOST_COUNTED, True)]
    lays += [Lay(MANY.all, 3, by={one: 5}) for one in asked_for]
    return {ways.choose(asked.filters, asked.sort, lay, asked.is_open) for lay in lays}


@pytest.mark.parametrize("name", [*NARROWED, *OF_CLOSED_ONLY])
def test_no_list_scans(some: Session, name: str) -> None:
    """Pending and closed, under every filter, on every page, in every order: what is read of it,
    whichever way is chosen. A walk needs no sorting: its index holds the lines as the list shows
    them; gathering is bounded by what it gathers."""
    if some.get_bind().dialect.name != "sqlite":
        some.execute(sa.text("SET LOCAL enable_sort = off"))
        some.execute(sa.text("SET LOCAL enable_incremental_sort = off"))
    for asked, part in lists(name):
        for way in every_way(asked):
            plan = plan_of(some, asked.keys(some.get_bind().dialect.name, part, way, asked.most))
            assert (scans_of(some, plan), name, part, way) == (set(), name, part, way)
            if not way.gather and (not asked.filters.text or part.by_key):
                assert (is_sorted(plan), name, part, way) == (False, name, part, way)


def test_what_is_found_leads_to_its_line(some: Session) -> None:
    """The whole page, line, order and sale: looked up one by one."""
    for asked in (Asked(Filters(), NEWEST, 1), Asked(Filters(), NEWEST, 0)):
        parts = tuple(stretches(NEWEST, Place(before=500)))
        query = pages.reading(asked, parts, Way(), asked.most, some.get_bind().dialect.name)
        assert scanned(some, query) == set()


@pytest.mark.parametrize("name", ["all", "vendor", "words"])
def test_lines_that_have_nothing_are_found_along(some: Session, name: str) -> None:
    """Two parts of a list in one statement: each by its own index, the second as far as needed."""
    dialect = some.get_bind().dialect.name
    for column in (Column.BIN, Column.TOTAL):
        for place in (Place(), Place(before=500, value="7"), Place(after=100)):
            asked = Asked(NARROWED[name], Sort(column), 1)
            parts = tuple(stretches(asked.sort, place))
            assert len(parts) == 2
            for way in every_way(asked):
                plan = plan_of(some, pages.reading(asked, parts, way, asked.most, dialect))
                assert (scans_of(some, plan), column, way) == (set(), column, way)


def test_every_way_is_taken(some: Session) -> None:
    """The law looks at all of them."""
    asked = [one for name in NARROWED for one, _ in lists(name)]
    taken = {way for one in asked for way in every_way(one)}
    assert {way.dimension for way in taken if way.gather} >= {
        MEMBER, WORDS, "vendor_id", "department_id", "status", "ordered_on", "super_department_id",
    }  # fmt: skip
    assert Way() in taken
    assert Way(dimension="vendor_id") in taken


@pytest.mark.parametrize("is_open", [0, 1])
def test_no_count_scans(some: Session, is_open: int) -> None:
    """The numbers beside every filter, and those that choose the way."""
    dialect = some.get_bind().dialect.name
    narrowed = NARROWED if is_open else {**NARROWED, **OF_CLOSED_ONLY}
    for name, filters in narrowed.items():
        rows = counting.facet_rows(filters, is_open=is_open, dialect=dialect)
        lay = ways.counting(filters, is_open=is_open, dialect=dialect)
        assert (name, scanned(some, rows), scanned(some, lay)) == (name, set(), set())


def test_other_reads_of_the_desk_do_not_scan(some: Session) -> None:
    """Lines that wait for a tag, a member who waits, what a customer ordered before."""
    wishes = [DraftItem(ref=1, product_id=1), DraftItem(ref=2, description="Jam")]
    reads = [
        again.lines_of(1).limit(20),
        again.like(wishes, 1, clock.now().date()),
        queries.arrived_untagged(1),
        queries.waiting_member(208),
    ]

    assert [scanned(some, query) for query in reads] == [set()] * len(reads)
    assert Sort() == NEWEST
