"""What registers know and sold: how far they are read, sales without a tag, alerts, tokens.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "register_states",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archive_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("away_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("unread_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unread_why", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_states")),
        sa.UniqueConstraint("name", name=op.f("uq_register_states_name")),
    )

    op.create_table(
        "api_tokens",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=8), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_api_tokens_made_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_api_tokens_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_tokens_digest")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_api_tokens_store_id"), ["store_id"], unique=False)

    op.create_table(
        "loose_sales",
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.Column("receipt_line", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("upc", sa.String(length=13), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("same_quantity", sa.Boolean(), nullable=False),
        sa.Column("same_member", sa.Boolean(), nullable=False),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_loose_sales_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_loose_sales_order_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_loose_sales_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loose_sales")),
        sa.UniqueConstraint(
            "source",
            "store_id",
            "receipt",
            "receipt_line",
            name=op.f("uq_loose_sales_source_store_id_receipt_receipt_line"),
        ),
    )
    with op.batch_alter_table("loose_sales", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_loose_sales_decided_by_id"), ["decided_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_loose_sales_order_line_id"), ["order_line_id"], unique=False
        )
        batch_op.create_index(
            "ix_loose_sales_waiting", ["state", "store_id", "sold_at"], unique=False
        )

    op.create_table(
        "register_alerts",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("sale_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["earlier_id"],
            ["register_sales.id"],
            name=op.f("fk_register_alerts_earlier_id_register_sales"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_register_alerts_order_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sale_id"],
            ["register_sales.id"],
            name=op.f("fk_register_alerts_sale_id_register_sales"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["users.id"], name=op.f("fk_register_alerts_seen_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_register_alerts_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_alerts")),
        sa.UniqueConstraint("kind", "sale_id", name=op.f("uq_register_alerts_kind_sale_id")),
    )
    with op.batch_alter_table("register_alerts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_alerts_earlier_id"), ["earlier_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_register_alerts_order_line_id"), ["order_line_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_register_alerts_sale_id"), ["sale_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_register_alerts_seen_by_id"), ["seen_by_id"], unique=False
        )
        batch_op.create_index(
            "ix_register_alerts_waiting", ["store_id", "seen_at", "id"], unique=False
        )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("register_alerts")
    op.drop_table("loose_sales")
    op.drop_table("api_tokens")
    op.drop_table("register_states")
