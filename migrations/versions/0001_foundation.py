"""foundation

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counters")),
        sa.UniqueConstraint("name", name=op.f("uq_counters_name")),
    )
    op.create_table(
        "documents",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("shows_figures", sa.Boolean(), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_keep_until"), ["keep_until"], unique=False)

    op.create_table(
        "member_types",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_types")),
        sa.UniqueConstraint("number", name=op.f("uq_member_types_number")),
    )
    op.create_table(
        "outbox",
        sa.Column("job", sa.String(length=24), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("open", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_open_due", ["open", "due_at"], unique=False)

    op.create_table(
        "roles",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "sale_types",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_sale", sa.Boolean(), nullable=False),
        sa.Column("member_only", sa.Boolean(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_types")),
        sa.UniqueConstraint("number", name=op.f("uq_sale_types_number")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("key", "store_id", name=op.f("uq_settings_key_store_id")),
    )
    op.create_table(
        "statuses",
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("explanation", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statuses")),
        sa.UniqueConstraint("key", name=op.f("uq_statuses_key")),
    )
    op.create_table(
        "stores",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
        sa.UniqueConstraint("name", name=op.f("uq_stores_name")),
    )
    op.create_table(
        "super_departments",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_super_departments")),
        sa.UniqueConstraint("number", name=op.f("uq_super_departments_number")),
    )
    op.create_table(
        "vendors",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("order_days", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendors")),
        sa.UniqueConstraint("name", name=op.f("uq_vendors_name")),
    )
    op.create_table(
        "customers",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("member_number", sa.Integer(), nullable=True),
        sa.Column("person_number", sa.Integer(), nullable=False),
        sa.Column("member_type_id", sa.Integer(), nullable=True),
        sa.Column("phone_digits", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column("first_name", sa.String(length=60), nullable=False),
        sa.Column("last_name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("contact_way", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_type_id"],
            ["member_types.id"],
            name=op.f("fk_customers_member_type_id_member_types"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint(
            "member_number", "person_number", name=op.f("uq_customers_member_number_person_number")
        ),
    )
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_customers_by_name", ["active", "last_name", "first_name", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customers_member_type_id"), ["member_type_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customers_phone_digits"), ["phone_digits"], unique=False
        )

    op.create_table(
        "departments",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("super_department_id", sa.Integer(), nullable=True),
        sa.Column("ordered_as_id", sa.Integer(), nullable=True),
        sa.Column("minimum_quantity", sa.Integer(), nullable=False),
        sa.Column("always_ask", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ordered_as_id"],
            ["departments.id"],
            name=op.f("fk_departments_ordered_as_id_departments"),
        ),
        sa.ForeignKeyConstraint(
            ["super_department_id"],
            ["super_departments.id"],
            name=op.f("fk_departments_super_department_id_super_departments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("number", name=op.f("uq_departments_number")),
    )
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_departments_ordered_as_id"), ["ordered_as_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_departments_super_department_id"), ["super_department_id"], unique=False
        )

    op.create_table(
        "night_runs",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_night_runs_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_night_runs")),
        sa.UniqueConstraint(
            "store_id",
            "business_date",
            "step",
            name=op.f("uq_night_runs_store_id_business_date_step"),
        ),
    )
    with op.batch_alter_table("night_runs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_night_runs_business_date"), ["business_date"], unique=False
        )

    op.create_table(
        "role_permissions",
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("permission", sa.String(length=24), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["roles.id"],
            name=op.f("fk_role_permissions_role_id_roles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_permissions")),
        sa.UniqueConstraint(
            "role_id", "permission", name=op.f("uq_role_permissions_role_id_permission")
        ),
    )
    op.create_table(
        "sales",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sale_type_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sale_type_id"], ["sale_types.id"], name=op.f("fk_sales_sale_type_id_sale_types")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_sales_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales")),
    )
    with op.batch_alter_table("sales", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_ends_on"), ["ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_sale_type_id"), ["sale_type_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_store_id"), ["store_id"], unique=False)

    op.create_table(
        "users",
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_users_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_users_store_id"), ["store_id"], unique=False)

    op.create_table(
        "audit_events",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_audit_events_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_events_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_user_id"), ["user_id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("empty", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_drafts_store_id_stores")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("key", name=op.f("uq_drafts_key")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drafts_touched_at"), ["touched_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_drafts_user_id"), ["user_id"], unique=False)

    op.create_table(
        "orders",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("pickup_store_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("member_number", sa.Integer(), nullable=True),
        sa.Column("member_type_id", sa.Integer(), nullable=True),
        sa.Column("phone_digits", sa.String(length=20), nullable=False),
        sa.Column("call_first", sa.Boolean(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("open", sa.SmallInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_open_until", sa.Date(), nullable=True),
        sa.Column("lines_made", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column("first_name", sa.String(length=60), nullable=False),
        sa.Column("last_name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("contact_way", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("open IN (0, 1)", name=op.f("ck_orders_open_is_0_or_1")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["member_type_id"],
            ["member_types.id"],
            name=op.f("fk_orders_member_type_id_member_types"),
        ),
        sa.ForeignKeyConstraint(
            ["pickup_store_id"], ["stores.id"], name=op.f("fk_orders_pickup_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["status"], ["statuses.key"], name=op.f("fk_orders_status_statuses")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_orders_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["users.id"], name=op.f("fk_orders_taken_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_orders_one_time_key")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(
            "ix_orders_customer_id_number", ["customer_id", "number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_orders_member_number"), ["member_number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_orders_member_type_id"), ["member_type_id"], unique=False
        )
        batch_op.create_index("ix_orders_open_number", ["open", "number"], unique=False)
        batch_op.create_index(
            "ix_orders_open_ordered_on", ["open", "store_id", "ordered_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_orders_phone_digits"), ["phone_digits"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_orders_pickup_store_id"), ["pickup_store_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_orders_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_orders_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_orders_taken_by_id"), ["taken_by_id"], unique=False)

    op.create_table(
        "products",
        sa.Column("upc", sa.String(length=13), nullable=False),
        sa.Column("description", sa.String(length=120), nullable=False),
        sa.Column("brand", sa.String(length=60), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("retail", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("discountable", sa.Boolean(), nullable=False),
        sa.Column("by_weight", sa.Boolean(), nullable=False),
        sa.Column("case_size", sa.Integer(), nullable=True),
        sa.Column("like_code", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_products_department_id_departments"),
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_products_vendor_id_vendors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("upc", name=op.f("uq_products_upc")),
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_products_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_products_like_code"), ["like_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_products_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "tag_prints",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("with_total", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_tag_prints_document_id_documents"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_tag_prints_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tag_prints_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_prints")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_tag_prints_one_time_key")),
    )
    with op.batch_alter_table("tag_prints", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tag_prints_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_tag_prints_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tag_prints_user_id"), ["user_id"], unique=False)

    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name=op.f("fk_user_roles_role_id_roles"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_roles")),
    )
    op.create_table(
        "vendor_items",
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=30), nullable=False),
        sa.Column("upc", sa.String(length=13), nullable=True),
        sa.Column("description", sa.String(length=120), nullable=False),
        sa.Column("brand", sa.String(length=60), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=False),
        sa.Column("case_size", sa.Integer(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("suggested_retail", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_vendor_items_department_id_departments"),
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_vendor_items_vendor_id_vendors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_items")),
        sa.UniqueConstraint("vendor_id", "sku", name=op.f("uq_vendor_items_vendor_id_sku")),
    )
    with op.batch_alter_table("vendor_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vendor_items_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_vendor_items_sku"), ["sku"], unique=False)
        batch_op.create_index(batch_op.f("ix_vendor_items_upc"), ["upc"], unique=False)

    op.create_table(
        "order_events",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=True),
        sa.Column("of_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_order_events_order_id_orders"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_order_events_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_order_events_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_events")),
    )
    with op.batch_alter_table("order_events", schema=None) as batch_op:
        batch_op.create_index("ix_order_events_order_id_id", ["order_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_events_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_events_user_id"), ["user_id"], unique=False)

    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("list_key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("vendor_item_id", sa.Integer(), nullable=True),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("super_department_id", sa.Integer(), nullable=True),
        sa.Column("upc", sa.String(length=13), nullable=True),
        sa.Column("sku", sa.String(length=30), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("brand", sa.String(length=60), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("case_size", sa.Integer(), nullable=True),
        sa.Column("discountable", sa.Boolean(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("retail", sa.BigInteger(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("price_kind", sa.String(length=24), nullable=False),
        sa.Column("price_why", sa.JSON(), nullable=False),
        sa.Column("priced_by_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open", sa.SmallInteger(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("tag_note", sa.String(length=200), nullable=False),
        sa.Column("bin", sa.String(length=40), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("case_size >= 1", name=op.f("ck_order_lines_case_size_from_1")),
        sa.CheckConstraint("cases >= 1", name=op.f("ck_order_lines_cases_from_1")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_order_lines_number_from_1")),
        sa.CheckConstraint("open IN (0, 1)", name=op.f("ck_order_lines_open_is_0_or_1")),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_order_lines_department_id_departments"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_order_lines_order_id_orders"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["priced_by_id"], ["users.id"], name=op.f("fk_order_lines_priced_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_order_lines_product_id_products")
        ),
        sa.ForeignKeyConstraint(
            ["status"], ["statuses.key"], name=op.f("fk_order_lines_status_statuses")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_order_lines_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["super_department_id"],
            ["super_departments.id"],
            name=op.f("fk_order_lines_super_department_id_super_departments"),
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_order_lines_vendor_id_vendors")
        ),
        sa.ForeignKeyConstraint(
            ["vendor_item_id"],
            ["vendor_items.id"],
            name=op.f("fk_order_lines_vendor_item_id_vendor_items"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint("order_id", "number", name=op.f("uq_order_lines_order_id_number")),
    )
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_order_lines_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index("ix_order_lines_open_list_key", ["open", "list_key"], unique=False)
        batch_op.create_index(
            "ix_order_lines_open_since", ["open", "status", "status_since"], unique=False
        )
        batch_op.create_index(
            "ix_order_lines_open_status",
            ["open", "status", "list_key", "store_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_order_lines_open_super_status",
            ["open", "super_department_id", "status", "list_key"],
            unique=False,
        )
        batch_op.create_index(
            "ix_order_lines_open_vendor_status",
            ["open", "vendor_id", "status", "list_key"],
            unique=False,
        )
        batch_op.create_index(
            "ix_order_lines_open_store", ["open", "store_id", "list_key"], unique=False
        )
        batch_op.create_index(
            "ix_order_lines_open_super", ["open", "super_department_id", "list_key"], unique=False
        )
        batch_op.create_index(
            "ix_order_lines_open_vendor", ["open", "vendor_id", "list_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_order_lines_priced_by_id"), ["priced_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_order_lines_product_id"), ["product_id"], unique=False)
        batch_op.create_index(
            "ix_order_lines_untagged",
            ["open", "store_id", "status", "copies", "status_since"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_order_lines_upc"), ["upc"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_order_lines_vendor_item_id"), ["vendor_item_id"], unique=False
        )

    op.create_table(
        "sale_items",
        sa.Column("sale_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("like_code", sa.Integer(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(product_id IS NULL) <> (like_code IS NULL)", name=op.f("ck_sale_items_one_target")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_sale_items_product_id_products")
        ),
        sa.ForeignKeyConstraint(
            ["sale_id"], ["sales.id"], name=op.f("fk_sale_items_sale_id_sales"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_items")),
    )
    with op.batch_alter_table("sale_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sale_items_like_code"), ["like_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_sale_items_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sale_items_sale_id"), ["sale_id"], unique=False)

    op.create_table(
        "register_sales",
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.Column("receipt_line", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("order_number", sa.Integer(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("upc", sa.String(length=13), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("cases", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("counts", sa.SmallInteger(), nullable=False),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_lines.id"],
            name=op.f("fk_register_sales_order_line_id_order_lines"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_register_sales_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_register_sales_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_sales")),
        sa.UniqueConstraint(
            "source",
            "store_id",
            "receipt",
            "receipt_line",
            name=op.f("uq_register_sales_source_store_id_receipt_receipt_line"),
        ),
    )
    with op.batch_alter_table("register_sales", schema=None) as batch_op:
        batch_op.create_index("ix_register_sales_date", ["business_date", "store_id"], unique=False)
        batch_op.create_index(
            "ix_register_sales_line", ["order_line_id", "counts", "quantity"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_register_sales_user_id"), ["user_id"], unique=False)

    op.create_table(
        "tag_copies",
        sa.Column("tag_print_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("copy_number", sa.Integer(), nullable=True),
        sa.Column("refused", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["order_lines.id"],
            name=op.f("fk_tag_copies_line_id_order_lines"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_print_id"],
            ["tag_prints.id"],
            name=op.f("fk_tag_copies_tag_print_id_tag_prints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_copies")),
        sa.UniqueConstraint(
            "line_id", "copy_number", name=op.f("uq_tag_copies_line_id_copy_number")
        ),
        sa.UniqueConstraint(
            "tag_print_id", "line_id", name=op.f("uq_tag_copies_tag_print_id_line_id")
        ),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("tag_copies")
    with op.batch_alter_table("register_sales", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_sales_user_id"))
        batch_op.drop_index("ix_register_sales_line")
        batch_op.drop_index("ix_register_sales_date")

    op.drop_table("register_sales")
    with op.batch_alter_table("sale_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sale_items_sale_id"))
        batch_op.drop_index(batch_op.f("ix_sale_items_product_id"))
        batch_op.drop_index(batch_op.f("ix_sale_items_like_code"))

    op.drop_table("sale_items")
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_lines_vendor_item_id"))
        batch_op.drop_index(batch_op.f("ix_order_lines_upc"))
        batch_op.drop_index("ix_order_lines_untagged")
        batch_op.drop_index(batch_op.f("ix_order_lines_product_id"))
        batch_op.drop_index(batch_op.f("ix_order_lines_priced_by_id"))
        batch_op.drop_index("ix_order_lines_open_vendor_status")
        batch_op.drop_index("ix_order_lines_open_super_status")
        batch_op.drop_index("ix_order_lines_open_vendor")
        batch_op.drop_index("ix_order_lines_open_super")
        batch_op.drop_index("ix_order_lines_open_store")
        batch_op.drop_index("ix_order_lines_open_status")
        batch_op.drop_index("ix_order_lines_open_since")
        batch_op.drop_index("ix_order_lines_open_list_key")
        batch_op.drop_index(batch_op.f("ix_order_lines_department_id"))

    op.drop_table("order_lines")
    with op.batch_alter_table("order_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_events_user_id"))
        batch_op.drop_index(batch_op.f("ix_order_events_store_id"))
        batch_op.drop_index("ix_order_events_order_id_id")

    op.drop_table("order_events")
    with op.batch_alter_table("vendor_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vendor_items_upc"))
        batch_op.drop_index(batch_op.f("ix_vendor_items_sku"))
        batch_op.drop_index(batch_op.f("ix_vendor_items_department_id"))

    op.drop_table("vendor_items")
    op.drop_table("user_roles")
    with op.batch_alter_table("tag_prints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tag_prints_user_id"))
        batch_op.drop_index(batch_op.f("ix_tag_prints_store_id"))
        batch_op.drop_index(batch_op.f("ix_tag_prints_document_id"))

    op.drop_table("tag_prints")
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_products_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_products_like_code"))
        batch_op.drop_index(batch_op.f("ix_products_department_id"))

    op.drop_table("products")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_taken_by_id"))
        batch_op.drop_index(batch_op.f("ix_orders_store_id"))
        batch_op.drop_index(batch_op.f("ix_orders_status"))
        batch_op.drop_index(batch_op.f("ix_orders_pickup_store_id"))
        batch_op.drop_index(batch_op.f("ix_orders_phone_digits"))
        batch_op.drop_index("ix_orders_open_ordered_on")
        batch_op.drop_index("ix_orders_open_number")
        batch_op.drop_index(batch_op.f("ix_orders_member_type_id"))
        batch_op.drop_index(batch_op.f("ix_orders_member_number"))
        batch_op.drop_index("ix_orders_customer_id_number")
        batch_op.drop_index(batch_op.f("ix_orders_closed_at"))

    op.drop_table("orders")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_user_id"))
        batch_op.drop_index(batch_op.f("ix_drafts_touched_at"))
        batch_op.drop_index(batch_op.f("ix_drafts_store_id"))

    op.drop_table("drafts")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_events_user_id"))
        batch_op.drop_index(batch_op.f("ix_audit_events_at"))

    op.drop_table("audit_events")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_store_id"))

    op.drop_table("users")
    with op.batch_alter_table("sales", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sales_store_id"))
        batch_op.drop_index(batch_op.f("ix_sales_sale_type_id"))
        batch_op.drop_index(batch_op.f("ix_sales_ends_on"))

    op.drop_table("sales")
    op.drop_table("role_permissions")
    with op.batch_alter_table("night_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_night_runs_business_date"))

    op.drop_table("night_runs")
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departments_super_department_id"))
        batch_op.drop_index(batch_op.f("ix_departments_ordered_as_id"))

    op.drop_table("departments")
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customers_phone_digits"))
        batch_op.drop_index("ix_customers_by_name")
        batch_op.drop_index(batch_op.f("ix_customers_member_type_id"))

    op.drop_table("customers")
    op.drop_table("vendors")
    op.drop_table("super_departments")
    op.drop_table("stores")
    op.drop_table("statuses")
    op.drop_table("settings")
    op.drop_table("sale_types")
    op.drop_table("roles")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_open_due")

    op.drop_table("outbox")
    op.drop_table("member_types")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_keep_until"))

    op.drop_table("documents")
    op.drop_table("counters")
