"""Where a print went, for asking after it there when its printer has moved.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = {"sent_to": 200, "sent_fingerprint": 100}


def upgrade() -> None:
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        for name, length in COLUMNS.items():
            kind = sa.String(length=length)
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        for name in COLUMNS:
            batch_op.drop_column(name)
