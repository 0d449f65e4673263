"""Customers who were taken down elsewhere, on a tablet without a connection or by another program,
and become records later (M16).

What arrives is kept raw until it is a record. It arrives as often as it likes and is kept once.
Only plain contact facts are taken from it: a member number, a member type or a standing nobody
gets this way. Once it is a record, or dropped, the raw data is gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers import actions
from app.domain.customers.details import Details
from app.models import AddressPurpose, ContactWay, Customer, CustomerIntake, CustomerKind
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission

MOST_WAITING = 200
LONGEST_KEY, SHORTEST_KEY = 64, 8
# Field → most characters. `extras` maps ids of attributes to answers, `kind` and the like are
# words.
FIELDS = {
    "first_name": 60, "last_name": 80, "phone": 40, "email": 120, "street": 120, "city": 80,
    "region": 40, "postal_code": 20, "country": 2, "note": 2000,
}  # fmt: skip
WORDS: dict[str, dict[str, StrEnum]] = {
    "kind": {word.value: word for word in CustomerKind},
    "contact_way": {word.value: word for word in ContactWay},
    "address_purpose": {word.value: word for word in AddressPurpose},
}
MOST_EXTRAS, LONGEST_EXTRA = 40, 200


def receive(
    session: Session, one_time_key: str, origin: str, content: Mapping[str, Any], store_id: int
) -> CustomerIntake:
    """Keep what was sent until it is made a record. The same key again answers with what was kept
    first, whatever is sent now. Invalid names fields that are too long, unknown or no text."""
    if not SHORTEST_KEY <= len(one_time_key) <= LONGEST_KEY:
        raise Invalid({"one_time_key": f"A key has {SHORTEST_KEY} to {LONGEST_KEY} characters."})
    known = _of_key(session, one_time_key)
    if known is not None:
        return known
    problems = _problems(content)
    if problems:
        raise Invalid(problems)
    made = CustomerIntake(
        one_time_key=one_time_key, origin=origin[:40], store_id=store_id, content=dict(content)
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return session.scalars(sa.select(CustomerIntake).filter_by(one_time_key=one_time_key)).one()
    return made


def waiting(session: Session) -> list[CustomerIntake]:
    """Who waits to become a record, the oldest first, at most two hundred."""
    query = sa.select(CustomerIntake).where(CustomerIntake.converted_at.is_(None))
    return list(session.scalars(query.order_by(CustomerIntake.id).limit(MOST_WAITING)))


def by_id(session: Session, intake_id: int, *, lock: bool = False) -> CustomerIntake:
    """One that was sent. NotFound."""
    query = sa.select(CustomerIntake).where(CustomerIntake.id == intake_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("Nobody like that is waiting.")
    return row


def convert(session: Session, intake: CustomerIntake, by: Viewer) -> Customer | None:
    """Make it a customer as it was sent; None when something is wrong, which `intake.problem` then
    says. Twice is once. NotAllowed, Refused when it was dropped."""
    try:
        return take(session, intake, by, intake.content)
    except Invalid as problem:
        intake.problem = problem.message[:300]
        session.flush()
        return None


def take(
    session: Session, intake: CustomerIntake, by: Viewer, content: Mapping[str, Any]
) -> Customer:
    """Make it a customer with `content`, as one who is added by hand: they start as the others of
    its store do. Twice is once. Invalid, NotAllowed, Refused when it was dropped."""
    by.can(Permission.CUSTOMERS_EDIT).enforce()
    if intake.converted_at is not None:
        if intake.customer_id is None:
            raise Refused("This was dropped.")
        return session.get_one(Customer, intake.customer_id)
    if problems := _problems(content):
        raise Invalid(problems)
    customer = actions.add(
        session,
        _details(content),
        by=by,
        store_id=intake.store_id,
        one_time_key=_own_key(intake),
    )
    _finished(intake, customer.id)
    session.flush()
    return customer


def drop(session: Session, intake: CustomerIntake, by: Viewer) -> None:
    """Make no customer of it; what was sent is forgotten, only that it came is known."""
    by.can(Permission.CUSTOMERS_MANAGE).enforce()
    if intake.converted_at is not None:
        return
    _finished(intake, None)
    record(session, by, "waiting customer dropped", f"waiting:{intake.id}")


def _finished(intake: CustomerIntake, customer_id: int | None) -> None:
    intake.customer_id, intake.converted_at = customer_id, clock.now()
    intake.content, intake.problem = {}, ""


def _of_key(session: Session, key: str) -> CustomerIntake | None:
    return session.scalar(sa.select(CustomerIntake).where(CustomerIntake.one_time_key == key))


def _own_key(intake: CustomerIntake) -> str:
    """A key that nobody who sends can choose to be another customer's."""
    return f"intake-{hashlib.sha256(intake.one_time_key.encode()).hexdigest()[:48]}"


def _problems(content: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, value in content.items():
        if name in FIELDS:
            if not (isinstance(value, str) and len(value) <= FIELDS[name] and "\x00" not in value):
                found[name] = f"Text of at most {FIELDS[name]} characters."
        elif name in WORDS:
            if not (isinstance(value, str) and value in WORDS[name]):
                found[name] = "One of the known words."
        elif name == "extras":
            if not _are_answers(value):
                found[name] = f"At most {MOST_EXTRAS} short answers."
        else:
            found[str(name)[:40]] = "There is no such field."
    return found


def _are_answers(value: Any) -> bool:
    if not isinstance(value, dict) or len(value) > MOST_EXTRAS:
        return False
    return all(
        isinstance(key, str) and isinstance(each, str) and len(each) <= LONGEST_EXTRA
        for key, each in value.items()
    )


def _details(content: Mapping[str, Any]) -> Details:
    """What was sent, as somebody would have typed it."""
    known: dict[str, Any] = {
        name: value if name == "note" else " ".join(value.split())
        for name, value in content.items()
        if name in FIELDS
    }
    known |= {name: WORDS[name][content[name]] for name in WORDS if name in content}
    return Details(**known, extras=content.get("extras", {}))
