"""Migrations: numbered, one head, and the tables they make are those of the models, both ways."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.words import matching
from app.extensions import db
from app.models import (
    Product,
    RegisterAlert,
    RegisterSale,
    Role,
    RolePermission,
    Store,
    search,
)
from app.vocabulary import clock
from tests.laws.source import ROOT, nodes, python_files

SCRIPTS = ROOT / "migrations"


def versions() -> ScriptDirectory:
    """The migrations as Alembic reads them."""
    return ScriptDirectory(str(SCRIPTS))


def tables() -> set[str]:
    """The tables that are there now; those that keep the words of others aside."""
    names = sa.inspect(db.engine).get_table_names()
    return {name for name in names if not name.startswith(search.PREFIX)}


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
    twins_that_are_told()
    flask_migrate.downgrade(revision="0014")
    flask_migrate.downgrade(revision="base")
    assert tables() - {"alembic_version"} == set()
    flask_migrate.upgrade()
    assert tables() - {"alembic_version"} == set(db.metadata.tables)


def twins_that_are_told() -> None:
    """Two rows of a register that only their times tell apart, and alerts at the second one."""
    with Session(db.engine) as session:
        store = Store(name="Hill", time_zone="America/New_York")
        session.add(store)
        session.flush()
        same = {
            "source": "core_pos", "store_id": store.id, "receipt": "1", "receipt_line": 1,
            "order_number": 1, "line_number": 1, "kind": "sale", "quantity": Decimal(1),
            "cases": Decimal(1), "sold_at": clock.now(), "business_date": clock.now().date(),
        }  # fmt: skip
        one, two = (RegisterSale(**same, rung_at=at) for at in ("", "10:00:00"))
        for kind, sale, earlier in (("twice", two, one), ("closed", one, two)):
            session.add(
                RegisterAlert(
                    kind=kind, store_id=store.id, sale=sale, earlier=earlier, at=clock.now()
                )
            )
        session.commit()


def test_a_difference_is_noticed(bare_app: Flask) -> None:
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE vendors ADD COLUMN fax VARCHAR(40)"))
    assert [change[0] for change in differences()] == ["remove_column"]


def made_for_searching() -> dict[str, str]:
    """Name → statement of every trigger, index and table of words, as the database tells it."""
    if db.engine.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    else:
        query = (
            "SELECT indexname AS name, indexdef AS sql FROM pg_indexes UNION ALL "
            "SELECT proname, prosrc || procost::text FROM pg_proc"
        )
    with db.engine.connect() as connection:
        rows = connection.execute(sa.text(query)).all()
    return {row.name: row.sql for row in rows if row.name.startswith(search.PREFIX)}


def test_they_make_the_search_that_the_models_make(bare_app: Flask) -> None:
    """Autogenerate does not look at it. Going back leaves nothing of it."""
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        assert search.missing(connection) == {}
    by_migrations = made_for_searching()
    flask_migrate.downgrade(revision="base")
    assert made_for_searching() == {}
    db.metadata.create_all(db.engine)
    assert made_for_searching() == by_migrations


def test_rows_that_were_there_before_the_index_are_found(bare_app: Flask) -> None:
    """It is filled when it is made."""
    flask_migrate.upgrade(revision="0002")
    with db.engine.begin() as connection:
        connection.execute(sa.text(A_PRODUCT))
    flask_migrate.upgrade()
    assert found_by("brown ri") == [1]


A_PRODUCT = (
    "INSERT INTO products (id, upc, description, brand, size, discountable, by_weight, active, "
    "search_text, version, created_at) VALUES (1, '0000000000001', 'Brown rice', '', '', true, "
    "false, true, 'brown rice', 1, '2026-01-01 00:00:00')"
)


def found_by(text: str) -> list[int]:
    """Ids of products that these words find."""
    with db.engine.connect() as connection:
        query = sa.select(Product.id).where(matching(Product, text))
        return list(connection.scalars(query))


LOSE = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9998", "{head}", None, None


def upgrade() -> None:
    with op.batch_alter_table("products", recreate="auto") as batch_op:
        batch_op.alter_column("size", existing_type=sa.String(40), type_=sa.String(44))
    op.execute("UPDATE products SET search_text = 'white rice'")


def downgrade() -> None:
    pass
"""


def test_a_table_that_is_rebuilt_is_still_searched(bare_app: Flask, tmp_path: Path) -> None:
    """SQLite takes triggers and some indexes along with the old table; they come back and know what
    changed meanwhile."""
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.execute(sa.text(A_PRODUCT))
    there = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, there)
    (head,) = versions().get_heads()
    (there / "versions" / "9998_lose.py").write_text(LOSE.format(head=head))
    before = made_for_searching()
    flask_migrate.upgrade(directory=str(there))
    assert made_for_searching() == before
    assert (found_by("brown"), found_by("white")) == ([], [1])
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE products SET search_text = 'red rice'"))
    assert (found_by("white"), found_by("red")) == ([], [1])


REBUILD = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade() -> None:
    with op.batch_alter_table("roles") as batch_op:
        batch_op.alter_column("purpose", existing_type=sa.String(200), type_=sa.String(300))


def downgrade() -> None:
    {undo}
"""


def with_a_rebuild(folder: Path, undo: str = "pass") -> str:
    """The migrations and one more, which changes a table that others hang on; where they are."""
    there = folder / "migrations"
    shutil.copytree(SCRIPTS, there)
    (head,) = versions().get_heads()
    (there / "versions" / "9999_rebuild.py").write_text(REBUILD.format(head=head, undo=undo))
    return str(there)


def a_granted_role() -> None:
    """A role and one thing it may do."""
    with db.engine.begin() as connection:
        connection.execute(sa.insert(Role.__table__).values(name="Baker", purpose="", version=1))
        role = sa.select(Role.id).scalar_subquery()
        grant = sa.insert(RolePermission.__table__).values(role_id=role, permission="orders.see")
        connection.execute(grant)


def grants() -> int:
    """How many grants there are."""
    with db.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(RolePermission)) or 0


def test_a_table_that_is_rebuilt_keeps_what_hangs_on_it(bare_app: Flask, tmp_path: Path) -> None:
    """SQLite drops the old table: that must not take along the rows that point at it."""
    flask_migrate.upgrade()
    a_granted_role()
    flask_migrate.upgrade(directory=with_a_rebuild(tmp_path))
    assert grants() == 1
    with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
        connection.execute(sa.update(RolePermission.__table__).values(role_id=999))


def test_a_migration_that_leaves_orphans_is_refused(bare_app: Flask, tmp_path: Path) -> None:
    """And taken back whole."""
    flask_migrate.upgrade()
    a_granted_role()
    there = with_a_rebuild(tmp_path, undo='op.execute("DELETE FROM roles")')
    flask_migrate.upgrade(directory=there)
    if db.engine.dialect.name == "postgresql":
        flask_migrate.downgrade(directory=there)
        assert grants() == 0
        return
    with pytest.raises(SystemExit):
        flask_migrate.downgrade(directory=there)
    assert grants() == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Role)) == 1
