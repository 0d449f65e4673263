"""How `listed_lines`, its words and `line_tallies` follow what they are made of: triggers of the
database, so that no way of writing can go past them. Here is what they say; each database has it
in its own words (`listed_sqlite.py`, `listed_postgres.py`).
"""

# Statements are put together from our own names only.
# ruff: noqa: S608

from __future__ import annotations

import re
from dataclasses import dataclass

from app.models import catalog, customers, orders, statuses  # noqa: F401 - their tables
from app.models.listed import ListedLine
from app.models.search import WORDS

# Marks (of Unicode's private use) that make a number a word of its own kind.
ORDER, MEMBER, UPC, SKU = "\ue001", "\ue002", "\ue003", "\ue004"
OPEN_WORDS, CLOSED_WORDS = "search_listed_open", "search_listed_closed"


@dataclass(frozen=True)
class Part:
    """What changes together: the columns to watch, and what of a listed line is made of them. In
    SQL over the line `l` and its order `o`."""

    name: str
    watched: tuple[str, ...]
    made: dict[str, str]


def key_of(row: str) -> str:
    """The SQL of the list key of a line."""
    return f"CAST({row}.order_id AS BIGINT) * 100 + 99 - {row}.number"


def _flag(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _name_of(table: str, key: str) -> str:
    return f"coalesce((SELECT lower(t.name) FROM {table} t WHERE t.id = {key}), '')"


VENDOR, DEPARTMENT = _name_of("vendors", "l.vendor_id"), _name_of("departments", "l.department_id")
OF_LINE = (
    Part(
        "place",
        ("id", "order_id", "number"),
        {"id": key_of("l"), "line_id": "l.id", "order_id": "l.order_id"},
    ),
    Part(
        "stand",
        ("status", "status_since", "open", "closed_at", "by_night", "reopened"),
        {
            "open": "l.open",
            "status": "l.status",
            "status_at": "(SELECT s.position FROM statuses s WHERE s.key = l.status)",
            "since": "l.status_since",
            "closed_at": "l.closed_at",
            "closed_key": f"CASE WHEN l.open = 0 THEN {key_of('l')} END",
            "by_night": _flag("l.by_night"),
            "reopened": _flag("l.reopened"),
        },
    ),
    Part("tag", ("copies",), {"printed": _flag("l.copies > 0")}),
    Part(
        "price",
        ("price_kind", "kind", "total"),
        {
            "unpriced": _flag("l.price_kind = 'needed' AND l.kind = 'item'"),
            "total": "l.total",
        },
    ),
    Part(
        "goods",
        (
            "store_id",
            "vendor_id",
            "department_id",
            "super_department_id",
            "kind",
            "cases",
            "bin",
            "expected_on",
        ),
        {
            "store_id": "l.store_id",
            "super_department_id": "coalesce(l.super_department_id, 0)",
            "department_id": "coalesce(l.department_id, 0)",
            "department": DEPARTMENT,
            "vendor_id": "coalesce(l.vendor_id, 0)",
            "vendor": VENDOR,
            "note": _flag("l.kind = 'note'"),
            "cases": "l.cases",
            "bin": "lower(l.bin)",
            "expected_on": "l.expected_on",
        },
    ),
    Part("item", ("search_text", "upc", "sku"), {"item": "substr(l.search_text, 1, 60)"}),
)
OF_ORDER = (
    Part(
        "buyer",
        ("sort_name", "member_number", "call_first", "ordered_on"),
        {
            "customer": "o.sort_name",
            "member": _flag("o.member_number IS NOT NULL"),
            "member_number": "o.member_number",
            "call_first": _flag("o.call_first"),
            "ordered_on": "o.ordered_on",
        },
    ),
    Part("names", ("number", "member_number", "search_text", "phone_digits"), {}),
)
TEXTS = ("item", "names")
# Names that lists sort by live elsewhere: (table, column there, how a listed line knows it, what of
# the line follows). Closed lines are not sorted by them and take them up when they open again.
NAMES = (
    ("vendors", "name", "vendor_id = new.id", "vendor = lower(new.name)"),
    ("departments", "name", "department_id = new.id", "department = lower(new.name)"),
    ("statuses", "position", "status = new.key", "status_at = new.position"),
)
SOURCES = ("order_lines", "orders", "vendors", "departments", "statuses")
LISTED, TALLIES = ListedLine.__tablename__, "line_tallies"


def words_of(dialect: str) -> str:
    """The SQL of all the words of the line `l` of the order `o`."""
    sku = "hex(lower(l.sku))"
    if dialect == "postgresql":
        sku = "encode(convert_to(lower(l.sku COLLATE \"C\"), 'UTF8'), 'hex')"
    parts = [
        WORDS["order_lines"].of_row("l"),
        WORDS["orders"].of_row("o"),
        f"'{ORDER}' || o.number",
        f"coalesce('{MEMBER}' || o.member_number, '')",
        f"coalesce('{UPC}' || l.upc, '')",
        f"CASE WHEN l.sku = '' THEN '' ELSE '{SKU}' || lower({sku}) END",
    ]
    words = " || ' ' || ".join(f"({part})" for part in parts)
    return f"search_words({words})" if dialect == "postgresql" else words


def filling(dialect: str, lines: str = "order_lines", where: str = "") -> str:
    """The statement that lists the lines of a table."""
    made: dict[str, str] = {}
    for part in (*OF_LINE, *OF_ORDER):
        made |= part.made
    made["words"] = words_of(dialect)
    return (
        f"INSERT INTO listed_lines ({', '.join(made)}) SELECT {', '.join(made.values())} "
        f"FROM {lines} l JOIN orders o ON o.id = l.order_id{where}"
    )


def said_of(row: str, alias: str, sql: str) -> str:
    """`sql` over `alias` about `row` instead."""
    return re.sub(rf"\b{alias}\.", f"{row}.", sql)


def sets(made: dict[str, str]) -> str:
    """The SET of an UPDATE."""
    return ", ".join(f"{name} = {sql}" for name, sql in made.items())
