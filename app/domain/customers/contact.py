"""Contact data: an order's own copy, phones found by any digits."""

from __future__ import annotations

from typing import Any

from app.models import CONTACT_FIELDS, Contact, ContactWay, Order
from app.vocabulary.searching import haystack


def contact_of(source: Contact) -> dict[str, str]:
    """The contact fields of a customer or an order as text (C13)."""
    return {name: str(getattr(source, name)) for name in CONTACT_FIELDS}


def write_contact(order: Order, contact: dict[str, str]) -> None:
    """Give an order its contact; the customer's own record stays as it is (C14)."""
    for name in CONTACT_FIELDS:
        value: Any = contact.get(name, "")
        if name == "contact_way":
            value = ContactWay(value or ContactWay.CALL)
        setattr(order, name, value)
    order.phone_digits = digits_of(order.phone)
    order.search_text = haystack(
        order.first_name,
        order.last_name,
        order.email,
        order.phone_digits,
        str(order.member_number or ""),
    )


def digits_of(phone: str) -> str:
    """The last ten digits of a phone number, however it is written."""
    return "".join(c for c in phone if c.isascii() and c.isdigit())[-10:]
