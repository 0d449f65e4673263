"""What a print is laid out for, which need not be what lies in its printer later.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KNOWN = """
    UPDATE print_jobs
    SET paper = (SELECT tag_prints.paper FROM tag_prints WHERE tag_prints.id = tag_print_id)
    WHERE tag_print_id IS NOT NULL
"""


def upgrade() -> None:
    """Add the column; of tags it is known, of other papers it stays empty: they go as before."""
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("paper", sa.String(length=16), nullable=False, server_default="")
        )
    op.execute(KNOWN)


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.drop_column("paper")
