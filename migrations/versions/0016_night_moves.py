"""What of a night was taken back, and what was not, is found without reading all of it.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME = "ix_night_moves_undone"


def upgrade() -> None:
    """Add the index."""
    op.create_index(NAME, "night_moves", ["run_id", "undone_at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index(NAME, "night_moves")
