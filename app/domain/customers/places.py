"""Further addresses of a customer, each with its purpose and its own contact (M12–M15)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers import phones
from app.domain.customers.actions import count_up, refuse_gone, subject_of
from app.domain.customers.details import USUAL_PURPOSE
from app.domain.settings.editing import fact
from app.domain.settings.reading import settings_of
from app.models import AddressPurpose, Customer, CustomerAddress
from app.vocabulary.countries import COUNTRIES
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission

MOST_ADDRESSES = 20
_KNOWN_COUNTRIES = frozenset(code for code, _ in COUNTRIES)


@dataclass(frozen=True)
class Place:
    """An address as typed. An empty `contact_name` or `contact_phone` is the customer's own
    (M13)."""

    purpose: AddressPurpose
    contact_name: str = ""
    contact_phone: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


def usual_purpose(customer: Customer) -> AddressPurpose:
    """Where a further address starts (M14): Home for a person and Business for an organization, or
    the other of the two if the main address is that already."""
    usual = USUAL_PURPOSE[customer.kind]
    if customer.address_purpose is not usual:
        return usual
    return AddressPurpose.BUSINESS if usual is AddressPurpose.HOME else AddressPurpose.OFFICE


def of_customer(session: Session, customer: Customer, address_id: int) -> CustomerAddress:
    """One of the customer's further addresses; NotFound for anybody else's."""
    found = session.scalar(
        sa.select(CustomerAddress).where(
            CustomerAddress.id == address_id, CustomerAddress.customer_id == customer.id
        )
    )
    if found is None:
        raise NotFound("There is no such address.")
    return found


def add_place(session: Session, customer: Customer, place: Place, *, by: Viewer) -> CustomerAddress:
    """Add an address; one that is there already, word for word, is that one. Invalid, Refused."""
    by.can(Permission.CUSTOMERS_EDIT).enforce()
    refuse_gone(customer)
    kept = _settled(session, place, "", by)
    for known in customer.addresses:
        if all(getattr(known, name) == value for name, value in kept.items()):
            return known
    if len(customer.addresses) >= MOST_ADDRESSES:
        raise Refused(f"There are {MOST_ADDRESSES} addresses already. Remove one first.")
    made = CustomerAddress(**kept)
    customer.addresses.append(made)
    session.flush()
    _note(session, customer, by, "customer address added", {}, kept)
    return made


def change_place(
    session: Session, customer: Customer, row: CustomerAddress, place: Place, *, by: Viewer
) -> bool:
    """Change an address; tells whether anything was different. Invalid."""
    by.can(Permission.CUSTOMERS_EDIT).enforce()
    refuse_gone(customer)
    before = {name: getattr(row, name) for name in asdict(place)}
    kept = _settled(session, place, row.contact_phone, by)
    changed = {name: value for name, value in kept.items() if value != before[name]}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        was = {name: before[name] for name in changed}
        _note(session, customer, by, "customer address changed", was, changed)
    return bool(changed)


def remove_place(session: Session, customer: Customer, row: CustomerAddress, *, by: Viewer) -> None:
    """Remove an address."""
    by.can(Permission.CUSTOMERS_EDIT).enforce()
    names = (f for f in Place.__dataclass_fields__)
    was = {name: value for name in names if (value := getattr(row, name))}
    customer.addresses.remove(row)
    _note(session, customer, by, "customer address removed", was, {})


def _settled(session: Session, place: Place, known_phone: str, by: Viewer) -> dict[str, Any]:
    kept = asdict(place)
    kept["purpose"] = place.purpose
    problems = {}
    if not any((place.street, place.city, place.postal_code)):
        problems["street"] = "Write where it is: a street, a town or a post box."
    if place.country and place.country not in _KNOWN_COUNTRIES:
        problems["country"] = "Choose a country of the list."
    if place.contact_phone:
        home = settings_of(session, by.store_id).home_country
        number = phones.to_e164(place.contact_phone, home)
        if number is not None:
            kept["contact_phone"] = number
        elif phones.same(place.contact_phone, known_phone):
            kept["contact_phone"] = known_phone
        else:
            problems["contact_phone"] = phones.problem(place.contact_phone, home, whole=True)
    if problems:
        raise Invalid(problems)
    return kept


def _note(
    session: Session, customer: Customer, by: Viewer, kind: str,
    before: dict[str, Any], after: dict[str, Any],
) -> None:  # fmt: skip
    count_up(customer)
    was = {name: fact(value) for name, value in before.items()}
    became = {name: fact(value) for name, value in after.items()}
    record(session, by, kind, subject_of(customer), before=was, after=became)
