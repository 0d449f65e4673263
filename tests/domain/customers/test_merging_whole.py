"""A merge leaves nothing behind, whatever tables there will be."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers.merging import merge, pair
from app.models import Customer
from tests.domain.customers.test_merging import manager, two
from tests.factories import a_customer

__all__ = ["manager", "two"]


def _naming(session: Session, customer_id: int) -> dict[str, int]:
    """How many rows of every table name a record, but for merges themselves."""
    found = {}
    for table in Customer.metadata.tables.values():
        if table.name == "customer_merges":
            continue
        for column in table.columns:
            if any(key.column.table.name == "customers" for key in column.foreign_keys):
                rows = sa.select(sa.func.count()).select_from(table).where(column == customer_id)
                found[f"{table.name}.{column.name}"] = session.scalar(rows) or 0
    return found


def test_no_table_that_names_a_customer_is_forgotten(
    session: Session, manager: Viewer, two: tuple[Customer, Customer]
) -> None:
    """A table that is added later has no row of theirs here, and fails until it is thought of."""
    stays, goes = two
    merged_before = a_customer(session, last_name="Older")
    merged_before.merged_into_id = goes.id
    session.commit()
    assert 0 not in _naming(session, goes.id).values()
    merge(session, pair(session, stays.id, goes.id), (), manager)
    session.commit()
    left = {name: rows for name, rows in _naming(session, goes.id).items() if rows}
    # The chain of merges stays as it was; an affiliation is both's, and not taken from either.
    assert left == {"customers.merged_into_id": 1, "customer_affiliations.customer_id": 1}
    assert [one.name for one in stays.affiliations] == ["Students"]
