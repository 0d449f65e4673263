"""Lists and small acts, beside the same template with static data and a bare durable insert."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, render_template, template_rendered
from sqlalchemy.orm import Session

from app.domain.orders.content import DraftContent
from app.domain.orders.drafts import begin, choose_customer, keep, open_draft
from app.extensions import SQLITE_PRAGMAS, db
from app.models import Customer, Order, User
from app.web.access import public, session_key
from tests.bench.clockwork import Row, Taken, counted, side_by_side
from tests.support.cast import viewer_of

LISTS = {
    "all": "/pending",
    "by department": "/pending?super=1",
    "by status": "/pending?status=placed",
}
# As long with a million lines as with ten thousand, and a bit for chance.
AS_LONG = 1.3
BUDGETS = {"list": 6, "order": 8, "status": 8, "add": 10}
# A page beside the same template with static data.
STILL = 1.6


class Desk:
    """A buyer at the desk of an app, without a browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.still: dict[str, Any] = {}
        app.add_url_rule("/still", "still", public(lambda: self._show_still()))
        with app.app_context():
            self.engine = db.engine
            self.name = db.engine.dialect.name
            with Session(self.engine) as session:
                buyer = session.query(User).filter_by(username="buyer").one()
                self.buyer, key = viewer_of(buyer), session_key(buyer)
        with self.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = key, True

    def get(self, address: str) -> bytes:
        """GET a page; it must be one."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.data

    def post(self, address: str, form: dict[str, Any]) -> None:
        """POST as htmx does; it must go through."""
        answer = self.client.post(address, data=form, headers={"HX-Request": "true"})
        assert answer.status_code < 300, (address, answer.status_code, answer.text[:300])

    def _show_still(self) -> str:
        return render_template(self.still["template"], **self.still["context"])

    def hold_still(self, address: str) -> None:
        """Remember what a page was made of, cut off from the database."""

        def remember(_app: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
            db.session.expunge_all()
            self.still = {"template": template.name, "context": context}

        with template_rendered.connected_to(remember, self.app):
            self.get(address)
        self.still["context"].pop("request", None)
        self.still["context"].pop("session", None)
        self.still["context"].pop("g", None)


def lists(app: Flask) -> Iterator[Row]:
    """The pending list, filtered and not, and the statements of a page."""
    desk = Desk(app)
    stranger = app.test_client()
    for words, address in LISTS.items():
        desk.hold_still(address)
        still, live = side_by_side(
            lambda: stranger.get("/still"),
            lambda a=address: desk.get(a),  # type: ignore[misc]
        )
        yield _beside(desk, f"page: {words}", live, still, STILL)
    for words, text in (("many have", "ito+hana"), ("nobody has", "nobody+zzz")):
        (found,) = side_by_side(lambda t=text: desk.get(f"/pending?q={t}"))  # type: ignore[misc]
        yield _beside(desk, f"page: a name that {words}", found, still, STILL)
    for words, address in (
        ("list", "/pending?super=1"),
        ("list sorted with blanks", "/pending?super=1&sort=bin"),
        ("order", f"/orders/{_newest(desk)}"),
    ):
        with counted(desk.engine) as statements:
            desk.get(address)
        yield _statements(desk, words, statements)


def sizes(few: Flask, many: Flask) -> Iterator[Row]:
    """The same pages among many lines and among few."""
    little, big = Desk(few), Desk(many)
    for words, address in {**LISTS, "closed": "/closed"}.items():
        short, long = side_by_side(
            lambda a=address: little.get(a),  # type: ignore[misc]
            lambda a=address: big.get(a),  # type: ignore[misc]
        )
        yield _beside(big, f"page: {words}, many lines beside few", long, short, AS_LONG)


def acts(app: Flask, folder: Path) -> Iterator[Row]:
    """Changing a status and adding an item, each durable, beside a bare durable POST."""
    desk = Desk(app)
    bare_post = _bare_post(desk.engine, folder)
    for words, act in (("status change", _mover(desk)), ("add item", _adder(desk))):
        took, bare = side_by_side(act, bare_post)
        yield _beside(desk, words, took, bare, 3)
        # There and back: the one may ask more than the other.
        asked = []
        for _ in range(2):
            with counted(desk.engine) as statements:
                act()
            asked.append(statements)
        yield _statements(desk, words, max(asked, key=len))


def _beside(desk: Desk, words: str, ours: Taken, theirs: Taken, budget: float) -> Row:
    ratio = ours.middle / theirs.middle
    return Row(f"{desk.name}: {words}", ours.beside(theirs), ratio, budget)


def _statements(desk: Desk, words: str, seen: list[str]) -> Row:
    real = [s for s in seen if not s.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))]
    what = f"{desk.name}: statements of {words}"
    return Row(what, str(len(real)), len(real), BUDGETS[words.split()[0]], "")


def _newest(desk: Desk) -> int:
    with Session(desk.engine) as session:
        return session.query(Order).order_by(Order.number.desc()).first().number  # type: ignore


def _mover(desk: Desk) -> Any:
    number = _newest(desk)
    with Session(desk.engine) as session:
        first = session.query(Order.version).filter_by(number=number).scalar()
    turns = itertools.count(first)

    def move() -> None:
        version = next(turns)
        status = "placed" if (version - first) % 2 == 0 else "pending"
        address = f"/orders/{number}/lines/1/move"
        desk.post(address, {"status": status, "version": version, "sure": 1, "view": "first"})

    return move


def _adder(desk: Desk) -> Any:
    key = "bench-draft-with-a-long-key"
    with Session(desk.engine) as session:
        draft = begin(session, open_draft(session, key, desk.buyer))
        customer = session.query(Customer).first()
        keep(session, draft, choose_customer(DraftContent(), customer))
        session.commit()
    return lambda: desk.post(f"/orders/new/{key}/add-item", {"hit": "p1"})


def _bare_post(engine: sa.Engine, folder: Path) -> Any:
    """One durable insert behind the barest Flask view, by the bare driver."""
    app, insert = Flask("bare"), _bare_insert(engine, folder)

    def act() -> str:
        insert()
        return "done"

    app.add_url_rule("/act", "act", act, methods=["POST"])
    client = app.test_client()
    return lambda: client.post("/act", data={"words": "moved"})


def _bare_insert(engine: sa.Engine, folder: Path) -> Callable[[], None]:
    """It on the same database: for SQLite another file beside it, for PostgreSQL a table of its
    own."""
    if engine.dialect.name == "postgresql":
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        server = psycopg.connect(url, autocommit=True)
        server.execute("CREATE TABLE bench_acts (id INT GENERATED ALWAYS AS IDENTITY, words TEXT)")
        return lambda: server.execute("INSERT INTO bench_acts (words) VALUES ('moved')") and None
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE acts (id INTEGER PRIMARY KEY, words TEXT)")

    def insert() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO acts (words) VALUES ('moved')")
        connection.execute("COMMIT")

    return insert
