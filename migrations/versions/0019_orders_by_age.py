"""A customer's orders stand by when they were taken: numbers are given again after the last one.

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index in place of the other."""
    op.create_index("ix_orders_customer_id_id", "orders", ["customer_id", "id"], unique=False)
    op.drop_index("ix_orders_customer_id_number", table_name="orders")


def downgrade() -> None:
    """The other way round."""
    op.create_index(
        "ix_orders_customer_id_number", "orders", ["customer_id", "number"], unique=False
    )
    op.drop_index("ix_orders_customer_id_id", table_name="orders")
