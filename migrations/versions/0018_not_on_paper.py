"""What never came onto paper does not count as a tag; what nobody needs any more is let go.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is there already counts as it did."""
    with op.batch_alter_table("tag_copies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("not_on_paper", sa.Integer(), nullable=True))
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("let_go", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.drop_column("let_go")
    with op.batch_alter_table("tag_copies", schema=None) as batch_op:
        batch_op.drop_column("not_on_paper")
