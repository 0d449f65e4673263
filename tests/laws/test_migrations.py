"""Migrations: numbered, one head, and the tables they make are those of the models, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from flask import Flask

from app.extensions import db
from tests.conftest import empty_database, make_app
from tests.laws.source import ROOT, nodes, python_files

SCRIPTS = ROOT / "migrations"


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database in which nothing is yet."""
    with empty_database(request.param, tmp_path / "bare.db") as url:
        app = make_app(url, "redis://localhost:1/0")
        with app.app_context():
            yield app
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def versions() -> ScriptDirectory:
    """The migrations as Alembic reads them."""
    return ScriptDirectory(str(SCRIPTS))


def tables() -> set[str]:
    """The tables that are there now."""
    return set(sa.inspect(db.engine).get_table_names())


def differences() -> list[object]:
    """What autogenerate would still have to do, with the very settings that migrations run with."""
    config = flask_migrate.Config(str(SCRIPTS / "alembic.ini"))
    config.set_main_option("script_location", str(SCRIPTS))
    found: list[object] = []

    def look(_revision: object, context: object) -> list[object]:
        found.extend(compare_metadata(context, db.metadata))  # type: ignore[arg-type]
        return []

    with EnvironmentContext(config, ScriptDirectory.from_config(config), fn=look):
        ScriptDirectory.from_config(config).run_env()
    return found


def checks(there: bool) -> set[str]:
    """Names of the CHECK constraints: autogenerate does not look at them."""
    if there:
        inspector = sa.inspect(db.engine)
        return {str(c["name"]) for t in tables() for c in inspector.get_check_constraints(t)}
    constraints = [c for table in db.metadata.tables.values() for c in table.constraints]
    return {str(c.name) for c in constraints if isinstance(c, sa.CheckConstraint)}


def test_one_head_and_one_base() -> None:
    assert len(versions().get_heads()) == 1
    assert len(versions().get_bases()) == 1


def test_they_are_numbered_without_a_gap() -> None:
    scripts = list(versions().walk_revisions())[::-1]
    names = [Path(script.path).name for script in scripts]
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name)] == []
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert [script.revision for script in scripts] == [name[:4] for name in names]


def test_they_never_import_models() -> None:
    """A migration must still run when the models have moved on."""
    imported = {
        (path, getattr(node, "module", None) or ",".join(a.name for a in node.names))
        for path in python_files("migrations/versions/")
        for node in nodes(path)
        if type(node).__name__ in {"Import", "ImportFrom"}
    }
    assert [(path, name) for path, name in imported if name.startswith("app")] == []


def test_from_nothing_to_the_models_and_back(bare_app: Flask) -> None:
    flask_migrate.upgrade()
    assert tables() - {"alembic_version"} == set(db.metadata.tables)
    assert differences() == []
    assert checks(there=True) == checks(there=False)
    flask_migrate.downgrade(revision="base")
    assert tables() - {"alembic_version"} == set()
    flask_migrate.upgrade()
    assert tables() - {"alembic_version"} == set(db.metadata.tables)


def test_a_difference_is_noticed(bare_app: Flask) -> None:
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE vendors ADD COLUMN fax VARCHAR(40)"))
    assert [change[0] for change in differences()] == ["remove_column"]
