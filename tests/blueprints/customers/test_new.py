"""Adding a customer over HTTP: from the customers desk, an order being taken, a household."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import AccountState, AuditEvent, Customer
from tests.blueprints.entry.desk import kept
from tests.factories import a_customer, a_member_type
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

KEY = "a-key-of-one-time-only"
DRAFT = "a-draft-of-one-order"
HANA = {
    "kind": "person",
    "first_name": "Hana",
    "last_name": "Ito",
    "phone": "217 555 0142",
    "email": "hana@example.org",
    "contact_way": "text",
    "receipt_way": "paper",
    "country": "US",
    "one_time_key": KEY,
}


def people(session: Session) -> list[Customer]:
    """Everybody there is."""
    session.expire_all()
    return list(session.scalars(sa.select(Customer).order_by(Customer.id)))


@pytest.mark.contract("M1")
@pytest.mark.contract("M2")
def test_a_customer_is_added_from_the_customers_page(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """A link that htmx opens as a dialog, and a page without it; then the customer is shown."""
    listed = tablet.sign_in(cast.taker).get("/customers").text
    assert 'href="/customers/new"' in listed
    part = tablet.get("/customers/new", htmx=True)
    assert (part.headers["HX-Retarget"], "<dialog" in part.text) == ("#dialog", True)
    whole = tablet.get("/customers/new").text
    assert ("<dialog id=" in whole, "<h1>New customer</h1>" in whole) == (False, True)
    answer = tablet.post("/customers/new", HANA)
    [hana] = people(session)
    assert answer.location == f"/customers/{hana.id}"
    assert (hana.full_name, hana.phone, hana.contact_way) == ("Hana Ito", "+12175550142", "text")
    shown = tablet.get(answer.location).text
    assert ("(217) 555-0142" in shown, "Hana Ito is added." in shown) == (True, True)


@pytest.mark.contract("M2")
@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("Hana Ito", "last_name", "Ito"),
        ("217 555 0142", "phone", "217 555 0142"),
        ("hana@example.org", "email", "hana@example.org"),
        ("<b>x</b>", "last_name", "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_search_results_offer_to_create_what_was_typed(
    session: Session, cast: Cast, tablet: Tablet, typed: str, field: str, value: str
) -> None:
    """On the customers page and in a new order; the form begins with it."""
    tablet.sign_in(cast.taker)
    for url in ("/customers", f"/orders/new/{DRAFT}/find-customer"):
        found = tablet.get(url, query_string={"q": typed}).text
        assert "Create customer “" in found, url
    form = tablet.get("/customers/new", query_string={"q": typed}).text
    assert re.search(rf'name="{field}"[^>]* value="{re.escape(value)}"', form)


@pytest.mark.contract("M2")
@pytest.mark.contract("P1")
@pytest.mark.contract("C13")
def test_a_customer_added_in_an_order_is_chosen_for_it(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """In the same answer, every contact field filled; sent twice it is one customer."""
    url = f"/orders/new/{DRAFT}/new-customer"
    tablet.sign_in(cast.taker)
    assert "Create customer" in tablet.get(url, htmx=True).text
    answer = tablet.post(url, HANA, htmx=True)
    [hana] = people(session)
    assert answer.headers["HX-Retarget"] == "#customer"
    assert ('id="customer"' in answer.text, "Hana Ito" in answer.text) == (True, True)
    assert "<dialog" not in answer.text
    content = kept(session, DRAFT)
    assert (content.customer_id, content.contact["phone"]) == (hana.id, "+12175550142")
    assert content.contact["contact_way"] == "text"
    assert tablet.post(url, HANA).location == f"/orders/new/{DRAFT}"
    assert people(session) == [hana]


def test_two_taps_make_one_customer(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.taker)
    first, again = (tablet.post("/customers/new", HANA).location for _ in range(2))
    assert (first, len(people(session))) == (again, 1)


@pytest.mark.contract("M3")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"last_name": ""}, "Type a last name."),
        ({"last_name": "", "kind": "organization"}, "Type the name of the organization."),
        ({"phone": "555-0142"}, "Write the area code too"),
        ({"email": "nobody"}, "does not read as an e-mail"),
        ({"kind": "ghost"}, "Choose one of these."),
        ({"country": "ZZ"}, "Choose one of the list."),
        ({"first_name": "x" * 61}, "Keep it to 60 characters."),
        ({"note": "x" * 1001}, "Keep it to 1,000 characters."),
    ],
)
def test_what_does_not_fit_stands_beside_its_field_and_nothing_is_lost(
    session: Session, cast: Cast, tablet: Tablet, typed: dict[str, str], said: str
) -> None:
    """From both entry points, as a page and in the dialog."""
    tablet.sign_in(cast.taker)
    for url in ("/customers/new", f"/orders/new/{DRAFT}/new-customer"):
        for htmx in (False, True):
            answer = tablet.post(url, {**HANA, "street": "4 Elm Rd", **typed}, htmx=htmx)
            assert answer.status_code == 422
            assert said in answer.text
            assert 'value="4 Elm Rd"' in answer.text
    assert people(session) == []


@pytest.mark.parametrize(
    "same", [{"email": ""}, {"phone": ""}, {"phone": "(217) 555-0142", "last_name": "Smith"}]
)
def test_somebody_with_the_same_phone_or_email_is_asked_about_once(
    session: Session, cast: Cast, tablet: Tablet, same: dict[str, str]
) -> None:
    """One tap takes the existing one; “Create anyway” makes another."""
    known = a_customer(
        session, first_name="Hana", last_name="Ito", phone="+12175550142",
        phone_digits="2175550142", email="hana@example.org", member_number=208,
    )  # fmt: skip
    known.search_text = "hana ito 2175550142 hana@example.org 208"
    tablet.sign_in(cast.taker)
    asked = tablet.post("/customers/new", {**HANA, **same})
    assert (asked.status_code, len(people(session))) == (409, 1)
    for words in ("Create anyway", "Member 208", "…0142", f'href="/customers/{known.id}"'):
        assert words in asked.text, words
    in_order = tablet.post(f"/orders/new/{DRAFT}/new-customer", {**HANA, **same}, htmx=True)
    take = f'id="take-existing" method="post" action="/orders/new/{DRAFT}/choose-customer"'
    assert (in_order.status_code, take in in_order.text) == (409, True)
    taken = tablet.post(f"/orders/new/{DRAFT}/choose-customer", {**HANA, "customer": known.id})
    assert (taken.status_code, kept(session, DRAFT).customer_id) == (303, known.id)
    assert tablet.post("/customers/new", {**HANA, **same, "sure": "1"}).status_code == 303
    assert len(people(session)) == 2


def test_a_name_alone_never_asks(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Many people are called alike: it is said while typing, no more."""
    a_customer(session, first_name="Hana", last_name="Ito")
    assert tablet.sign_in(cast.taker).post("/customers/new", HANA).status_code == 303


def test_look_alikes_are_told_while_typing(session: Session, cast: Cast, tablet: Tablet) -> None:
    """With a way to take them: the customer's page, or the order being taken."""
    known = a_customer(session, first_name="Hana", last_name="Ito", member_number=208)
    tablet.sign_in(cast.taker)
    typed = {"kind": "person", "first_name": "Ha", "last_name": "Ito"}
    told = tablet.get("/customers/look-alikes", query_string=typed, htmx=True).text
    assert ("Perhaps it is already:" in told, f"/customers/{known.id}" in told) == (True, True)
    draft = {**typed, "draft": DRAFT}
    told = tablet.get("/customers/look-alikes", query_string=draft, htmx=True).text
    assert f'hx-post="/orders/new/{DRAFT}/choose-customer"' in told
    oneself = {**typed, "but": str(known.id)}
    for nobody in (oneself, {}, {"last_name": "%"}, {"phone": "9" * 400, "but": "x"}):
        told = tablet.get("/customers/look-alikes", query_string=nobody, htmx=True).text
        assert "Perhaps" not in told, nobody
    for key in ("../x", "short", '"><script>'):
        query = {**typed, "draft": key}
        answer = tablet.get("/customers/look-alikes", query_string=query, htmx=True)
        assert (answer.status_code, "choose-customer" in answer.text) == (200, False)


@pytest.mark.parametrize(
    ("field", "value", "noted"),
    [
        ("member_type", "1", "price refused"),
        ("member_number", "208", "customer change refused"),
        ("account_state", "good", "customer change refused"),
    ],
)
def test_a_crafted_field_is_refused_and_noted(
    session: Session, cast: Cast, tablet: Tablet, field: str, value: str, noted: str
) -> None:
    """A taker's form has none of them: what decides prices is not theirs to send."""
    a_member_type(session)
    ada = a_customer(session)
    tablet.sign_in(cast.taker)
    form = tablet.get("/customers/new").text
    assert f'name="{field}"' not in form
    urls = ("/customers/new", f"/orders/new/{DRAFT}/new-customer", f"/customers/{ada.id}/edit")
    for url in urls:
        assert tablet.post(url, {**HANA, field: value}).status_code == 403, url
    assert people(session) == [ada]
    session.refresh(ada)
    assert (ada.member_number, ada.account_state) == (None, AccountState.GOOD)
    kinds = session.scalars(sa.select(AuditEvent.kind).order_by(AuditEvent.id)).all()
    assert list(kinds) == [noted] * 3


def test_who_has_the_right_sets_them(session: Session, cast: Cast, tablet: Tablet) -> None:
    """A manager has all three fields, a buyer the member type."""
    owner = a_member_type(session, name="Owner")
    more = {"member_number": "208", "member_type": str(owner.id), "account_state": "prepay"}
    tablet.sign_in(cast.manager)
    assert tablet.post("/customers/new", {**HANA, **more}).status_code == 303
    [hana] = people(session)
    assert (hana.member_number, hana.member_type_id) == (208, owner.id)
    assert hana.account_state is AccountState.PREPAY
    form = tablet.sign_in(cast.buyer).get("/customers/new").text
    has = [f'name="{name}"' in form for name in more]
    assert has == [False, True, False]
    for wrong in ("0", "-1", "x", "９", "9" * 12, "2147483648"):
        body = {**HANA, **more, "member_number": wrong, "one_time_key": KEY + "2"}
        assert tablet.sign_in(cast.manager).post("/customers/new", body).status_code == 422, wrong


def test_a_person_joins_a_household(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Number and type come along and nobody can send others; the phone may be shared."""
    owner = a_member_type(session, name="Owner")
    hana = a_customer(
        session, first_name="Hana", last_name="Ito", member_number=208, member_type=owner,
        phone="+12175550142", phone_digits="2175550142", street="4 Elm Rd",
    )  # fmt: skip
    url = f"/customers/{hana.id}/add-person"
    form = tablet.sign_in(cast.taker).get(url).text
    assert ('value="Ito"' in form, 'value="4 Elm Rd"' in form) == (True, True)
    kenji = {**HANA, "first_name": "Kenji", "email": ""}
    assert tablet.post(url, kenji).status_code == 303
    made = people(session)[1]
    assert (made.member_number, made.person_number, made.member_type_id) == (208, 2, owner.id)
    page = tablet.get(f"/customers/{hana.id}").text
    assert ("Kenji Ito" in page, "Person 2" in page) == (True, True)
    found = tablet.get(f"/orders/new/{DRAFT}/find-customer?q=208").text
    assert ("Member 208, person 1" in found, "Member 208, person 2" in found) == (True, True)
    tablet.sign_in(cast.manager)
    crafted = {**kenji, "member_number": "9", "one_time_key": KEY + "2"}
    assert tablet.post(url, crafted).status_code == 400
    alone = a_customer(session)
    assert tablet.get(f"/customers/{alone.id}/add-person").status_code == 409
    assert tablet.post(f"/customers/{alone.id}/add-person", kenji).status_code == 409


@pytest.mark.parametrize("text", ["<script>x</script>", "نور", "' OR 1=1 --", "{{ 7*7 }}", "🥥"])
def test_hostile_words_are_only_words(
    session: Session, cast: Cast, tablet: Tablet, text: str
) -> None:
    tablet.sign_in(cast.taker)
    texts = ("first_name", "last_name", "street", "city", "region", "note")
    typed = {**HANA, **dict.fromkeys(texts, text), "postal_code": text[:20]}
    shown = tablet.get(tablet.post("/customers/new", typed).location)
    assert (shown.status_code, "<script>x" in shown.text) == (200, False)
    [made] = people(session)
    assert (made.last_name, made.note) == (text, text)


def test_who_may_not_add_customers_adds_none(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Neither an outsider nor somebody who is not signed in, and nobody with a key of no form."""
    tablet.sign_in(cast.outsider)
    for url in ("/customers/new", f"/orders/new/{DRAFT}/new-customer", "/customers/look-alikes"):
        assert tablet.get(url).status_code == 403, url
    assert tablet.post("/customers/new", HANA).status_code == 403
    tablet.client.delete_cookie("caselot")
    assert tablet.post("/customers/new", HANA).location.startswith("/sign-in")
    tablet.sign_in(cast.taker)
    for key in ("", "short", "x" * 65):
        assert tablet.post("/customers/new", {**HANA, "one_time_key": key}).status_code == 422
    assert people(session) == []
    assert viewer_of(cast.outsider).permissions == frozenset()


def test_a_request_without_a_form_adds_nobody(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Not even under a household, whose form begins with a name."""
    head = a_customer(session, member_number=208)
    tablet.sign_in(cast.taker)
    urls = ("/customers/new?q=Hana Ito", f"/customers/{head.id}/add-person",
            f"/orders/new/{DRAFT}/new-customer?q=Hana Ito", f"/customers/{head.id}/edit",
            f"/customers/{head.id}/addresses/new")  # fmt: skip
    for url in urls:
        assert tablet.post(url).status_code == 400, url
    for url in urls[:3]:
        assert tablet.post(url, {"a": "1"}).status_code == 422, url
    assert people(session) == [head]
