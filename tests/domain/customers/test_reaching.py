"""Secondary phones and e-mails, consent at each, and the switch (M5–M7)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers import reaching
from app.domain.settings import reading
from app.models import AuditEvent, Customer, CustomerReach, ReachKind
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound, Refused
from tests.factories import a_customer
from tests.support.cast import Cast, viewer_of


@pytest.fixture
def taker(session: Session, cast: Cast) -> Viewer:
    """Somebody of a store that has switched second contacts on."""
    reading.change(session, {"secondary_contacts": True}, store_id=cast.hill.id, by=None)
    return viewer_of(cast.taker)


def second(
    session: Session, customer: Customer, by: Viewer, value: str, *, consents: bool = False
) -> CustomerReach:
    """A further phone or e-mail."""
    kind = ReachKind.EMAIL if "@" in value else ReachKind.PHONE
    return reaching.add_reach(
        session, customer, kind=kind, value=value, label="Work", consents=consents, by=by
    )


@pytest.mark.contract("M5")
def test_secondary_phones_and_emails_find_their_customer(session: Session, taker: Viewer) -> None:
    """A phone is kept as E.164, an e-mail in small letters."""
    ada = a_customer(session)
    phone = second(session, ada, taker, "217 555 0177")
    email = second(session, ada, taker, "Ada@Work.example.org")
    assert (phone.value, phone.digits) == ("+12175550177", "2175550177")
    assert email.value == "ada@work.example.org"
    assert ada.search_text == "ada quill 5550100 2175550177 ada@work.example.org"
    reaching.remove_reach(session, ada, phone, by=taker)
    session.flush()
    assert ada.search_text == "ada quill 5550100 ada@work.example.org"


@pytest.mark.contract("M6")
def test_consent_stands_at_each_with_when_and_who(
    session: Session, cast: Cast, taker: Viewer
) -> None:
    """Taking it back is noted the same way; a new label says nothing about consent."""
    ada = a_customer(session)
    with clock.set_to(noon := clock.now()):
        phone = second(session, ada, taker, "217 555 0177", consents=True)
        email = second(session, ada, taker, "ada@work.example.org")
    assert (phone.consents, email.consents) == (True, False)
    assert (phone.consent_noted_at, phone.consent_noted_by_id) == (noon, cast.taker.id)
    buyer = viewer_of(cast.buyer)
    version = ada.version
    assert reaching.change_reach(session, ada, phone, label="Desk", consents=True, by=buyer) is True
    assert phone.consent_noted_by_id == cast.taker.id
    reaching.change_reach(session, ada, phone, label="Desk", consents=False, by=buyer)
    assert (phone.consents, phone.consent_noted_by_id) == (False, cast.buyer.id)
    session.flush()
    last = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last is not None
    assert (last.kind, last.subject) == ("customer phone changed", f"customer:{ada.id}")
    assert (last.before["consents"], last.after["consents"]) == (True, False)
    assert ada.version > version


@pytest.mark.contract("M7")
def test_only_where_the_store_switched_them_on(session: Session, cast: Cast) -> None:
    """Off refuses; what was noted before stays."""
    ada, by = a_customer(session), viewer_of(cast.taker)
    with pytest.raises(Refused):
        second(session, ada, by, "217 555 0177")
    reading.change(session, {"secondary_contacts": True}, store_id=cast.hill.id, by=None)
    made = second(session, ada, by, "217 555 0177")
    reading.change(session, {"secondary_contacts": False}, store_id=cast.hill.id, by=None)
    for act in (
        lambda: reaching.change_reach(session, ada, made, label="x", consents=True, by=by),
        lambda: reaching.remove_reach(session, ada, made, by=by),
    ):
        with pytest.raises(Refused):
            act()
    assert ada.reaches == [made]


def test_the_same_one_twice_is_one(session: Session, taker: Viewer) -> None:
    ada = a_customer(session)
    first = second(session, ada, taker, "217 555 0177")
    assert second(session, ada, taker, "(217) 555-0177", consents=True) is first
    assert (len(ada.reaches), first.consents) == (1, True)


def test_what_does_not_fit_is_said(session: Session, taker: Viewer) -> None:
    ada = a_customer(session)
    for wrong in ("555-0177", "me@", "x"):
        with pytest.raises(Invalid):
            second(session, ada, taker, wrong)
    for number in range(reaching.MOST_REACHES):
        second(session, ada, taker, f"217 555 01{number:02d}")
    with pytest.raises(Refused):
        second(session, ada, taker, "217 555 0199")
    with pytest.raises(NotFound):
        reaching.of_customer(session, a_customer(session), ada.reaches[0].id)
