"""Tags already laid out; what people want to print later.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_tags",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["order_lines.id"],
            name=op.f("fk_known_tags_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_tags")),
        sa.UniqueConstraint("digest", name=op.f("uq_known_tags_digest")),
    )
    with op.batch_alter_table("known_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_known_tags_keep_until"), ["keep_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_known_tags_line_id"), ["line_id"], unique=False)

    op.create_table(
        "look_alikes",
        sa.Column("tag_print_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_print_id"],
            ["tag_prints.id"],
            name=op.f("fk_look_alikes_tag_print_id_tag_prints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_alikes")),
        sa.UniqueConstraint("tag_print_id", name=op.f("uq_look_alikes_tag_print_id")),
    )

    op.create_table(
        "queued_tags",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["order_lines.id"],
            name=op.f("fk_queued_tags_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_queued_tags_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queued_tags")),
        sa.UniqueConstraint("user_id", "line_id", name=op.f("uq_queued_tags_user_id_line_id")),
    )
    with op.batch_alter_table("queued_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queued_tags_line_id"), ["line_id"], unique=False)


def downgrade() -> None:
    op.drop_table("queued_tags")
    op.drop_table("look_alikes")
    op.drop_table("known_tags")
