"""A database that can't be had for the moment: a kind page, said at once, and reading goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from app import extensions
from app.extensions import db
from app.web.access import session_key
from tests.conftest import make_app, make_tables
from tests.support.cast import make_cast


@pytest.fixture
def locked(
    tmp_path: Path, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Flask, str]]:
    """An app whose SQLite somebody else holds for writing, and the key of an order taker."""
    pragmas = tuple(p for p in extensions.SQLITE_PRAGMAS if not p.startswith("busy_timeout"))
    monkeypatch.setattr(extensions, "SQLITE_PRAGMAS", (*pragmas, "busy_timeout=20"))
    file = tmp_path / "caselot.db"
    make_tables(f"sqlite:///{file}")
    app = make_app(f"sqlite:///{file}", valkey, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        taker = make_cast(db.session()).taker
        db.session.commit()
        key = session_key(taker)
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        yield app, key
    with app.app_context():
        db.engine.dispose()


def test_who_cannot_write_is_told_and_may_still_read(locked: tuple[Flask, str]) -> None:
    """503 with the words, not a failure of the page about the failure."""
    app, key = locked
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = key, True
    refused = client.post("/tags/print", data={"one_time_key": "k" * 20, "line": "1"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert "Nothing was saved. Please try again in a moment." in refused.text
    assert client.get("/tags").status_code == 200


def test_without_any_database_there_are_still_words(valkey: str) -> None:
    """PostgreSQL is away: nobody knows who is asking, and everybody gets an answer."""
    url = "postgresql+psycopg://nobody@/nothing?host=/nowhere"
    app = make_app(url, valkey, PROPAGATE_EXCEPTIONS=False)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = "1:1", True
    answer = client.get("/tags")
    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert answer.text == "Nothing was saved. Please try again in a moment."
