"""The same thing stands on a sale once.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TARGETS = ("product_id", "like_code")

items = sa.table(
    "sale_items",
    sa.column("id", sa.Integer),
    sa.column("sale_id", sa.Integer),
    *(sa.column(name, sa.Integer) for name in TARGETS),
)


def upgrade() -> None:
    """Go to this version. Of doubles the row that came last stays: it holds what somebody said
    last, and the same one stays wherever this runs. The lowest price would often be the older."""
    last = sa.select(sa.func.max(items.c.id)).group_by(
        items.c.sale_id, *(items.c[name] for name in TARGETS)
    )
    op.execute(sa.delete(items).where(items.c.id.not_in(last)))
    for name in TARGETS:
        given = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"uq_sale_items_sale_id_{name}",
            "sale_items",
            ["sale_id", name],
            unique=True,
            sqlite_where=given,
            postgresql_where=given,
        )


def downgrade() -> None:
    """Go back to the version before; doubles that were taken out stay away."""
    for name in TARGETS:
        op.drop_index(f"uq_sale_items_sale_id_{name}", "sale_items")
