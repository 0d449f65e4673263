"""Contact data: an order's own copy, phones found by any digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.customers.phones import digits_of as digits_of
from app.domain.customers.phones import problem as phone_problem
from app.models import CONTACT_FIELDS, Contact, ContactWay, Order
from app.vocabulary.searching import haystack

# Something, one @, and a name with a dot in it: whether it exists only a letter can tell.
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(?:\.[^@\s,;<>\".]+)+")


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


def contact_problems(typed: Mapping[str, str], *, before: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a contact as typed: field name → what to do, in the order of the form.
    Fields that say what they said before are left alone."""
    checks: dict[str, Callable[[str], str]] = {"phone": phone_problem, "email": email_problem}
    found = {
        name: check(typed[name])
        for name, check in checks.items()
        if typed.get(name) and typed[name] != before.get(name)
    }
    problems = {name: said for name, said in found.items() if said}
    if not typed.get("last_name"):
        problems = {"last_name": "Type a last name, or the name of the organization.", **problems}
    return problems


def email_problem(email: str) -> str:
    """Why no mail could arrive there, or nothing."""
    if _EMAIL.fullmatch(email):
        return ""
    return "That does not read as an e-mail address, like hana@example.org."
