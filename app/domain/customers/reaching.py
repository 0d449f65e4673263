"""Secondary phones and e-mails (M5), with or without consent to marketing at each (M6), only where
the store switched them on (M7)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers import phones
from app.domain.customers.actions import count_up, refresh, refuse_gone, subject_of
from app.domain.customers.contact import email_problem
from app.domain.settings.reading import settings_of
from app.models import Customer, CustomerReach, ReachKind
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission

MOST_REACHES = 12


def of_customer(session: Session, customer: Customer, reach_id: int) -> CustomerReach:
    """One of the customer's further phones or e-mails; NotFound for anybody else's."""
    found = session.scalar(
        sa.select(CustomerReach).where(
            CustomerReach.id == reach_id, CustomerReach.customer_id == customer.id
        )
    )
    if found is None:
        raise NotFound("There is no such phone or e-mail.")
    return found


def add_reach(
    session: Session,
    customer: Customer,
    *,
    kind: ReachKind,
    value: str,
    label: str,
    consents: bool,
    by: Viewer,
) -> CustomerReach:
    """Add a phone or an e-mail; one that is there already takes the new label and consent.
    Invalid, Refused."""
    by.can(Permission.CUSTOMERS_EDIT).enforce()
    refuse_gone(customer)
    home = refuse_off(session, by)
    kept = _settled(kind, value, home)
    known = next((r for r in customer.reaches if (r.kind, r.value) == (kind, kept)), None)
    if known is not None:
        change_reach(session, customer, known, label=label, consents=consents, by=by)
        return known
    if len(customer.reaches) >= MOST_REACHES:
        raise Refused(f"There are {MOST_REACHES} already. Remove one first.")
    digits = phones.digits_of(kept) if kind is ReachKind.PHONE else ""
    made = CustomerReach(kind=kind, value=kept, digits=digits, label=label)
    _consent(made, consents, by)
    customer.reaches.append(made)
    refresh(customer)
    count_up(customer)
    session.flush()
    after = {"value": kept, "label": label, "consents": consents}
    record(session, by, f"customer {kind.value} added", subject_of(customer), after=after)
    return made


def change_reach(
    session: Session,
    customer: Customer,
    reach: CustomerReach,
    *,
    label: str,
    consents: bool,
    by: Viewer,
) -> bool:
    """Change the label or the consent, which is noted with when and who (M6); tells whether
    anything was different."""
    by.can(Permission.CUSTOMERS_EDIT).enforce()
    refuse_gone(customer)
    refuse_off(session, by)
    before: dict[str, Any] = {"label": reach.label, "consents": reach.consents}
    after: dict[str, Any] = {"label": label, "consents": consents}
    if before == after:
        return False
    reach.label = label
    if reach.consents != consents:
        _consent(reach, consents, by)
    count_up(customer)
    record(
        session,
        by,
        f"customer {reach.kind.value} changed",
        subject_of(customer),
        before={"value": reach.value, **before},
        after=after,
    )
    return True


def remove_reach(session: Session, customer: Customer, reach: CustomerReach, *, by: Viewer) -> None:
    """Remove a phone or an e-mail, and with it the consent."""
    by.can(Permission.CUSTOMERS_EDIT).enforce()
    refuse_off(session, by)
    before = {"value": reach.value, "label": reach.label, "consents": reach.consents}
    customer.reaches.remove(reach)
    refresh(customer)
    count_up(customer)
    kind = f"customer {reach.kind.value} removed"
    record(session, by, kind, subject_of(customer), before=before)


def refuse_off(session: Session, by: Viewer) -> str:
    """Refused where the store has second contacts switched off (M7); else its country."""
    settings = settings_of(session, by.store_id)
    if not settings.secondary_contacts:
        raise Refused("Second phones and e-mails are switched off in the settings.")
    return settings.home_country


def _consent(reach: CustomerReach, consents: bool, by: Viewer) -> None:
    reach.consents = consents
    reach.consent_noted_at = clock.now()
    reach.consent_noted_by_id = by.user_id


def _settled(kind: ReachKind, value: str, home: str) -> str:
    """The phone as E.164, the e-mail in small letters; Invalid."""
    if kind is ReachKind.EMAIL:
        if said := email_problem(value):
            raise Invalid({"value": said})
        return value.lower()
    number = phones.to_e164(value, home)
    if number is None:
        raise Invalid({"value": phones.problem(value, home, whole=True)})
    return number
