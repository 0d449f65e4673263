"""A database whose locks are real: several sessions that commit."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.conftest import POSTGRES, make_tables, scratch_postgres


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    """A PostgreSQL database of the test's own: SQLite has one writer at a time anyway."""
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(f"PostgreSQL: {os.environ.get('CASELOT_TEST_NO_POSTGRES', 'not set')}")
    with scratch_postgres(server) as url:
        make_tables(url)
        made = sa.create_engine(url)
        yield made
        made.dispose()
