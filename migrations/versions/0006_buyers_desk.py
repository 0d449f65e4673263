"""The buyer's desk: calls, purchase orders, receiving, batches, messages, repeating orders, views.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Who did the nearest thing before does the new thing too: (held before, given now).
GRANTS = (
    ("orders.edit", "orders.split"),
    ("orders.close", "orders.export"),
    ("orders.move", "calls.make"),
    ("orders.move", "purchases.see"),
    ("orders.move", "purchases.place"),
    ("orders.move", "purchases.receive"),
    ("orders.move", "messages.send"),
    ("night.see", "reports.see"),
)


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "message_templates",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_itself", sa.Boolean(), nullable=False),
        sa.Column("shows_prices", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_templates")),
        sa.UniqueConstraint(
            "store_id", "occasion", "way", name=op.f("uq_message_templates_store_id_occasion_way")
        ),
    )
    op.create_table(
        "vendor_cutoffs",
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("days_later", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "weekday BETWEEN 0 AND 6", name=op.f("ck_vendor_cutoffs_weekday_of_a_week")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_vendor_cutoffs_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"],
            ["vendors.id"],
            name=op.f("fk_vendor_cutoffs_vendor_id_vendors"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_cutoffs")),
        sa.UniqueConstraint(
            "vendor_id",
            "store_id",
            "weekday",
            name=op.f("uq_vendor_cutoffs_vendor_id_store_id_weekday"),
        ),
    )
    with op.batch_alter_table("vendor_cutoffs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vendor_cutoffs_store_id"), ["store_id"], unique=False)

    op.create_table(
        "batches",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_batches_document_id_documents"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_batches_store_id_stores")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_batches_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_batches_one_time_key")),
    )
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batches_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_batches_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_batches_user_id"), ["user_id"], unique=False)

    op.create_table(
        "calls",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_calls_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_calls_store_id_stores")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_calls_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_calls_one_time_key")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_at"), ["at"], unique=False)
        batch_op.create_index("ix_calls_customer_id_at", ["customer_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_user_id"), ["user_id"], unique=False)

    op.create_table(
        "purchase_orders",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("open", sa.SmallInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("placed_by_id", sa.Integer(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_way", sa.String(length=24), nullable=True),
        sa.Column("sent_to", sa.String(length=120), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("open IN (0, 1)", name=op.f("ck_purchase_orders_open_is_0_or_1")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_purchase_orders_document_id_documents"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_purchase_orders_made_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["users.id"], name=op.f("fk_purchase_orders_placed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_purchase_orders_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_purchase_orders_vendor_id_vendors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_orders_number")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_purchase_orders_one_time_key")),
    )
    with op.batch_alter_table("purchase_orders", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_purchase_orders_closed_at"), ["closed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_purchase_orders_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_purchase_orders_made_by_id"), ["made_by_id"], unique=False
        )
        batch_op.create_index(
            "ix_purchase_orders_open", ["open", "store_id", "vendor_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_purchase_orders_placed_by_id"), ["placed_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_purchase_orders_store_id"), ["store_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_purchase_orders_vendor_id"), ["vendor_id"], unique=False
        )

    op.create_table(
        "saved_views",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("usual", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("more", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint(
            "user_id", "list_name", "name", name=op.f("uq_saved_views_user_id_list_name_name")
        ),
    )
    op.create_table(
        "user_super_departments",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("super_department_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["super_department_id"],
            ["super_departments.id"],
            name=op.f("fk_user_super_departments_super_department_id_super_departments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_user_super_departments_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "user_id", "super_department_id", name=op.f("pk_user_super_departments")
        ),
    )
    op.create_table(
        "messages",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("sent_to", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("shows_figures", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gateway_ref", sa.String(length=120), nullable=False),
        sa.Column("again_of_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["again_of_id"], ["messages.id"], name=op.f("fk_messages_again_of_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_messages_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_messages_order_id_orders"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_messages_store_id_stores")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_messages_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_messages_one_time_key")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_again_of_id"), ["again_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_gateway_ref"), ["gateway_ref"], unique=False)
        batch_op.create_index("ix_messages_order_id_id", ["order_id", "id"], unique=False)
        batch_op.create_index("ix_messages_state", ["state", "store_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_user_id"), ["user_id"], unique=False)

    op.create_table(
        "recurrences",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("from_order_id", sa.Integer(), nullable=False),
        sa.Column("every", sa.String(length=24), nullable=False),
        sa.Column("every_n", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ends_after", sa.Integer(), nullable=True),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("most_rise", sa.BigInteger(), nullable=True),
        sa.Column("agreed_total", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("every_n >= 1", name=op.f("ck_recurrences_every_from_1")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_recurrences_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["from_order_id"], ["orders.id"], name=op.f("fk_recurrences_from_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_recurrences_made_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_recurrences_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurrences")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_recurrences_one_time_key")),
    )
    with op.batch_alter_table("recurrences", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recurrences_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index("ix_recurrences_due", ["state", "next_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_recurrences_from_order_id"), ["from_order_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_recurrences_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recurrences_store_id"), ["store_id"], unique=False)

    op.create_table(
        "recurrence_runs",
        sa.Column("recurrence_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_recurrence_runs_answered_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_recurrence_runs_order_id_orders"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["recurrence_id"],
            ["recurrences.id"],
            name=op.f("fk_recurrence_runs_recurrence_id_recurrences"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurrence_runs")),
        sa.UniqueConstraint(
            "recurrence_id", "due_on", name=op.f("uq_recurrence_runs_recurrence_id_due_on")
        ),
    )
    with op.batch_alter_table("recurrence_runs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recurrence_runs_answered_by_id"), ["answered_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_recurrence_runs_order_id"), ["order_id"], unique=False)

    op.create_table(
        "batch_rows",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=True),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batches.id"],
            name=op.f("fk_batch_rows_batch_id_batches"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_batch_rows_order_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_rows")),
        sa.UniqueConstraint(
            "batch_id", "order_line_id", name=op.f("uq_batch_rows_batch_id_order_line_id")
        ),
    )
    with op.batch_alter_table("batch_rows", schema=None) as batch_op:
        batch_op.create_index(
            "ix_batch_rows_of_batch", ["batch_id", "done", "position"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_batch_rows_order_line_id"), ["order_line_id"], unique=False
        )

    op.create_table(
        "call_lines",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("promised", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_lines_call_id_calls"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_call_lines_order_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_lines")),
        sa.UniqueConstraint(
            "call_id", "order_line_id", name=op.f("uq_call_lines_call_id_order_line_id")
        ),
    )
    with op.batch_alter_table("call_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_lines_order_line_id"), ["order_line_id"], unique=False
        )

    op.create_table(
        "message_lines",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=24), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_lines_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_message_lines_order_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_lines")),
        sa.UniqueConstraint(
            "order_line_id",
            "occasion",
            "copy",
            name=op.f("uq_message_lines_order_line_id_occasion_copy"),
        ),
    )
    with op.batch_alter_table("message_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_lines_message_id"), ["message_id"], unique=False
        )

    op.create_table(
        "purchase_lines",
        sa.Column("purchase_order_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("upc", sa.String(length=13), nullable=True),
        sa.Column("sku", sa.String(length=30), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("brand", sa.String(length=60), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("case_size", sa.Integer(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("cases_received", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stood", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("cases >= 1", name=op.f("ck_purchase_lines_cases_from_1")),
        sa.CheckConstraint(
            "cases_received >= 0", name=op.f("ck_purchase_lines_cases_received_from_0")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_purchase_lines_order_line_id_order_lines"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_orders.id"],
            name=op.f("fk_purchase_lines_purchase_order_id_purchase_orders"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_lines")),
    )
    with op.batch_alter_table("purchase_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_purchase_lines_order_line_id"), ["order_line_id"], unique=False
        )
        batch_op.create_index(
            "ix_purchase_lines_order_position", ["purchase_order_id", "position"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_purchase_lines_sku"), ["sku"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_lines_upc"), ["upc"], unique=False)

    op.create_table(
        "receivings",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("purchase_line_id", sa.Integer(), nullable=True),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("instead", sa.String(length=200), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_receivings_order_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["purchase_line_id"],
            ["purchase_lines.id"],
            name=op.f("fk_receivings_purchase_line_id_purchase_lines"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_receivings_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_receivings_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_receivings_vendor_id_vendors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivings")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_receivings_one_time_key")),
    )
    with op.batch_alter_table("receivings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receivings_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_receivings_order_line_id"), ["order_line_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_receivings_purchase_line_id"), ["purchase_line_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_receivings_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receivings_user_id"), ["user_id"], unique=False)
        batch_op.create_index("ix_receivings_vendor_id_at", ["vendor_id", "at"], unique=False)

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("best_hours", sa.String(length=60), server_default="", nullable=False)
        )

    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("stage", sa.String(length=24), server_default="ready", nullable=False)
        )
        batch_op.add_column(sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("expected_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("moved_to_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_total", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("next_call_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_order_lines_confirmed_by_id"), ["confirmed_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_order_lines_moved_to_id"), ["moved_to_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_order_lines_moved_to_id_order_lines"),
            "order_lines",
            ["moved_to_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_order_lines_confirmed_by_id_users"), "users", ["confirmed_by_id"], ["id"]
        )
        batch_op.create_index(
            "ix_order_lines_calls",
            ["open", "next_call_at", "store_id", "super_department_id"],
            unique=False,
        )
        batch_op.drop_index("ix_order_lines_untagged")
        batch_op.create_index(
            "ix_order_lines_untagged",
            ["open", "store_id", "stage", "copies", "status_since"],
            unique=False,
        )
        batch_op.create_index(
            "ix_order_lines_buying",
            ["open", "store_id", "stage", "vendor_id", "list_key"],
            unique=False,
        )
    op.execute(
        "UPDATE order_lines SET stage = "
        "(SELECT statuses.stage FROM statuses WHERE statuses.key = order_lines.status)"
    )
    # What is ordered already was ordered when it got there: what comes of it is counted from then.
    op.execute(
        "UPDATE order_lines SET placed_at = status_since WHERE open = 1 AND status IN "
        "(SELECT statuses.key FROM statuses WHERE statuses.stage = 'placed')"
    )
    # Who waits for a call already is on the call sheet from the first day.
    op.execute(
        "UPDATE order_lines SET next_call_at = status_since WHERE open = 1 AND status IN "
        "(SELECT statuses.key FROM statuses WHERE statuses.stage = 'ask')"
    )

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("best_hours", sa.String(length=60), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("no_clone", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("from_order_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_orders_from_order_id"), ["from_order_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_orders_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_orders_merged_into_id_orders"), "orders", ["merged_into_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_orders_from_order_id_orders"), "orders", ["from_order_id"], ["id"]
        )

    with op.batch_alter_table("statuses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hue", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("moves", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(
            sa.Column("needs_reason", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("offers", sa.String(length=24), nullable=True))

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("likes", sa.JSON(), server_default="{}", nullable=False))

    with op.batch_alter_table("vendors", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("account", sa.String(length=40), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("order_email", sa.String(length=120), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("minimum_amount", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("minimum_cases", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("file_columns", sa.JSON(), server_default="[]", nullable=False)
        )

    for held, given in GRANTS:
        copy = sa.text(
            "INSERT INTO role_permissions (role_id, permission)"
            " SELECT role_id, :given FROM role_permissions WHERE permission = :held"
        )
        op.execute(copy.bindparams(given=given, held=held))


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("vendors", schema=None) as batch_op:
        batch_op.drop_column("file_columns")
        batch_op.drop_column("minimum_cases")
        batch_op.drop_column("minimum_amount")
        batch_op.drop_column("order_email")
        batch_op.drop_column("account")

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("likes")

    with op.batch_alter_table("statuses", schema=None) as batch_op:
        batch_op.drop_column("offers")
        batch_op.drop_column("needs_reason")
        batch_op.drop_column("moves")
        batch_op.drop_column("hue")

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_orders_from_order_id_orders"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_orders_merged_into_id_orders"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_orders_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_orders_from_order_id"))
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("from_order_id")
        batch_op.drop_column("no_clone")
        batch_op.drop_column("best_hours")

    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_order_lines_confirmed_by_id_users"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_order_lines_moved_to_id_order_lines"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_order_lines_moved_to_id"))
        batch_op.drop_index(batch_op.f("ix_order_lines_confirmed_by_id"))
        batch_op.drop_index("ix_order_lines_buying")
        batch_op.drop_index("ix_order_lines_calls")
        batch_op.drop_index("ix_order_lines_untagged")
        batch_op.create_index(
            "ix_order_lines_untagged",
            ["open", "store_id", "status", "copies", "status_since"],
            unique=False,
        )
        batch_op.drop_column("stage")
        batch_op.drop_column("next_call_at")
        batch_op.drop_column("confirmed_total")
        batch_op.drop_column("confirmed_by_id")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("moved_to_id")
        batch_op.drop_column("voided_at")
        batch_op.drop_column("expected_on")
        batch_op.drop_column("placed_at")

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_column("best_hours")

    with op.batch_alter_table("receivings", schema=None) as batch_op:
        batch_op.drop_index("ix_receivings_vendor_id_at")
        batch_op.drop_index(batch_op.f("ix_receivings_user_id"))
        batch_op.drop_index(batch_op.f("ix_receivings_store_id"))
        batch_op.drop_index(batch_op.f("ix_receivings_purchase_line_id"))
        batch_op.drop_index(batch_op.f("ix_receivings_order_line_id"))
        batch_op.drop_index(batch_op.f("ix_receivings_at"))

    op.drop_table("receivings")
    with op.batch_alter_table("purchase_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_lines_upc"))
        batch_op.drop_index(batch_op.f("ix_purchase_lines_sku"))
        batch_op.drop_index("ix_purchase_lines_order_position")
        batch_op.drop_index(batch_op.f("ix_purchase_lines_order_line_id"))

    op.drop_table("purchase_lines")
    with op.batch_alter_table("message_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_lines_message_id"))

    op.drop_table("message_lines")
    with op.batch_alter_table("call_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_lines_order_line_id"))

    op.drop_table("call_lines")
    with op.batch_alter_table("batch_rows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_rows_order_line_id"))
        batch_op.drop_index("ix_batch_rows_of_batch")

    op.drop_table("batch_rows")
    with op.batch_alter_table("recurrence_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recurrence_runs_order_id"))
        batch_op.drop_index(batch_op.f("ix_recurrence_runs_answered_by_id"))

    op.drop_table("recurrence_runs")
    with op.batch_alter_table("recurrences", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recurrences_store_id"))
        batch_op.drop_index(batch_op.f("ix_recurrences_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_recurrences_from_order_id"))
        batch_op.drop_index("ix_recurrences_due")
        batch_op.drop_index(batch_op.f("ix_recurrences_customer_id"))

    op.drop_table("recurrences")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_user_id"))
        batch_op.drop_index(batch_op.f("ix_messages_store_id"))
        batch_op.drop_index("ix_messages_state")
        batch_op.drop_index("ix_messages_order_id_id")
        batch_op.drop_index(batch_op.f("ix_messages_gateway_ref"))
        batch_op.drop_index(batch_op.f("ix_messages_customer_id"))
        batch_op.drop_index(batch_op.f("ix_messages_again_of_id"))

    op.drop_table("messages")
    op.drop_table("user_super_departments")
    op.drop_table("saved_views")
    with op.batch_alter_table("purchase_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_orders_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_orders_store_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_orders_placed_by_id"))
        batch_op.drop_index("ix_purchase_orders_open")
        batch_op.drop_index(batch_op.f("ix_purchase_orders_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_orders_document_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_orders_closed_at"))

    op.drop_table("purchase_orders")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calls_user_id"))
        batch_op.drop_index(batch_op.f("ix_calls_store_id"))
        batch_op.drop_index("ix_calls_customer_id_at")
        batch_op.drop_index(batch_op.f("ix_calls_at"))

    op.drop_table("calls")
    with op.batch_alter_table("batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batches_user_id"))
        batch_op.drop_index(batch_op.f("ix_batches_store_id"))
        batch_op.drop_index(batch_op.f("ix_batches_document_id"))

    op.drop_table("batches")
    with op.batch_alter_table("vendor_cutoffs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vendor_cutoffs_store_id"))

    op.drop_table("vendor_cutoffs")
    op.drop_table("message_templates")
