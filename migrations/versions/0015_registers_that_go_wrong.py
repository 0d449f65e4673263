"""When a register is asked again; receipts whose numbers come again on the same day.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("register_sales", "loose_sales")
KEY = ("source", "store_id", "receipt", "receipt_line")


def upgrade() -> None:
    """Add the columns; a row of a receipt is known by its time too."""
    with op.batch_alter_table("register_states", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("doubled", sa.Integer(), server_default="0", nullable=False))
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("rung_at", sa.String(length=8), server_default="", nullable=False)
            )
            batch_op.drop_constraint(_name(table, KEY), type_="unique")
            batch_op.create_unique_constraint(_name(table, (*KEY, "rung_at")), [*KEY, "rung_at"])


def downgrade() -> None:
    """Drop them; of rows that only their times tell apart the first one stays."""
    # Not every database deletes alerts with their sales while tables change.
    op.execute(
        "DELETE FROM register_alerts "  # noqa: S608
        f"WHERE sale_id {_twins('register_sales')} OR earlier_id {_twins('register_sales')}"
    )
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE id {_twins(table)}")  # noqa: S608
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(_name(table, (*KEY, "rung_at")), type_="unique")
            batch_op.create_unique_constraint(_name(table, KEY), [*KEY])
            batch_op.drop_column("rung_at")
    with op.batch_alter_table("register_states", schema=None) as batch_op:
        batch_op.drop_column("doubled")
        batch_op.drop_column("next_try_at")


def _twins(table: str) -> str:
    return f"NOT IN (SELECT MIN(id) FROM {table} GROUP BY {', '.join(KEY)})"  # noqa: S608


def _name(table: str, columns: tuple[str, ...]) -> str:
    return op.f(f"uq_{table}_{'_'.join(columns)}")
