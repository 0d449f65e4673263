"""One commit per request: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain import outbox
from app.extensions import db
from app.models import OutboxRow, Vendor
from app.vocabulary.errors import Refused
from app.vocabulary.jobs import Job
from app.web.access import public
from app.web.unit_of_work import keep_on_refusal
from tests.conftest import make_app


@public
def act(how: str) -> tuple[str, int]:
    """A view that writes and then answers as told."""
    db.session.add(Vendor(name=f"Vendor {how}"))
    outbox.leave(db.session(), Job.PRINT_TAGS, {"tag_print_id": 1})
    if how == "refused":
        raise Refused("No.")
    if how == "broken":
        raise RuntimeError("broken")
    if how == "twice":
        db.session.add(Vendor(name=f"Vendor {how}"))
    if how == "kept":
        keep_on_refusal()
        return "no", 422
    return "ok", 422 if how == "invalid" else 200


@pytest.fixture
def acting(database_url: str, valkey: str) -> Iterator[tuple[Flask, list[int]]]:
    """An app with that view, and the list of what was handed over after commits."""
    app = make_app(database_url, valkey, PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/act/<how>", view_func=act, methods=["GET", "POST"])
    handed: list[int] = []
    app.extensions["after_commit"] = handed.extend
    yield app, handed
    with app.app_context():
        db.session.execute(sa.delete(Vendor))
        db.session.execute(sa.delete(OutboxRow))
        db.session.commit()
        db.engine.dispose()


def left(app: Flask) -> tuple[int, int]:
    """How many vendors and outbox rows there are."""
    with app.app_context(), Session(db.engine) as session:
        count = sa.select(sa.func.count())
        rows = [session.scalar(count.select_from(model)) or 0 for model in (Vendor, OutboxRow)]
        return rows[0], rows[1]


def test_an_accepted_request_is_committed_and_its_effects_handed_over(
    acting: tuple[Flask, list[int]],
) -> None:
    app, handed = acting
    assert app.test_client().post("/act/well").status_code == 200
    assert (left(app), len(handed)) == ((1, 1), 1)


@pytest.mark.parametrize(
    ("how", "status"), [("invalid", 422), ("refused", 409), ("broken", 500), ("twice", 409)]
)
def test_nothing_stays_of_a_request_that_failed(
    acting: tuple[Flask, list[int]], how: str, status: int
) -> None:
    app, handed = acting
    assert app.test_client().post(f"/act/{how}").status_code == status
    assert (left(app), handed) == ((0, 0), [])


def test_reading_never_writes(acting: tuple[Flask, list[int]]) -> None:
    app, handed = acting
    assert app.test_client().get("/act/well").status_code == 200
    assert (left(app), handed) == ((0, 0), [])


def test_a_refusal_may_leave_a_trace_when_it_says_so(acting: tuple[Flask, list[int]]) -> None:
    app, _ = acting
    assert app.test_client().post("/act/kept").status_code == 422
    assert left(app) == (1, 1)


@public
def look() -> tuple[str, int]:
    """A view that reads, and writes what nobody asked it for."""
    db.session.add(Vendor(name="Vendor of a reader"))
    db.session.flush()
    return str(db.session.scalar(sa.select(sa.func.count(Vendor.id)))), 200


def test_readers_leave_nothing_but_what_was_prepared(acting: tuple[Flask, list[int]]) -> None:
    """On PostgreSQL the statements of a page are read once by the server, not for every page."""
    app, _ = acting
    app.add_url_rule("/look", view_func=look)
    reader = app.test_client()
    assert [reader.get("/look").text for _ in range(8)] == ["1"] * 8
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            known = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ :what")
            with db.engine.connect() as connection:
                assert connection.scalar(known, {"what": "^SELECT count.vendors.id"}) == 1
    assert left(app) == (0, 0)
