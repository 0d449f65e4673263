"""What lists are read from stays true whatever is done to orders, by whichever way of writing."""

from __future__ import annotations

import contextlib
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions, queries, tallies
from app.domain.orders.filters import Filters
from app.domain.orders.statuses import StatusBook
from app.extensions import tame
from app.models import Department, LineTally, Order, OrderLine, Status, Vendor
from app.models.listed import COUNTED
from app.models.listed_upkeep import filling
from app.vocabulary.errors import Refused
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order
from tests.support.cast import Cast, viewer_of

KINDS = ", ".join(COUNTED)
# Names of closed lines are taken up when they open again.
LATER = ("vendor", "department", "status_at")
NAMES = ("Ito", "Vale", "Øde-gård", "O'Brien")


class Desk:
    """Somebody who does this and that, by lot."""

    def __init__(self, session: Session, cast: Cast, book: StatusBook, seed: int) -> None:
        self.session, self.book, self.lot = session, book, random.Random(seed)
        self.by, self.members = viewer_of(cast.manager), 0
        self.vendors = [a_vendor(session) for _ in range(3)]
        self.departments = [a_department(session, f"Shelf {n}") for n in range(3)]
        self.products = [
            a_product(session, department, vendor=vendor)
            for department, vendor in zip(self.departments, self.vendors, strict=True)
        ]

    def orders(self) -> Order:
        """One that is there, or a new one."""
        there = list(self.session.scalars(sa.select(Order)))
        return self.lot.choice(there) if len(there) > 3 else self.take()

    def line(self) -> OrderLine:
        """A line of one of them."""
        return self.lot.choice(self.orders().lines)

    def take(self) -> Order:
        wishes = [a_wish(self.lot.choice(self.products)) for _ in range(self.lot.randint(1, 3))]
        self.members += 1
        number = self.lot.choice([None, 200 + self.members])
        customer = a_customer(
            self.session, member_number=number, last_name=self.lot.choice(NAMES)
        )  # fmt: skip
        return an_order(self.session, self.by, wishes, customer)

    def move(self) -> None:
        line, status = self.line(), self.lot.choice(self.book.open)
        if line.open:
            actions.move(line, status.key, by=self.by, book=self.book, sure=True)

    def close(self) -> None:
        order = self.orders()
        if order.open:
            actions.close(order, "canceled", by=self.by, book=self.book)

    def reopen(self) -> None:
        order = self.orders()
        if any(not line.open for line in order.lines):
            actions.reopen(order, by=self.by, book=self.book, why="They called")

    def rename(self) -> None:
        self.orders().last_name = self.lot.choice(NAMES)
        self.session.flush()
        order = self.orders()
        order.search_text, order.phone_digits = (
            f"vera {self.lot.choice(NAMES).lower()}",
            "2175550142",
        )
        order.member_number = self.lot.choice([None, 208])

    def edit(self) -> None:
        line = self.line()
        line.vendor_id = self.lot.choice([None, *(vendor.id for vendor in self.vendors)])
        department: Department | None = self.lot.choice([None, *self.departments])
        line.department_id = department and department.id
        line.super_department_id = department and department.super_department_id
        line.search_text, line.sku = f"plum jam {self.lot.randint(1, 3)}", "JAM-9"
        line.bin, line.copies = self.lot.choice("AB"), self.lot.randint(0, 2)

    def price(self) -> None:
        self.session.execute(
            sa.update(OrderLine)
            .where(OrderLine.id % 2 == self.lot.randint(0, 1))
            .values(price_kind=self.lot.choice(["needed", "regular"]), cases=self.lot.randint(1, 3))
            .execution_options(synchronize_session=False)
        )
        self.session.expire_all()

    def settings(self) -> None:
        vendor: Vendor = self.lot.choice(self.vendors)
        vendor.name = f"Mill {vendor.id}-{self.lot.randint(1, 99)}"
        status: Status = self.lot.choice(self.book.all)
        status.position = self.lot.randint(1, 900)

    def forget(self) -> None:
        self.session.delete(self.orders())

    def settle(self) -> None:
        tallies.settle(self.session)

    def act(self) -> None:
        """Something."""
        acts = (self.take, self.move, self.move, self.close, self.reopen, self.rename, self.edit,
                self.price, self.settings, self.forget, self.settle)  # fmt: skip
        with contextlib.suppress(Refused):
            self.lot.choice(acts)()
        self.session.flush()


def kept(session: Session) -> list[tuple[object, ...]]:
    """The listed lines as they are."""
    return sorted(_plain(row) for row in session.execute(sa.text("SELECT * FROM listed_lines")))


def made_anew(session: Session) -> list[tuple[object, ...]]:
    """The listed lines as they would be made from the orders now."""
    columns, query = filling(session.get_bind().dialect.name).split(" SELECT ", 1)
    names = columns.removeprefix("INSERT INTO listed_lines (").removesuffix(")").split(", ")
    rows = session.execute(sa.text(f"SELECT {query}".replace(":", "\\:")))
    order = list(session.execute(sa.text("SELECT * FROM listed_lines LIMIT 0")).keys())
    return sorted(
        _plain(dict(zip(names, row, strict=True)), order) for row in rows
    )  # fmt: skip


def _plain(row: object, order: list[str] | None = None) -> tuple[object, ...]:
    known = row if order else row._mapping  # type: ignore[attr-defined]
    names = [name for name in order or list(known) if known["open"] or name not in LATER]
    return tuple(str(known[name]) for name in names)


def tallied(session: Session) -> set[tuple[object, ...]]:
    """What the tallies say."""
    query = f"SELECT {KINDS}, sum(lines) FROM line_tallies GROUP BY {KINDS} HAVING sum(lines) <> 0"
    return {tuple(row) for row in session.execute(sa.text(query))}


def counted(session: Session) -> set[tuple[object, ...]]:
    """What there is."""
    query = f"SELECT {KINDS}, count(*) FROM listed_lines GROUP BY {KINDS}"
    return {tuple(row) for row in session.execute(sa.text(query))}


@pytest.mark.contract("C22")
@pytest.mark.parametrize("seed", range(4))
def test_lists_and_tallies_follow_whatever_happens(
    session: Session, cast: Cast, statuses: StatusBook, seed: int
) -> None:
    """A walk by lot through all that can be done: rows, words and tallies are what they would be if
    they were made anew."""
    desk = Desk(session, cast, statuses, seed)
    for _ in range(60):
        desk.act()
    assert kept(session) == made_anew(session)
    assert tallied(session) == counted(session)
    desk.settle()
    assert tallied(session) == counted(session)
    if session.get_bind().dialect.name == "postgresql":
        assert session.scalar(sa.select(sa.func.count(LineTally.id))) == len(counted(session))


@pytest.mark.parametrize("seed", range(3))
def test_words_follow_whatever_happens(
    session: Session, cast: Cast, statuses: StatusBook, seed: int
) -> None:
    """Open lines and closed ones are found by what is written on them now, and by nothing else."""
    desk = Desk(session, cast, statuses, 100 + seed)
    for _ in range(60):
        desk.act()
    session.commit()
    for word in ("ito", "vale", "obrien", "gard", "plum", "oats", "vera", "2175550142", "jam-9"):
        for is_open in (1, 0):
            listed = "SELECT line_id, words FROM listed_lines WHERE open = :open"
            rows = session.execute(sa.text(listed), {"open": is_open})
            here = {row.line_id for row in rows if _has(row.words, word)}
            found = queries.line_ids(session, Filters(text=word), is_open=is_open)
            assert (word, is_open, set(found), len(found)) == (word, is_open, here, len(here))


def _has(words: str, asked: str) -> bool:
    if asked == "jam-9":
        return "\ue0046a616d2d39" in words or all(_has(words, part) for part in ("jam", "9"))
    plain = "".join(c if c.isalnum() else " " for c in words.replace("\ue004", " \ue004"))
    return any(word.startswith(asked) for word in plain.split())


def test_settling_beside_others_loses_nothing(database_url: str) -> None:
    """Four people count while two settle, each in a transaction of their own."""
    engine = sa.create_engine(database_url)
    tame(engine)
    kind = dict(zip(COUNTED, (1, 999, 0, 0, 0, "placed", 0, 0, 0), strict=True))

    def count(turn: int) -> None:
        for one in (1, 1, -1):
            with Session(engine) as session:
                session.add(LineTally(**kind, lines=one))
                session.commit()

    def settle(turn: int) -> None:
        with Session(engine) as session:
            tallies.settle(session)
            session.commit()

    ours = sa.select(sa.func.sum(LineTally.lines)).where(LineTally.store_id == 999)
    try:
        with ThreadPoolExecutor(6) as people:
            done = [people.submit(settle if n % 3 == 2 else count, n) for n in range(24)]
            assert [work.result() for work in done] == [None] * 24
        with Session(engine) as session:
            assert session.scalar(ours) == 16
    finally:
        with Session(engine) as session:
            session.execute(sa.delete(LineTally).where(LineTally.store_id == 999))
            session.commit()
        engine.dispose()
