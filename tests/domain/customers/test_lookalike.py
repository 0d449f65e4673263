"""Who somebody new may already be."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.customers.lookalike import Typed, alike
from app.models import Customer, CustomerReach, ReachKind
from tests.factories import a_customer
from tests.support.queries import count_queries


def hana(session: Session, **values: object) -> Customer:
    """Somebody who is there already."""
    usual = {
        "first_name": "Hana",
        "last_name": "Ito",
        "phone": "+12175550142",
        "phone_digits": "2175550142",
        "email": "Hana@example.org",
        "member_number": 208,
    }
    made = a_customer(session, **{**usual, **values})
    made.search_text = "hana ito 2175550142 hana@example.org 208"
    session.flush()
    return made


@pytest.mark.parametrize(
    ("typed", "why", "strong"),
    [
        (Typed(phone="(217) 555-0142"), "same phone", True),
        (Typed(last_name="Smith", phone="217.555.0142 x3"), "same phone", True),
        (Typed(email="hana@EXAMPLE.org "), "same e-mail", True),
        (Typed("hana", "ITO"), "same name", False),
        (Typed("H", "Ito"), "same name", False),
        (Typed("", "Ito"), "same name", False),
    ],
)
def test_the_same_phone_email_or_name_is_noticed(
    session: Session, typed: Typed, why: str, strong: bool
) -> None:
    known = hana(session)
    assert [(a.customer, a.why, a.strong) for a in alike(session, typed)] == [(known, why, strong)]


@pytest.mark.parametrize(
    "typed",
    [
        Typed(),
        Typed(phone="0142"),
        Typed(email="hana@"),
        Typed(email="ana@example.org"),
        Typed("Kenji", "Ito"),
        Typed("Hana", ""),
        Typed("", "I"),
        Typed("%", "%"),
        Typed("' OR 1=1", "--"),
        Typed(phone="9" * 500, email="@" * 200, last_name="🥥" * 80),
    ],
)
def test_others_are_not_taken_for_them(session: Session, typed: Typed) -> None:
    hana(session)
    assert alike(session, typed) == []


def test_second_phones_and_emails_count(session: Session) -> None:
    known = hana(session)
    known.reaches = [
        CustomerReach(kind=ReachKind.PHONE, value="+12175550177", digits="2175550177"),
        CustomerReach(kind=ReachKind.EMAIL, value="ito@example.net"),
    ]
    session.flush()
    for typed in (Typed(phone="217 555 0177"), Typed(email="Ito@example.net")):
        assert [a.customer for a in alike(session, typed)] == [known], typed


def test_three_at_most_the_likeliest_first_and_never_oneself(session: Session) -> None:
    """Inactive people do not come; however many share a name, few statements are asked."""
    same = [hana(session, member_number=n, phone_digits=str(n)) for n in range(300, 340)]
    by_phone = hana(session, member_number=9)
    hana(session, member_number=10, phone_digits="1", active=False)
    typed = Typed("Hana", "Ito", "217 555 0142")
    with count_queries() as asked:
        found = alike(session, typed, but=same[0].id)
    assert found[0].customer == by_phone
    assert (len(found), len(asked) <= 5) == (3, True)
    assert same[0] not in [a.customer for a in found]
