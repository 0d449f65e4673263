"""What a night did, so that it can be undone; runs by the clock; what failed can be tried again.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Who did the nearest thing before does the new thing too: (held before, given now).
GRANTS = (("settings.manage", "jobs.see"),)


def upgrade() -> None:
    """Go to this version."""
    op.add_column(
        "night_runs", sa.Column("worked", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "night_runs", sa.Column("problem", sa.String(300), server_default="", nullable=False)
    )
    op.add_column(
        "outbox", sa.Column("failed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index("ix_outbox_failed", "outbox", ["failed", "id"])
    op.add_column("statuses", sa.Column("closes_after", sa.Integer(), nullable=True))
    op.add_column(
        "order_lines", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True)
    )
    # They were opened again before anybody wrote down when: before they came to where they stand.
    op.execute("UPDATE order_lines SET reopened_at = status_since WHERE reopened AND open = 1")
    _create_tables()
    for held, given in GRANTS:
        copy = sa.text(
            "INSERT INTO role_permissions (role_id, permission)"
            " SELECT role_id, :given FROM role_permissions WHERE permission = :held"
        )
        op.execute(copy.bindparams(given=given, held=held))


def downgrade() -> None:
    """Go back to the version before."""
    for _, given in GRANTS:
        taken = sa.text("DELETE FROM role_permissions WHERE permission = :given")
        op.execute(taken.bindparams(given=given))
    for table in ("periodic_runs", "night_undos", "night_moves"):
        op.drop_table(table)
    op.drop_column("order_lines", "reopened_at")
    op.drop_column("statuses", "closes_after")
    op.drop_index("ix_outbox_failed", "outbox")
    op.drop_column("outbox", "failed")
    for name in ("problem", "worked"):
        op.drop_column("night_runs", name)


def _create_tables() -> None:
    op.create_table(
        "night_moves",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_call_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("let_go", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("left", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _key("night_moves", "run_id", "night_runs", ondelete="CASCADE"),
        _key("night_moves", "order_id", "orders", ondelete="CASCADE"),
        _key("night_moves", "line_id", "order_lines", ondelete="CASCADE"),
        _key("night_moves", "undone_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_night_moves")),
    )
    for name in ("order_id", "line_id", "undone_by_id"):
        op.create_index(op.f(f"ix_night_moves_{name}"), "night_moves", [name])
    op.create_index("ix_night_moves_run_id_id", "night_moves", ["run_id", "id"])
    op.create_table(
        "night_undos",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        _key("night_undos", "store_id", "stores"),
        _key("night_undos", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_night_undos")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_night_undos_one_time_key")),
    )
    op.create_index(op.f("ix_night_undos_user_id"), "night_undos", ["user_id"])
    op.create_index("ix_night_undos_night", "night_undos", ["store_id", "business_date"])
    op.create_table(
        "periodic_runs",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worked", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periodic_runs")),
        sa.UniqueConstraint("name", name=op.f("uq_periodic_runs_name")),
    )


def _key(table: str, column: str, to: str, **how: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), **how
    )
