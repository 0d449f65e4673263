"""Adding and changing customers (M1–M4, M8–M11, M14, M15): once, checked, with a trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers import defaults
from app.domain.customers.defaults import Start
from app.domain.customers.details import USUAL_PURPOSE, Details, of_customer, settled
from app.domain.customers.households import next_person, refuse_alone
from app.domain.customers.phones import digits_of
from app.domain.settings.editing import fact
from app.domain.settings.reading import settings_of
from app.models import AccountState, Affiliation, Customer, CustomerKind
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.searching import haystack

_TRIES = 3
# What decides prices, and who is trusted, is not everybody's to say.
_GUARDED = {
    "member_type_id": Permission.PRICES_EDIT,
    "member_number": Permission.CUSTOMERS_MANAGE,
    "account_state": Permission.CUSTOMERS_MANAGE,
}


def add(
    session: Session,
    details: Details,
    *,
    by: Viewer,
    store_id: int,
    one_time_key: str,
    household: Customer | None = None,
) -> Customer:
    """Add a customer, who starts with what the store's default customer gives (M8–M11, M15). Under
    `household` they get its member number and type and the next person number. The same
    `one_time_key` once more answers with the customer of the first time. Invalid, NotAllowed,
    Refused."""
    by.can(Permission.CUSTOMERS_EDIT).enforce()
    made = made_before(session, one_time_key)
    if made is not None:
        return made
    start = defaults.start_of(session, store_id)
    begun = _begun(start, household)
    values = begun | details.spoken
    values.setdefault("extras", {})
    _enforce(by, begun, values)
    kept, problems = settled(session, values, {}, start.country)
    if problems:
        raise Invalid(problems)
    kept.setdefault("address_purpose", USUAL_PURPOSE[kept["kind"]])
    # The default customer's receipt e-mail is for those who bring none of their own (M11).
    kept["receipt_email"] = kept.get("receipt_email") or start.receipt_email
    customer, is_new = _stored(session, kept, start, one_time_key)
    if not is_new:
        return customer
    what = {name: value for name, value in of_customer(customer).items() if value}
    record(session, by, "customer added", subject_of(customer), after=_facts(what))
    return customer


def change(session: Session, customer: Customer, details: Details, *, by: Viewer) -> bool:
    """Change what somebody spoke of; tells whether anything was different. Invalid, NotAllowed,
    Refused."""
    by.can(Permission.CUSTOMERS_EDIT).enforce()
    refuse_gone(customer)
    before = of_customer(customer)
    values = before | details.spoken
    _enforce(by, before, values)
    home = settings_of(session, by.store_id).home_country
    kept, problems = settled(session, values, before, home)
    if problems:
        raise Invalid(problems)
    changed = {name: value for name, value in kept.items() if value != before[name]}
    if not changed:
        return False
    # Written in one go: what is read in between must not count the version up twice.
    with session.no_autoflush:
        if "member_number" in changed:
            number = changed["member_number"]
            customer.person_number = next_person(session, number) if number is not None else 1
        for name, value in changed.items():
            setattr(customer, name, value)
        refresh(customer)
    _flush_unique(session, joins="member_number" in changed)
    record(
        session,
        by,
        "customer changed",
        subject_of(customer),
        before=_facts({name: before[name] for name in changed}),
        after=_facts(changed),
    )
    return True


def refresh(customer: Customer) -> None:
    """Bring up to date what a customer is found by: names, member number, every phone and
    e-mail."""
    customer.phone_digits = digits_of(customer.phone)
    ways = [reach.digits or reach.value for reach in customer.reaches]
    customer.search_text = haystack(
        customer.first_name,
        customer.last_name,
        customer.phone_digits,
        customer.email,
        str(customer.member_number or ""),
        *ways,
    )


def count_up(customer: Customer) -> None:
    """What belongs to the record changed: its version tells, so that a form made before is
    noticed."""
    flag_modified(customer, "search_text")


def subject_of(customer: Customer) -> str:
    """What the trail calls a customer: no name, so that erasing one leaves none behind."""
    return f"customer:{customer.id}"


def refuse_gone(customer: Customer) -> None:
    """Refused for a record whose data was erased, or that was merged into another."""
    if customer.erased_at is not None:
        raise Refused("This customer’s data was erased.")
    if customer.merged_into_id is not None:
        raise Refused("This record was merged into another. Change that one.")


def made_before(session: Session, one_time_key: str) -> Customer | None:
    """The customer that the form with this one-time key has made already."""
    return session.scalar(sa.select(Customer).where(Customer.one_time_key == one_time_key))


def _begun(start: Start, household: Customer | None) -> dict[str, Any]:
    """What a new customer is before anybody spoke of them."""
    if household is not None:
        refuse_gone(household)
        refuse_alone(household)
    texts = ("first_name", "last_name", "phone", "email", "street", "city", "region", "postal_code")
    return {
        **dict.fromkeys(texts, ""),
        "kind": CustomerKind.PERSON if household else start.kind,
        "account_state": AccountState.GOOD,
        "country": start.country,
        "receipt_way": start.receipt_way,
        "member_number": household.member_number if household else None,
        "member_type_id": household.member_type_id if household else start.member_type_id,
    }


def _enforce(by: Viewer, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Raise NotAllowed for a guarded detail that would change without the right to it."""
    for name, permission in _GUARDED.items():
        if values.get(name) != before.get(name):
            by.can(permission).enforce()


def _stored(
    session: Session, kept: dict[str, Any], start: Start, key: str
) -> tuple[Customer, bool]:
    """The row, and whether it is new: a second tap may have been faster. Somebody who joins the
    same household at the same moment is let in first."""
    known = sa.select(Affiliation).where(Affiliation.id.in_(start.affiliation_ids))
    joined = list(session.scalars(known)) if start.affiliation_ids else []
    number = kept.get("member_number")
    for _ in range(_TRIES):
        person = next_person(session, number) if number is not None else 1
        customer = Customer(
            **kept,
            person_number=person,
            group_id=start.group_id,
            currency=start.currency,
            language=start.language,
            dimensions=dict(start.dimensions),
            affiliations=list(joined),
            one_time_key=key,
        )
        refresh(customer)
        try:
            with session.begin_nested():
                session.add(customer)
                session.flush()
        except IntegrityError:
            made = made_before(session, key)
            if made is not None:
                return made, False
            if number is None:
                raise
            continue
        return customer, True
    raise Refused("Somebody joined this household at the same moment. Please try once more.")


def _flush_unique(session: Session, *, joins: bool) -> None:
    """Write it; whoever `joins` a household may find their place in it taken."""
    try:
        session.flush()
    except IntegrityError as error:
        if not joins:
            raise
        raise Refused(
            "Somebody joined this household at the same moment. Please try once more."
        ) from error


def _facts(values: Mapping[str, Any]) -> dict[str, Any]:
    # Answers stay by their question: erasing and giving out look each up.
    return {k: v if isinstance(v, dict) else fact(v) for k, v in values.items()}
