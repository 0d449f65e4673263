"""Migrations: what they make of rows that are there already."""

from __future__ import annotations

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from app.domain.customers.phones import digits_of
from app.extensions import db
from tests.laws.test_migrations import A_PRODUCT

A_SALE = (
    "INSERT INTO sale_types (id, number, name, is_sale, member_only, eligible, version) "
    "VALUES (1, 1, 'Deals', true, false, true, 1)",
    "INSERT INTO sales (id, name, sale_type_id, starts_on, ends_on, version) "
    "VALUES (1, 'Deals', 1, '2026-11-22', '2026-11-28', 1), "
    "(2, 'More', 1, '2026-11-22', '2026-11-28', 1)",
    "INSERT INTO sale_items (id, sale_id, product_id, like_code, price) VALUES "
    "(1, 1, 1, NULL, 500), (2, 1, NULL, 12, 400), (3, 1, 1, NULL, 700), (4, 2, 1, NULL, 500), "
    "(5, 1, NULL, 12, 600), (6, 1, NULL, 13, 400)",
)


def test_of_what_stood_twice_on_a_sale_the_last_stays(bare_app: Flask) -> None:
    """The same on another sale is no double."""
    flask_migrate.upgrade(revision="0004")
    with db.engine.begin() as connection:
        for statement in (A_PRODUCT, *A_SALE):
            connection.execute(sa.text(statement))
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert connection.scalars(sa.text("SELECT id FROM sale_items ORDER BY id")).all() == [
            3, 4, 5, 6,
        ]  # fmt: skip


def test_phones_are_found_by_their_digits_however_they_are_written(bare_app: Flask) -> None:
    """Also those that can't be read as a whole number; they stay as they were written."""
    flask_migrate.upgrade(revision="0003")
    written = {
        "(217) 555-0142": ("+12175550142", "2175550142"),
        "217-555-0143 ext. 12": ("+12175550143;ext=12", "2175550143"),
        "555-0142 x12": ("555-0142 x12", "5550142"),
        "0049": ("0049", "0049"),
        "at her sister's": ("at her sister's", ""),
    }
    customers = db.metadata.tables["customers"]
    there = {column["name"] for column in sa.inspect(db.engine).get_columns("customers")}
    # As it was then: later columns are not there yet.
    kept = (column._copy() for column in customers.columns if column.name in there)
    customers = sa.Table("customers", sa.MetaData(), *kept)
    with db.engine.begin() as connection:
        rows = [
            {"last_name": "Ito", "phone": phone, "phone_digits": "55501421", "search_text": ""}
            for phone in (*written, "")
        ]
        connection.execute(sa.insert(customers), rows)
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        query = sa.select(customers.c.phone, customers.c.phone_digits).order_by(customers.c.id)
        now = [tuple(row) for row in connection.execute(query)]
    assert now[:-1] == list(written.values())
    assert [(phone, digits_of(phone)) for phone, _ in now[:-1]] == now[:-1]
