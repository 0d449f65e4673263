"""The short cut past the migrations: taken only when there is truly nothing to do."""

import sqlite3
from contextlib import closing

import pytest

import database
from environment import DataFolder


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> DataFolder:
    """A data folder whose database was made by the migrations."""
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    env = {**folder.environment(), "DATABASE_URL": f"sqlite:///{folder.database}"}
    database.prepare(folder, env, demo=False)
    return folder


def _set_version(data: DataFolder, version: str) -> str:
    with closing(sqlite3.connect(data.database)) as connection, connection:
        (before,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.execute("UPDATE alembic_version SET version_num = ?", [version])
    return before


def test_a_migrated_database_is_up_to_date(data):
    assert database._is_up_to_date(f"sqlite:///{data.database}") is True


def test_a_database_of_another_version_is_not(data):
    before = _set_version(data, "0000")
    assert database._is_up_to_date(f"sqlite:///{data.database}") is False
    assert _set_version(data, before) == "0000"


def test_a_database_that_is_not_there_is_not_made_by_asking(tmp_path):
    assert database._is_up_to_date(f"sqlite:///{tmp_path / 'none.db'}") is False
    assert list(tmp_path.iterdir()) == []


def test_a_new_database_is_new_until_a_store_begins(data):
    url = f"sqlite:///{data.database}"
    assert database.is_new(url) is True
    with closing(sqlite3.connect(data.database)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = 1")
        columns = connection.execute("PRAGMA table_info(stores)").fetchall()
        needed = [column[1] for column in columns if column[3] and not column[5]]
        connection.execute(
            f"INSERT INTO stores ({', '.join(needed)}) VALUES ({', '.join('1' for _ in needed)})"
        )
    assert database.is_new(url) is False
