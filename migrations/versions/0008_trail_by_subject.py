"""What the trail says of one subject is found without reading all of it.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_index("ix_audit_events_subject", "audit_events", ["subject"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_audit_events_subject", "audit_events")
