"""Alive and ready."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.orm import Session

from app.blueprints.health import checks
from tests.conftest import make_app
from tests.support.client import Tablet


def stamp(session: Session, folder: str) -> None:
    """Say that the tables are those of the newest migration."""
    session.execute(sa.text("CREATE TABLE alembic_version (version_num varchar(32))"))
    for head in ScriptDirectory(folder).get_heads():
        session.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})


def test_alive_asks_nobody(tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}", "redis://127.0.0.1:1/0")
    answer = app.test_client().get("/livez")
    assert (answer.status_code, answer.text) == (200, "alive\n")


def test_ready_when_everything_is_there(app: Flask, tablet: Tablet, session: Session) -> None:
    stamp(session, str(app.extensions["migrate"].directory))
    answer = tablet.get("/readyz")
    wanted = {"database": "ok", "migrations": "ok", "queue": "ok", "tags": checks.tags()}
    assert (answer.json["checks"], answer.status_code) == (wanted, 200)


def test_tables_of_another_version_are_behind(tablet: Tablet) -> None:
    answer = tablet.get("/readyz")
    assert (answer.status_code, answer.json["checks"]["migrations"]) == (503, "behind")


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/x.db", "postgresql+psycopg://secret:word@127.0.0.1:1/x"]
)
def test_what_is_away_is_named_and_nothing_else_is(url: str) -> None:
    app = make_app(url, "redis://:hidden@127.0.0.1:1/0")
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["ready"] is False
    assert answer.json["checks"] == {
        "database": "away", "migrations": "away", "queue": "away", "tags": checks.tags(),
    }  # fmt: skip
    assert not any(word in answer.text for word in ("secret", "hidden", "nowhere", "127.0.0.1"))
