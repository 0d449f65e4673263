"""Shelves where goods wait, what was put on them, and their labels.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Who wrote bins down before may fill shelves: the permissions that show it.
FILLED_BEFORE = ("pickup.hand-over", "purchases.receive")
FILLS = "shelves.fill"


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "shelves",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("folded", sa.String(length=48), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _key("shelves", "store_id", "stores"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelves")),
        sa.UniqueConstraint("store_id", "folded", name=op.f("uq_shelves_store_id_folded")),
    )
    _create_put_aways()
    _create_prints()
    held = sa.bindparam("held", FILLED_BEFORE, expanding=True)
    copy = sa.text(
        "INSERT INTO role_permissions (role_id, permission)"
        " SELECT DISTINCT role_id, :given FROM role_permissions WHERE permission IN :held"
    )
    op.execute(copy.bindparams(held, given=FILLS))


def downgrade() -> None:
    """Go back to the version before."""
    taken = sa.text("DELETE FROM role_permissions WHERE permission = :given")
    op.execute(taken.bindparams(given=FILLS))
    for table in ("shelf_prints", "put_aways", "shelves"):
        op.drop_table(table)


def _create_put_aways() -> None:
    op.create_table(
        "put_aways",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("shelf_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _key("put_aways", "user_id", "users"),
        _key("put_aways", "store_id", "stores"),
        _key("put_aways", "order_line_id", "order_lines", ondelete="CASCADE"),
        _key("put_aways", "shelf_id", "shelves"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_aways")),
        sa.UniqueConstraint(
            "one_time_key", "order_line_id", name=op.f("uq_put_aways_one_time_key_order_line_id")
        ),
    )
    for name in ("order_line_id", "shelf_id"):
        op.create_index(op.f(f"ix_put_aways_{name}"), "put_aways", [name])
    op.create_index("ix_put_aways_mine", "put_aways", ["user_id", "store_id", "id"])


def _create_prints() -> None:
    op.create_table(
        "shelf_prints",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("shelf_ids", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("printer_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _key("shelf_prints", "store_id", "stores"),
        _key("shelf_prints", "user_id", "users"),
        _key("shelf_prints", "printer_id", "printers"),
        _key("shelf_prints", "document_id", "documents", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_prints")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_shelf_prints_one_time_key")),
    )
    for name in ("store_id", "user_id", "printer_id", "document_id"):
        op.create_index(op.f(f"ix_shelf_prints_{name}"), "shelf_prints", [name])


def _key(table: str, column: str, to: str, **how: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), **how
    )
