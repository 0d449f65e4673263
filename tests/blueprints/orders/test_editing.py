"""Contact, notes and lines: what changes, what is refused, what two people do at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.domain.orders import actions, changing
from app.models import Customer
from app.vocabulary.figures import PriceKind
from tests.blueprints.orders.conftest import WISH, Desk
from tests.support.cast import viewer_of
from tests.support.client import Tablet

HOSTILE = "<script>alert(1)</script> '); DROP TABLE orders;-- 🥖 \u202eabc"


def contact(**typed: str) -> dict[str, str]:
    """A contact as the form sends it."""
    usual = {"first_name": "Ada", "last_name": "Quill", "phone": "555-0100", "contact_way": "call"}
    return usual | typed


def line_form(desk: Desk, **typed: Any) -> dict[str, Any]:
    """A line as the form sends it."""
    usual = {
        "description": "Rolled oats",
        "department": desk.grocery.id,
        "vendor": desk.prairie.id,
        "cases": "1",
        "case_size": "12",
    }
    return desk.form(**(usual | typed))


@pytest.mark.contract("C14")
def test_a_contact_changes_for_this_order_only(desk: Desk, tablet: Tablet) -> None:
    """The member's record stays as it is."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(**contact(phone="217 555 0177", street="Mill Lane 4"))
    answer = tablet.post(desk.url("contact"), form, htmx=True)
    desk.again()

    assert (answer.status_code, desk.order.phone) == (200, "217 555 0177")
    assert (desk.order.street, desk.order.phone_digits) == ("Mill Lane 4", "2175550177")
    assert desk.session.get_one(Customer, desk.order.customer_id).phone == "555-0100"
    assert "Contact for this order: phone 555-0100 → 217 555 0177" in answer.text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"last_name": ""}, "An order needs a name."),
        ({"last_name": "q" * 81}, "Keep it to 80 characters."),
        ({"contact_way": "pigeon"}, "Not a valid choice."),
        ({"phone": "12"}, "A digit seems to be missing from that phone number."),
        ({"email": "nowhere"}, "That does not read as an e-mail address"),
    ],
)
def test_a_contact_nobody_could_use_comes_back_as_typed(
    desk: Desk, tablet: Tablet, typed: dict[str, str], message: str
) -> None:
    """422, the message, and what was typed."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(**contact(first_name="Zelda", **typed))
    answer = tablet.post(desk.url("contact"), form, htmx=True)

    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="Zelda"' in answer.text
    assert desk.again().first_name == "Ada"


def test_hostile_text_is_only_text(desk: Desk, tablet: Tablet) -> None:
    """Kept without direction marks, shown escaped, in the contact, the notes and the timeline."""
    tablet.sign_in(desk.cast.buyer)
    tablet.post(desk.url("contact"), desk.form(**contact(first_name=HOSTILE[:60])))
    tablet.post(desk.url("notes"), desk.form(comments=HOSTILE * 5))
    page = tablet.get(f"/orders/{desk.order.number}").text

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 6
    assert "\u202e" not in page


@pytest.mark.parametrize("again", [True, False])
def test_two_people_edit_the_contact(desk: Desk, tablet: Tablet, again: bool) -> None:
    """The second sees what the first changed, keeps what they typed, and may press again."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(**contact(phone="217 555 0177", city=""))
    manager = viewer_of(desk.cast.manager)
    actions.edit_contact(desk.order, contact(city="Elgin", phone="217 555 0111"), by=manager)
    answer = tablet.post(desk.url("contact"), form, htmx=True)

    assert answer.status_code == 409
    assert 'value="217 555 0177"' in answer.text
    assert "Manager Person changed Phone to 217 555 0111 just now" in answer.text
    assert "you typed 217 555 0177." in answer.text
    assert 'name="take-city" value="theirs"' in answer.text
    assert desk.again().phone == "217 555 0111"
    if again:
        form |= {"version": str(desk.order.version), "city": "Elgin"}
        assert tablet.post(desk.url("contact"), form).status_code == 303
        assert (desk.again().phone, desk.order.city) == ("217 555 0177", "Elgin")


def test_the_same_contact_twice_is_no_clash(desk: Desk, tablet: Tablet) -> None:
    """A double tap: the second finds it done."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(**contact(city="Elgin"))
    answers = [tablet.post(desk.url("contact"), form).status_code for _ in range(2)]

    assert (answers, desk.again().version) == ([303, 303], int(form["version"]) + 1)


def test_notes_change(desk: Desk, tablet: Tablet) -> None:
    """Several lines of them."""
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("notes"), desk.form(comments="Ring\r\nthrice"))
    long = tablet.post(desk.url("notes"), desk.form(comments="x" * 2001))

    assert (answer.status_code, long.status_code) == (303, 422)
    assert desk.again().comments == "Ring\nthrice"


@pytest.mark.contract("C2", "C12")
def test_a_line_changes_and_its_price_follows(desk: Desk, tablet: Tablet) -> None:
    """Two cases of ten at 10.00 a unit."""
    tablet.sign_in(desk.cast.buyer)
    form = line_form(
        desk, cases="2", case_size="10", bin="Cooler B3", tag_note="keep cold", sku="PM-1",
        vendor=desk.northern.id, department=desk.cool.id, description="Oats, rolled",
    )  # fmt: skip
    answer = tablet.post(desk.url("edit", desk.first), form, htmx=True)
    line = desk.again().lines[0]

    assert answer.status_code == 200
    assert (line.cases, line.case_size, line.total) == (2, 10, Decimal("200.00"))
    assert (line.bin, line.tag_note, line.sku) == ("Cooler B3", "keep cold", "PM-1")
    assert (line.vendor_id, line.department_id) == (desk.northern.id, desk.cool.id)
    assert line.super_department_id == desk.cool.super_department_id
    assert line.search_text == "oats, rolled"
    assert "cases 1 → 2" in answer.text


@pytest.mark.contract("C12")
def test_a_price_set_by_hand_survives_an_edit(desk: Desk, tablet: Tablet) -> None:
    """The unit price stays, the total follows the cases."""
    changing.set_price(desk.session, desk.first, Decimal("9.50"), by=viewer_of(desk.cast.buyer))
    tablet.sign_in(desk.cast.buyer).post(desk.url("edit", desk.first), line_form(desk, cases="2"))
    line = desk.again().lines[0]

    assert (line.price_kind, line.total) == (PriceKind.MANUAL, Decimal("228.00"))


@pytest.mark.parametrize(
    "typed",
    [
        {"description": ""},
        {"description": "x" * 1001},
        {"cases": "0"},
        {"cases": "-4"},
        {"cases": "1e9"},
        {"cases": "9" * 50},
        {"cases": ""},
        {"case_size": "0"},
        {"case_size": "1.5"},
        {"case_size": "99999"},
        {"department": ""},
        {"department": "999999"},
        {"department": "x' OR 1=1"},
        {"vendor": "-1"},
        {"sku": "s" * 31},
        {"bin": "b" * 41},
        {"tag_note": "t" * 201},
    ],
)
def test_a_line_that_makes_no_sense_is_refused(
    desk: Desk, tablet: Tablet, typed: dict[str, str]
) -> None:
    """422 and nothing changed, not even half."""
    tablet.sign_in(desk.cast.buyer)
    form = line_form(desk, **({"brand": "New brand"} | typed))
    answer = tablet.post(desk.url("edit", desk.first), form, htmx=True)
    line = desk.again().lines[0]

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert (line.brand, line.cases, line.case_size) == ("", 1, 12)


@pytest.mark.contract("C20")
def test_a_note_has_words_and_a_department(desk: Desk, tablet: Tablet) -> None:
    """Its form offers no cases, and a crafted one does not change them."""
    tablet.sign_in(desk.cast.buyer)
    page = tablet.get(desk.url("edit", desk.note)).text
    form = line_form(desk, description=WISH + ", sliced", department=desk.cool.id, cases="7")
    tablet.post(desk.url("edit", desk.note), form)
    note = desk.again().lines[2]

    assert 'name="cases"' not in page
    assert (note.description, note.department_id, note.cases) == (
        WISH + ", sliced",
        desk.cool.id,
        1,
    )


def test_a_closed_line_stays_as_it_was(desk: Desk, tablet: Tablet) -> None:
    """Reopening comes first."""
    buyer = viewer_of(desk.cast.buyer)
    actions.close(desk.order, "canceled", by=buyer, book=desk.book, lines=[desk.first])
    tablet.sign_in(desk.cast.buyer)
    answer = tablet.post(desk.url("edit", desk.first), line_form(desk, cases="2"), htmx=True)

    assert (answer.status_code, desk.again().lines[0].cases) == (409, 1)


@pytest.mark.parametrize("person", ["taker", "outsider"])
@pytest.mark.parametrize("verb", ["contact", "notes", "lines/1/edit", "add-line"])
def test_people_without_the_right_edit_nothing(
    desk: Desk, tablet: Tablet, person: str, verb: str
) -> None:
    """403 for a look and for a crafted request; strangers sign in."""
    url = f"/orders/{desk.order.number}/{verb}"
    assert tablet.post(url, {}).headers["Location"].startswith("/sign-in")
    tablet.sign_in(desk.cast.everybody[person])
    form = line_form(desk, **contact(last_name="Changed"), comments="Changed")
    version = desk.order.version

    assert tablet.get(url).status_code == 403
    assert tablet.post(url, form).status_code == 403
    assert (desk.again().last_name, desk.order.comments) == ("Quill", "Ring twice")
    assert desk.order.version == version


@pytest.mark.parametrize(
    "url", ["/orders/999999", "/orders/1/lines/99/edit", "/orders/0", "/orders/" + "9" * 30]
)
def test_what_is_not_there_is_not_there(desk: Desk, tablet: Tablet, url: str) -> None:
    """Forged numbers: 404."""
    assert tablet.sign_in(desk.cast.buyer).get(url).status_code == 404
