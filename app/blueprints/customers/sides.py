"""Two records side by side, in words: what differs, and which of both stays unless somebody chooses
otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.customers import attributes
from app.domain.customers.parts import (
    EXTRA,
    Part,
    differing,
    extras_differing,
    filled,
    usual_choice,
)
from app.domain.settings.customer_attributes import attributes as every_attribute
from app.models import ContactWay, Customer, CustomerKind
from app.vocabulary.countries import CURRENCIES, LANGUAGES, country_name
from app.web.filters import phone

CHOICE = "part-"
MERGED = "merged"
NOTHING = "nothing"
WAYS = {
    ContactWay.CALL: "Call",
    ContactWay.TEXT: "Text",
    ContactWay.EMAIL: "E-mail",
    ContactWay.NONE: "No message",
}


@dataclass(frozen=True)
class Row:
    """A part in which two records differ. `takes`: the other one's is chosen."""

    name: str
    label: str
    kept: str
    other: str
    takes: bool


def usual(kept: Customer, other: Customer) -> set[str]:
    """What is taken from the other record unless somebody chooses otherwise."""
    parts = {part.key for part in differing(kept, other) if usual_choice(kept, other, part)}
    more = {f"{EXTRA}{key}" for key in other.extras if key not in kept.extras}
    return parts | more


def sides(session: Session, kept: Customer, other: Customer, chosen: set[str]) -> list[Row]:
    """The rows to choose in: the parts that differ, then the answers that do."""
    rows = [
        Row(
            f"{CHOICE}{part.key}",
            part.label,
            _said(kept, part),
            _said(other, part),
            part.key in chosen,
        )
        for part in differing(kept, other)
    ]
    for one in extras_differing(kept, other, every_attribute(session)):
        key = f"{EXTRA}{one.id}"
        mine, theirs = (
            attributes.in_words(one, str(side.extras.get(str(one.id), ""))) or NOTHING
            for side in (kept, other)
        )
        rows.append(Row(f"{CHOICE}{key}", one.label, mine, theirs, key in chosen))
    return rows


def _said(customer: Customer, part: Part) -> str:
    """One part of a record in words."""
    if not filled(customer, part) and part.key not in ("account_state", "receipts", "group"):
        return NOTHING
    said = {
        "name": lambda: _joined(customer.full_name, _kind(customer)),
        "phone": lambda: phone(customer.phone),
        "email": lambda: customer.email,
        "best_hours": lambda: customer.best_hours,
        "contact_way": lambda: WAYS[customer.contact_way],
        "address": lambda: _address(customer),
        "membership": lambda: _membership(customer),
        "account_state": lambda: customer.account_state.label,
        "group": lambda: customer.group.name if customer.group else NOTHING,
        "receipts": lambda: _joined(customer.receipt_way.label, customer.receipt_email),
        "paying": lambda: _joined(
            dict(CURRENCIES).get(customer.currency, customer.currency),
            dict(LANGUAGES).get(customer.language, customer.language),
        ),
        "note": lambda: customer.note,
    }[part.key]
    return said()


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _kind(customer: Customer) -> str:
    return "organization" if customer.kind is CustomerKind.ORGANIZATION else ""


def _address(customer: Customer) -> str:
    place = (customer.street, customer.city, customer.region, customer.postal_code)
    text = ", ".join(part for part in place if part)
    return _joined(text, country_name(customer.country), customer.address_purpose.label)


def _membership(customer: Customer) -> str:
    number = f"Member {customer.member_number}" if customer.member_number else "Not a member"
    return _joined(number, customer.member_type.name if customer.member_type else "")
