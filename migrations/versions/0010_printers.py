"""Printers, what is printed on them.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "printers",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("uri", sa.String(length=200), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("media", sa.String(length=80), nullable=False),
        sa.Column("fingerprint", sa.String(length=100), nullable=False),
        sa.Column("for_tags", sa.Boolean(), nullable=False),
        sa.Column("for_slips", sa.Boolean(), nullable=False),
        sa.Column("for_lists", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abilities", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_printers_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printers")),
        sa.UniqueConstraint("store_id", "name", name=op.f("uq_printers_store_id_name")),
    )
    op.create_table(
        "print_jobs",
        sa.Column("one_time_key", sa.String(length=80), nullable=False),
        sa.Column("printer_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("tag_print_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("again_of_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["again_of_id"],
            ["print_jobs.id"],
            name=op.f("fk_print_jobs_again_of_id_print_jobs"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batches.id"],
            name=op.f("fk_print_jobs_batch_id_batches"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_print_jobs_document_id_documents"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["printer_id"], ["printers.id"], name=op.f("fk_print_jobs_printer_id_printers")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_print_jobs_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["tag_print_id"],
            ["tag_prints.id"],
            name=op.f("fk_print_jobs_tag_print_id_tag_prints"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_print_jobs_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_print_jobs_one_time_key")),
    )
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_print_jobs_again_of_id"), ["again_of_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_print_jobs_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_print_jobs_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_print_jobs_printer_id"), ["printer_id"], unique=False)
        batch_op.create_index("ix_print_jobs_store_id_id", ["store_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_print_jobs_tag_print_id"), ["tag_print_id"], unique=False
        )
        batch_op.create_index("ix_print_jobs_user_id_id", ["user_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("print_jobs")
    op.drop_table("printers")
