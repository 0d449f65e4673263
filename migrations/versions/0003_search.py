"""What searching looks things up in: words of six tables, codes by either end.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Table → the text its words come from, and the digits of its phones.
WORDS = {
    "products": ("search_text", ""),
    "vendor_items": ("search_text", ""),
    "customers": ("search_text", "phone_digits"),
    "customer_reaches": ("lower({}value)", "digits"),
    "orders": ("search_text", "phone_digits"),
    "order_lines": ("search_text", ""),
}
NAMED = ("products", "vendor_items")
CODES = (("products", "upc"), ("vendor_items", "upc"), ("vendor_items", "sku"))
FUNCTION = r"""
CREATE OR REPLACE FUNCTION search_words(text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
BEGIN
  RETURN array_to_tsvector(array_remove(
    string_to_array(translate($1, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)), ' '), ''));
END $$"""


def upgrade() -> None:
    """Go to this version."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    op.create_index("ix_order_lines_sku", "order_lines", ["sku"])
    if is_postgres:
        op.execute(sa.text(FUNCTION))
    for table in WORDS:
        for statement in _gin(table) if is_postgres else _fts5(table):
            op.execute(sa.text(statement))
    plain = ' COLLATE "C"' if is_postgres else ""
    for table in NAMED:
        _index(f"search_{table}_name", table, f"search_text{plain}, active")
    for table, code in CODES:
        if code == "sku":
            _index(f"search_{table}_sku_begin", table, f"upper(sku){plain}")
        elif is_postgres:
            _index(f"search_{table}_upc_begin", table, f"upc{plain}")
        _index(f"search_{table}_{code}_end", table, f"{_backwards(code, is_postgres)}{plain}")


def downgrade() -> None:
    """Go back to the version before."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for table, code in CODES:
        for end in ("begin", "end"):
            op.execute(f"DROP INDEX IF EXISTS search_{table}_{code}_{end}")
    for table in NAMED:
        op.execute(f"DROP INDEX IF EXISTS search_{table}_name")
    for table in WORDS:
        for trigger in () if is_postgres else ("in", "out", "new"):
            op.execute(f"DROP TRIGGER IF EXISTS search_{table}_{trigger}")
        op.execute(f"DROP {'INDEX' if is_postgres else 'TABLE'} IF EXISTS search_{table}")
    if is_postgres:
        op.execute("DROP FUNCTION IF EXISTS search_words(text)")
    op.drop_index("ix_order_lines_sku", "order_lines")


def _index(name: str, table: str, on: str) -> None:
    op.execute(sa.text(f"CREATE INDEX {name} ON {table} ({on})"))


def _columns(table: str) -> list[str]:
    text, digits = WORDS[table]
    return [text.removeprefix("lower({}").removesuffix(")"), *([digits] if digits else [])]


def _words(table: str, row: str = "") -> str:
    """The SQL of a row's words: its text, the same with apostrophes and hyphens taken out, and
    every ending of its phone that has three digits or more."""
    text, digits = WORDS[table]
    text = text.format(row) if "{}" in text else f"{row}{text}"
    joined = f"replace(replace({text}, '''', ''), '-', '')"
    words = f"(CASE WHEN {joined} = {text} THEN {text} ELSE {text} || ' ' || {joined} END)"
    if not digits:
        return words
    phone = f"{row}{digits}"
    tails = " || ' ' || ".join([phone, *(f"substr({phone}, {n})" for n in range(2, 9))])
    return f"{words} || ' ' || ({tails})"


def _backwards(code: str, is_postgres: bool) -> str:
    if is_postgres:
        return f"reverse(right(upper({code}), 8))"
    return f"({' || '.join(f'substr(upper({code}), -{n}, 1)' for n in range(1, 9))})"


def _gin(table: str) -> list[str]:
    on = f"ON {table} USING gin (search_words({_words(table)}))"
    return [f"CREATE INDEX search_{table} {on} WITH (gin_pending_list_limit = 512)"]


def _fts5(table: str) -> list[str]:
    name = f"search_{table}"
    insert = f"INSERT INTO {name} "
    added = f"{insert}(rowid, words) VALUES (new.id, {_words(table, 'new.')});"
    taken = f"{insert}({name}, rowid, words) VALUES ('delete', old.id, {_words(table, 'old.')});"
    columns = ["id", *_columns(table)]
    changed = " OR ".join(f"old.{c} IS NOT new.{c}" for c in columns)
    update = f"AFTER UPDATE OF {', '.join(columns)} ON {table} WHEN {changed}"
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', "
        "prefix='1 2 3', tokenize='unicode61 remove_diacritics 0')",
        f"CREATE TRIGGER {name}_in AFTER INSERT ON {table} BEGIN {added} END",
        f"CREATE TRIGGER {name}_out AFTER DELETE ON {table} BEGIN {taken} END",
        f"CREATE TRIGGER {name}_new {update} BEGIN {taken} {added} END",
        f"{insert}(rowid, words) SELECT id, {_words(table)} FROM {table}",  # noqa: S608
    ]
