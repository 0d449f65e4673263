"""Customers' phones in one way of writing, and lists of them by kind and by account.

Revision ID: 0004
Revises: 0003
"""

import re

import phonenumbers
import sqlalchemy as sa
from alembic import op
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AT_A_TIME = 500
HOME = "US"
LAST_DIGITS = 10
WITH_TRUNK = 8
EXTENSION = re.compile(r"(?i)[\s,;]*(?:ext(?:ension)?\.?|x|#)[\s=:]*\d{1,7}\s*$")


def with_phones(name):
    """A table whose rows have a phone."""
    texts = (sa.column("phone", sa.String), sa.column("phone_digits", sa.String))
    return sa.table(name, sa.column("id", sa.Integer), *texts)


customers = with_phones("customers")
orders = with_phones("orders")
settings = sa.table(
    "settings",
    sa.column("key", sa.String),
    sa.column("store_id", sa.Integer),
    sa.column("value", sa.JSON),
)


def upgrade() -> None:
    """Go to this version. What cannot be read as a whole phone number stays as it is written; like
    every other phone it is found by its digits without the extension. Orders keep their contact
    as it was taken down, so there only the digits follow."""
    names = ["last_name", "first_name", "id"]
    op.create_index("ix_customers_by_kind", "customers", ["active", "kind", *names])
    op.create_index("ix_customers_by_state", "customers", ["active", "account_state", *names])
    connection = op.get_bind()
    country = home(connection)
    settle(connection, customers, lambda phone: to_e164(phone, country) or phone)
    settle(connection, orders, lambda phone: phone)


def downgrade() -> None:
    """Go back. Phones stay as they are: every version reads them."""
    op.drop_index("ix_customers_by_state", "customers")
    op.drop_index("ix_customers_by_kind", "customers")


def settle(connection, table, written):
    """Write every phone of a table as `written` says, and its digits."""
    last = 0
    while rows := some_behind(connection, table, last):
        every = [(row, written(row.phone)) for row in rows]
        changed = [
            {"row": row.id, "number": number, "digits": digits_of(number)}
            for row, number in every
            if (number, digits_of(number)) != (row.phone, row.phone_digits)
        ]
        if changed:
            connection.execute(
                sa.update(table)
                .where(table.c.id == sa.bindparam("row"))
                .values(phone=sa.bindparam("number"), phone_digits=sa.bindparam("digits")),
                changed,
            )
        last = rows[-1].id


def some_behind(connection, table, last):
    """Some rows with a phone behind the one with the id `last`."""
    query = sa.select(table).where(table.c.id > last, table.c.phone != "")
    return connection.execute(query.order_by(table.c.id).limit(AT_A_TIME)).all()


def home(connection):
    """The country that numbers without one belong to."""
    chosen = sa.select(settings.c.value).where(settings.c.key == "home_country")
    found = connection.execute(chosen.order_by(settings.c.store_id)).scalars().first()
    return found["is"] if found else HOME


def to_e164(phone, country):
    """The number as E.164, its extension behind it; None if nobody could be called there."""
    try:
        number = phonenumbers.parse(phone, country)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    plain = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def digits_of(number):
    """What the number is found by, however it is written."""
    plain = EXTENSION.sub("", number[:200])
    digits = "".join(c for c in plain if c.isascii() and c.isdigit())
    if len(digits) >= WITH_TRUNK:
        digits = digits.lstrip("0")
    return digits[-LAST_DIGITS:]
