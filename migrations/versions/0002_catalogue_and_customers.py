"""The catalogue, the customer file, imports and finer price rules.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Who did the nearest thing before does the new thing too: (held before, given now).
GRANTS = (
    ("orders.take", "customers.edit"),
    ("settings.manage", "customers.manage"),
    ("orders.move", "catalog.see"),
    ("prices.edit", "catalog.edit"),
    ("settings.manage", "catalog.import"),
)


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "affiliations",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliations")),
        sa.UniqueConstraint("name", name=op.f("uq_affiliations_name")),
    )
    op.create_table(
        "column_memories",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_memories")),
        sa.UniqueConstraint("kind", "vendor_id", name=op.f("uq_column_memories_kind_vendor_id")),
    )
    op.create_table(
        "customer_attributes",
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_attributes")),
        sa.UniqueConstraint("label", name=op.f("uq_customer_attributes_label")),
    )
    op.create_table(
        "customer_groups",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("dimensions", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_customer_groups_name")),
    )
    op.create_table(
        "like_codes",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_like_codes")),
        sa.UniqueConstraint("number", name=op.f("uq_like_codes_number")),
    )
    op.create_table(
        "customer_addresses",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_customer_addresses_customer_id_customers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_addresses")),
    )
    with op.batch_alter_table("customer_addresses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customer_addresses_customer_id"), ["customer_id"], unique=False
        )

    op.create_table(
        "customer_affiliations",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_customer_affiliations_affiliation_id_affiliations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_customer_affiliations_customer_id_customers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "customer_id", "affiliation_id", name=op.f("pk_customer_affiliations")
        ),
    )
    op.create_table(
        "customer_intakes",
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("converted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_customer_intakes_customer_id_customers"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_customer_intakes_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_intakes")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_customer_intakes_one_time_key")),
    )
    with op.batch_alter_table("customer_intakes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customer_intakes_converted_at"), ["converted_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customer_intakes_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customer_intakes_store_id"), ["store_id"], unique=False
        )

    op.create_table(
        "customer_merges",
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["customers.id"], name=op.f("fk_customer_merges_kept_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["customers.id"], name=op.f("fk_customer_merges_merged_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["users.id"], name=op.f("fk_customer_merges_undone_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_customer_merges_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merges")),
    )
    with op.batch_alter_table("customer_merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_merges_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_customer_merges_merged_id"), ["merged_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_customer_merges_undone_by_id"), ["undone_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_customer_merges_user_id"), ["user_id"], unique=False)

    op.create_table(
        "customer_reaches",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("digits", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.Column("consent_noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_noted_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_noted_by_id"],
            ["users.id"],
            name=op.f("fk_customer_reaches_consent_noted_by_id_users"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
            name=op.f("fk_customer_reaches_customer_id_customers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_reaches")),
        sa.UniqueConstraint(
            "customer_id", "kind", "value", name=op.f("uq_customer_reaches_customer_id_kind_value")
        ),
    )
    with op.batch_alter_table("customer_reaches", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customer_reaches_consent_noted_by_id"),
            ["consent_noted_by_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_customer_reaches_digits"), ["digits"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_reaches_value"), ["value"], unique=False)

    op.create_table(
        "imports",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("one_time_key", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done_rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_imports_store_id_stores")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_imports_user_id_users")),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_imports_vendor_id_vendors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("one_time_key", name=op.f("uq_imports_one_time_key")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_store_id"), ["store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_imports_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_imports_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "price_rules",
        sa.Column("member_type_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "department_id IS NOT NULL OR vendor_id IS NOT NULL OR starts_on IS NOT NULL OR ends_on IS NOT NULL",
            name=op.f("ck_price_rules_narrower_than_its_type"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_price_rules_department_id_departments"),
        ),
        sa.ForeignKeyConstraint(
            ["member_type_id"],
            ["member_types.id"],
            name=op.f("fk_price_rules_member_type_id_member_types"),
        ),
        sa.ForeignKeyConstraint(
            ["vendor_id"], ["vendors.id"], name=op.f("fk_price_rules_vendor_id_vendors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_rules")),
    )
    with op.batch_alter_table("price_rules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_price_rules_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_price_rules_member_type_id"), ["member_type_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_price_rules_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "catalog_changes",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("thing", sa.String(length=24), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=24), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_catalog_changes_import_id_imports")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_catalog_changes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_changes")),
    )
    with op.batch_alter_table("catalog_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalog_changes_import_id"), ["import_id"], unique=False
        )
        batch_op.create_index(
            "ix_catalog_changes_of_thing", ["thing", "thing_id", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_catalog_changes_user_id"), ["user_id"], unique=False)

    op.create_table(
        "import_files",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_files_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_files")),
        sa.UniqueConstraint("import_id", name=op.f("uq_import_files_import_id")),
    )
    op.create_table(
        "import_problems",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_import_problems_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problems")),
        sa.UniqueConstraint(
            "import_id", "row", "field", name=op.f("uq_import_problems_import_id_row_field")
        ),
    )
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("account_state", sa.String(length=24), server_default="good", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "address_purpose", sa.String(length=24), server_default="home", nullable=False
            )
        )
        batch_op.add_column(
            sa.Column("country", sa.String(length=2), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("receipt_way", sa.String(length=24), server_default="paper", nullable=False)
        )
        batch_op.add_column(
            sa.Column("receipt_email", sa.String(length=120), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("currency", sa.String(length=3), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("language", sa.String(length=12), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("dimensions", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("extras", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("one_time_key", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_customers_group_id"), ["group_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_customers_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_unique_constraint(batch_op.f("uq_customers_one_time_key"), ["one_time_key"])
        batch_op.create_foreign_key(
            batch_op.f("fk_customers_group_id_customer_groups"),
            "customer_groups",
            ["group_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_customers_merged_into_id_customers"),
            "customers",
            ["merged_into_id"],
            ["id"],
        )

    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("case_size_by_hand", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("price_choice", sa.String(length=24), server_default="auto", nullable=False)
        )
        batch_op.create_index(
            "ix_order_lines_open_price_kind",
            ["open", "price_kind", "list_key", "store_id"],
            unique=False,
        )

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("source", sa.String(length=24), server_default="counter", nullable=False)
        )
        batch_op.add_column(
            sa.Column("delivery", sa.String(length=24), server_default="pickup", nullable=False)
        )
        batch_op.add_column(sa.Column("requested_on", sa.Date(), nullable=True))

    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_by_import_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_products_seen_by_import_id"), ["seen_by_import_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_products_seen_by_import_id_imports"),
            "imports",
            ["seen_by_import_id"],
            ["id"],
        )

    with op.batch_alter_table("sales", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False)
        )

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.add_column(sa.Column("default_customer_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_stores_default_customer_id"), ["default_customer_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_stores_default_customer_id_customers"),
            "customers",
            ["default_customer_id"],
            ["id"],
        )

    with op.batch_alter_table("vendor_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_by_import_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_vendor_items_seen_by_import_id"), ["seen_by_import_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_vendor_items_seen_by_import_id_imports"),
            "imports",
            ["seen_by_import_id"],
            ["id"],
        )

    grant()
    name_like_codes()


def grant() -> None:
    """Give roles that are in use the permissions that came with this version."""
    for held, given in GRANTS:
        copy = sa.text(
            "INSERT INTO role_permissions (role_id, permission)"
            " SELECT role_id, :given FROM role_permissions WHERE permission = :held"
        )
        op.execute(copy.bindparams(given=given, held=held))


def name_like_codes() -> None:
    """Every like code in use gets its row; its name is for people to give."""
    op.execute(
        "INSERT INTO like_codes (number, name, version)"
        " SELECT like_code, '', 1 FROM products WHERE like_code IS NOT NULL"
        " UNION SELECT like_code, '', 1 FROM sale_items WHERE like_code IS NOT NULL"
    )


def downgrade() -> None:
    """Go back to the version before."""
    for _, given in GRANTS:
        op.execute(
            sa.text("DELETE FROM role_permissions WHERE permission = :given").bindparams(
                given=given
            )
        )
    with op.batch_alter_table("vendor_items", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_vendor_items_seen_by_import_id_imports"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_vendor_items_seen_by_import_id"))
        batch_op.drop_column("seen_by_import_id")

    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_stores_default_customer_id_customers"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_stores_default_customer_id"))
        batch_op.drop_column("default_customer_id")

    with op.batch_alter_table("sales", schema=None) as batch_op:
        batch_op.drop_column("active")

    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_products_seen_by_import_id_imports"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_products_seen_by_import_id"))
        batch_op.drop_column("seen_by_import_id")

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_column("requested_on")
        batch_op.drop_column("delivery")
        batch_op.drop_column("source")

    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_order_lines_open_price_kind")
        batch_op.drop_column("price_choice")
        batch_op.drop_column("case_size_by_hand")

    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_customers_merged_into_id_customers"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_customers_group_id_customer_groups"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_customers_one_time_key"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_customers_merged_into_id"))
        batch_op.drop_index(batch_op.f("ix_customers_group_id"))
        batch_op.drop_column("one_time_key")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("extras")
        batch_op.drop_column("dimensions")
        batch_op.drop_column("language")
        batch_op.drop_column("currency")
        batch_op.drop_column("receipt_email")
        batch_op.drop_column("receipt_way")
        batch_op.drop_column("group_id")
        batch_op.drop_column("country")
        batch_op.drop_column("address_purpose")
        batch_op.drop_column("account_state")

    op.drop_table("import_problems")
    op.drop_table("import_files")
    with op.batch_alter_table("catalog_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_changes_user_id"))
        batch_op.drop_index("ix_catalog_changes_of_thing")
        batch_op.drop_index(batch_op.f("ix_catalog_changes_import_id"))

    op.drop_table("catalog_changes")
    with op.batch_alter_table("price_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_price_rules_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_price_rules_member_type_id"))
        batch_op.drop_index(batch_op.f("ix_price_rules_department_id"))

    op.drop_table("price_rules")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_imports_user_id"))
        batch_op.drop_index(batch_op.f("ix_imports_store_id"))

    op.drop_table("imports")
    with op.batch_alter_table("customer_reaches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_reaches_value"))
        batch_op.drop_index(batch_op.f("ix_customer_reaches_digits"))
        batch_op.drop_index(batch_op.f("ix_customer_reaches_consent_noted_by_id"))

    op.drop_table("customer_reaches")
    with op.batch_alter_table("customer_merges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_merges_user_id"))
        batch_op.drop_index(batch_op.f("ix_customer_merges_undone_by_id"))
        batch_op.drop_index(batch_op.f("ix_customer_merges_merged_id"))
        batch_op.drop_index(batch_op.f("ix_customer_merges_kept_id"))

    op.drop_table("customer_merges")
    with op.batch_alter_table("customer_intakes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_intakes_store_id"))
        batch_op.drop_index(batch_op.f("ix_customer_intakes_customer_id"))
        batch_op.drop_index(batch_op.f("ix_customer_intakes_converted_at"))

    op.drop_table("customer_intakes")
    op.drop_table("customer_affiliations")
    with op.batch_alter_table("customer_addresses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_addresses_customer_id"))

    op.drop_table("customer_addresses")
    op.drop_table("like_codes")
    op.drop_table("customer_groups")
    op.drop_table("customer_attributes")
    op.drop_table("column_memories")
    op.drop_table("affiliations")
