"""Changing a customer over HTTP: the record, its addresses, its further phones and e-mails."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.settings import reading
from app.models import Customer, CustomerAddress, CustomerReach
from tests.factories import a_customer, a_department, a_member_type, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet


def form_of(page: str) -> dict[str, str]:
    """The text fields, chosen options and ticked choices of the form on a page, as a browser would
    send them."""
    fields = dict.fromkeys(re.findall(r'<textarea[^>]* name="(\w+)"', page), "")
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r' name="([\w-]+)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        is_choice = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and (not is_choice or " checked" in tag):
            fields[name[1]] = value[1] if value else ""
    for name, inside in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', inside)
        fields[name] = chosen[1] if chosen else ""
    fields.pop("q", None)
    return fields


@pytest.fixture
def ada(session: Session) -> Customer:
    """A member with a phone."""
    owner = a_member_type(session, name="Owner")
    return a_customer(
        session, member_number=208, member_type=owner, phone="+12175550142",
        phone_digits="2175550142", country="US",
    )  # fmt: skip


@pytest.mark.contract("M1")
def test_a_record_is_changed_in_a_form_begun_with_it(
    session: Session, cast: Cast, tablet: Tablet, ada: Customer
) -> None:
    """Untouched it changes nothing; the phone is shown as people write it and kept as E.164."""
    url = f"/customers/{ada.id}/edit"
    form = form_of(tablet.sign_in(cast.taker).get(url).text)
    assert (form["last_name"], form["phone"]) == ("Quill", "(217) 555-0142")
    tablet.post(url, form)
    session.refresh(ada)
    assert (ada.version, ada.phone) == (1, "+12175550142")
    answer = tablet.post(url, {**form, "phone": "217.555.0143", "note": "Rings <twice>"})
    session.refresh(ada)
    assert answer.location == f"/customers/{ada.id}"
    assert (ada.phone, ada.note, ada.member_number) == ("+12175550143", "Rings <twice>", 208)
    shown = tablet.get(answer.location).text
    assert ("(217) 555-0143" in shown, "Rings &lt;twice&gt;" in shown) == (True, True)


def test_two_people_at_once_see_both_versions(
    session: Session, cast: Cast, tablet: Tablet, ada: Customer
) -> None:
    """What was saved meanwhile stands beside each field; what was typed stays; again saves it."""
    url = f"/customers/{ada.id}/edit"
    form = form_of(tablet.sign_in(cast.taker).get(url).text)
    assert tablet.post(url, {**form, "city": "Alder"}).status_code == 303
    clash = tablet.post(url, {**form, "city": "Birch"}, htmx=True)
    assert clash.status_code == 409
    assert ("Saved meanwhile: Alder" in clash.text, 'value="Birch"' in clash.text) == (True, True)
    session.refresh(ada)
    assert ada.city == "Alder"
    assert tablet.post(url, form_of(clash.text), htmx=True).status_code == 204
    session.refresh(ada)
    assert ada.city == "Birch"


def test_a_second_tap_is_no_clash(
    session: Session, cast: Cast, tablet: Tablet, ada: Customer
) -> None:
    url = f"/customers/{ada.id}/edit"
    form = {**form_of(tablet.sign_in(cast.taker).get(url).text), "city": "Alder"}
    assert [tablet.post(url, form).status_code for _ in range(2)] == [303, 303]
    session.refresh(ada)
    assert ada.version == 2


@pytest.mark.contract("C14")
def test_an_orders_contact_stays_when_the_record_changes(
    session: Session, cast: Cast, tablet: Tablet, ada: Customer
) -> None:
    """And the record stays when the order's contact was overridden."""
    product = a_product(session, a_department(session))
    order = an_order(session, viewer_of(cast.taker), [a_wish(product)], ada)
    url = f"/customers/{ada.id}/edit"
    form = form_of(tablet.sign_in(cast.taker).get(url).text)
    tablet.post(url, {**form, "phone": "217 555 0199"})
    session.refresh(order)
    assert order.phone == "+12175550142"


@pytest.mark.contract("M12")
@pytest.mark.contract("M13")
@pytest.mark.contract("M15")
def test_addresses_are_added_changed_and_removed(
    session: Session, cast: Cast, tablet: Tablet, ada: Customer
) -> None:
    """Name and phone are those of the contact there, or the customer's; the country starts at the
    store's own."""
    tablet.sign_in(cast.taker)
    add = f"/customers/{ada.id}/addresses/new"
    form = form_of(tablet.get(add).text)
    assert (form["purpose"], form["country"]) == ("business", "US")
    assert tablet.post(add, form).status_code == 422
    dock = {**form, "street": "1 Dock Rd", "contact_name": "Receiving"}
    assert tablet.post(add, {**dock, "contact_phone": "217 555 0177"}).status_code == 303
    shown = tablet.get(f"/customers/{ada.id}").text
    for words in ("Business", "1 Dock Rd", "Receiving · (217) 555-0177"):
        assert words in shown, words
    row = session.scalars(sa.select(CustomerAddress)).one()
    edit = f"/customers/{ada.id}/addresses/{row.id}"
    form = form_of(tablet.get(edit, htmx=True).text)
    assert form["contact_phone"] == "(217) 555-0177"
    own = {**form, "contact_name": "", "contact_phone": ""}
    assert tablet.post(edit, own, htmx=True).status_code == 204
    assert "Ada Quill · (217) 555-0142" in tablet.get(f"/customers/{ada.id}").text
    stale = tablet.post(edit, {**form, "street": "2 Dock Rd"}, htmx=True)
    assert (stale.status_code, 'value="2 Dock Rd"' in stale.text) == (409, True)
    other = a_customer(session)
    assert tablet.get(f"/customers/{other.id}/addresses/{row.id}").status_code == 404
    assert tablet.post(f"/customers/{other.id}/addresses/{row.id}/remove").status_code == 404
    # Somebody has just corrected it: what is removed is what was looked at.
    assert tablet.post(f"{edit}/remove", {"version": form["version"]}).status_code == 409
    newest = {"version": form_of(tablet.get(edit).text)["version"]}
    assert tablet.post(f"{edit}/remove", newest).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(CustomerAddress)) == 0


@pytest.mark.contract("M5")
@pytest.mark.contract("M6")
@pytest.mark.contract("M7")
def test_second_phones_and_emails_with_consent_where_switched_on(
    session: Session, cast: Cast, tablet: Tablet, ada: Customer
) -> None:
    """Off: neither shown nor taken. On: shown with consent, when and by whom it was noted."""
    tablet.sign_in(cast.taker)
    add, page = f"/customers/{ada.id}/reaches/new", f"/customers/{ada.id}"
    assert "Further phones" not in tablet.get(page).text
    assert [tablet.get(add).status_code, tablet.post(add).status_code] == [409, 409]
    reading.change(session, {"secondary_contacts": True}, store_id=cast.hill.id, by=None)
    form = form_of(tablet.get(add).text)
    assert "consents" not in form
    assert tablet.post(add, {**form, "value": "work"}).status_code == 422
    work = {**form, "value": "217 555 0177", "label": "Work", "consents": "y"}
    assert tablet.post(add, work).status_code == 303
    row = session.scalars(sa.select(CustomerReach)).one()
    assert (row.value, row.consents, row.consent_noted_by_id) == (
        "+12175550177",
        True,
        cast.taker.id,
    )
    shown = tablet.get(page).text
    for words in ("(217) 555-0177", "Work · agrees to marketing", "Taker Person"):
        assert words in shown, words
    found = tablet.get("/customers?q=555 0177").text
    assert f'href="/customers/{ada.id}"' in found
    edit = f"{page}/reaches/{row.id}"
    form = form_of(tablet.get(edit).text)
    assert (form.pop("consents"), form["label"]) == ("y", "Work")
    assert tablet.post(edit, form).status_code == 303
    session.refresh(row)
    assert row.consents is False
    assert tablet.post(f"{edit}/remove").status_code == 409
    newest = {"version": form_of(tablet.get(edit).text)["version"]}
    assert tablet.post(f"{edit}/remove", newest).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(CustomerReach)) == 0


def test_how_somebody_stands_is_said_on_their_page_and_in_the_list(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    held = a_customer(session, account_state="hold")
    tablet.sign_in(cast.taker)
    assert "On hold: ask a manager first" in tablet.get(f"/customers/{held.id}").text
    assert "On hold</small>" in tablet.get("/customers?who=hold").text
    assert "On hold</small>" not in tablet.get("/customers?who=members").text


def test_who_may_only_look_changes_nothing(
    session: Session, cast: Cast, tablet: Tablet, ada: Customer
) -> None:
    tablet.sign_in(cast.outsider)
    for url in ("edit", "add-person", "addresses/new", "reaches/new"):
        assert tablet.get(f"/customers/{ada.id}/{url}").status_code == 403, url
        assert tablet.post(f"/customers/{ada.id}/{url}").status_code == 403, url


def test_a_merged_or_erased_record_is_changed_no_more(
    session: Session, cast: Cast, tablet: Tablet, ada: Customer
) -> None:
    """It has no buttons, and whoever sends its form is told why."""
    url = f"/customers/{ada.id}/edit"
    form = {**form_of(tablet.sign_in(cast.taker).get(url).text), "city": "Alder"}
    ada.merged_into_id = a_customer(session).id
    ada.active = False
    session.flush()
    form["version"] = str(ada.version)
    assert f'href="{url}"' not in tablet.get(f"/customers/{ada.id}").text
    answer = tablet.post(url, form)
    assert (answer.status_code, "merged into another" in answer.text) == (409, True)
