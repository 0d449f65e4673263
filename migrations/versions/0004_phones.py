"""Customers' phones in one way of writing, and lists of them by kind and by account.

Revision ID: 0004
Revises: 0003
"""

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

customers = sa.table(
    "customers",
    sa.column("id", sa.Integer),
    sa.column("phone", sa.String),
    sa.column("phone_digits", sa.String),
)
settings = sa.table(
    "settings",
    sa.column("key", sa.String),
    sa.column("store_id", sa.Integer),
    sa.column("value", sa.JSON),
)


def upgrade() -> None:
    """Go to this version. What cannot be read as a whole phone number stays as it is written."""
    names = ["last_name", "first_name", "id"]
    op.create_index("ix_customers_by_kind", "customers", ["active", "kind", *names])
    op.create_index("ix_customers_by_state", "customers", ["active", "account_state", *names])
    connection, last = op.get_bind(), 0
    country = home(connection)
    while rows := some_behind(connection, last):
        changed = [
            {"row": row.id, "number": number, "digits": digits_of(number)}
            for row in rows
            if (number := to_e164(row.phone, country)) is not None and number != row.phone
        ]
        if changed:
            connection.execute(
                sa.update(customers)
                .where(customers.c.id == sa.bindparam("row"))
                .values(phone=sa.bindparam("number"), phone_digits=sa.bindparam("digits")),
                changed,
            )
        last = rows[-1].id


def downgrade() -> None:
    """Go back. Phones stay as they are: every version reads them."""
    op.drop_index("ix_customers_by_state", "customers")
    op.drop_index("ix_customers_by_kind", "customers")


def some_behind(connection, last):
    """Some customers with a phone behind the one with the id `last`."""
    query = sa.select(customers.c.id, customers.c.phone)
    query = query.where(customers.c.id > last, customers.c.phone != "")
    return connection.execute(query.order_by(customers.c.id).limit(AT_A_TIME)).all()


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
    """What the number is found by."""
    plain = number.partition(";")[0]
    return "".join(c for c in plain if c.isdigit())[-LAST_DIGITS:]
