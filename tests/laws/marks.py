"""Marks for laws."""

import pytest

# For what no database could make different: half the time.
on_one_database = pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True, scope="session"
)
