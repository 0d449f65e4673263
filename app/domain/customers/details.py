"""What is known of a customer, as a value: typed in the dialog, checked, then written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from app.domain.customers import attributes, phones
from app.domain.customers.contact import email_problem
from app.models import (
    AccountState,
    AddressPurpose,
    ContactWay,
    Customer,
    CustomerKind,
    MemberType,
    ReceiptWay,
)
from app.vocabulary.countries import COUNTRIES

LARGEST_MEMBER = 2_147_483_647
USUAL_PURPOSE = {
    CustomerKind.PERSON: AddressPurpose.HOME,
    CustomerKind.ORGANIZATION: AddressPurpose.BUSINESS,
}
_KNOWN_COUNTRIES = frozenset(code for code, _ in COUNTRIES)


class Leave(Enum):
    """A detail that nobody spoke of: it stays as it is, or as new customers start."""

    AS_IS = "as it is"


LEAVE = Leave.AS_IS


@dataclass(frozen=True)
class Details:
    """The details of a customer (M1, M3). What is LEAVE stays as it is. An organization's one name
    is its `last_name`. `phone` may be written in any way; `extras` maps the id of an attribute, as
    text, to the answer (M4)."""

    kind: CustomerKind | Leave = LEAVE
    first_name: str | Leave = LEAVE
    last_name: str | Leave = LEAVE
    phone: str | Leave = LEAVE
    email: str | Leave = LEAVE
    street: str | Leave = LEAVE
    city: str | Leave = LEAVE
    region: str | Leave = LEAVE
    postal_code: str | Leave = LEAVE
    country: str | Leave = LEAVE
    address_purpose: AddressPurpose | Leave = LEAVE
    contact_way: ContactWay | Leave = LEAVE
    note: str | Leave = LEAVE
    account_state: AccountState | Leave = LEAVE
    member_number: int | Leave | None = LEAVE
    member_type_id: int | Leave | None = LEAVE
    receipt_way: ReceiptWay | Leave = LEAVE
    receipt_email: str | Leave = LEAVE
    extras: Mapping[str, str] | Leave = LEAVE

    @property
    def spoken(self) -> dict[str, Any]:
        """The details somebody spoke of, by name."""
        every = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in every.items() if value is not LEAVE}


NAMES = tuple(f.name for f in fields(Details))


def of_customer(customer: Customer) -> dict[str, Any]:
    """The details as they are kept, by name."""
    return {name: getattr(customer, name) for name in NAMES}


def settled(
    session: Session, values: dict[str, Any], before: Mapping[str, Any], home: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """`values` as they would be kept, and what is wrong with them: name of the field → what to do,
    in the order of the form. `before` is what is kept now (empty for a new customer); what stood
    there before is left alone. Phones without a country are of `home`."""
    kept = dict(values)
    if kept.get("kind") is CustomerKind.ORGANIZATION:
        kept["first_name"] = ""
    problems = {
        "last_name": _name_problem(kept),
        "phone": _phone(kept, before, home),
        "email": _email_problem("email", kept, before),
        "country": _country_problem(kept, before),
        "member_number": _member_problem(kept),
        "member_type_id": _type_problem(session, kept, before),
        "receipt_email": _email_problem("receipt_email", kept, before),
    }
    problems |= _extras(session, kept, before)
    return kept, {name: said for name, said in problems.items() if said}


def _name_problem(kept: Mapping[str, Any]) -> str:
    if kept.get("last_name"):
        return ""
    if kept.get("kind") is CustomerKind.ORGANIZATION:
        return "Type the name of the organization."
    return "Type a last name."


def _phone(kept: dict[str, Any], before: Mapping[str, Any], home: str) -> str:
    """Put the phone into the form it is kept in; what is wrong with it."""
    typed, known = kept.get("phone", ""), before.get("phone", "")
    number = phones.to_e164(typed, home) if typed else ""
    if number is not None:
        kept["phone"] = number
        return ""
    if phones.same(typed, known):
        kept["phone"] = known
        return ""
    return phones.problem(typed, home, whole=True)


def _email_problem(name: str, kept: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    typed = kept.get(name, "")
    return email_problem(typed) if typed and typed != before.get(name, "") else ""


def _country_problem(kept: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    code = kept.get("country", "")
    known = not code or code in _KNOWN_COUNTRIES or code == before.get("country")
    return "" if known else "Choose a country of the list."


def _member_problem(kept: Mapping[str, Any]) -> str:
    number = kept.get("member_number")
    if number is None or 1 <= number <= LARGEST_MEMBER:
        return ""
    return f"Write a number from 1 to {LARGEST_MEMBER:,}."


def _type_problem(session: Session, kept: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    chosen = kept.get("member_type_id")
    if chosen is None or chosen == before.get("member_type_id"):
        return ""
    row = session.get(MemberType, chosen)
    return "" if row is not None and row.active else "Choose a member type of the list."


def _extras(session: Session, kept: dict[str, Any], before: Mapping[str, Any]) -> Mapping[str, str]:
    """Put the answers into the form they are kept in; what is wrong with them."""
    if "extras" not in kept:
        return {}
    defined, known = attributes.definitions(session), before.get("extras") or {}
    problems = attributes.problems(defined, kept["extras"], known)
    kept["extras"] = attributes.clean(defined, kept["extras"], known)
    return problems
