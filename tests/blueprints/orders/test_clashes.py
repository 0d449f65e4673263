"""Two people at one order: every kind of clash, and everything that is none (B16)."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from app.domain.orders import actions, changing
from app.models import OrderLine, Role, RolePermission
from app.vocabulary.permissions import Permission
from tests.blueprints.orders.conftest import Desk
from tests.support.cast import viewer_of
from tests.support.client import Tablet

pytestmark = pytest.mark.contract("B16")


def form_of(tablet: Tablet, url: str) -> dict[str, str]:
    """The form of a verb as the page has it: everything that would be sent."""
    page = tablet.get(url).text
    typed: dict[str, str] = {}
    form = page[page.index('<form method="post" action="' + url) :]
    for tag in re.findall(r"<input[^>]*>", form[: form.index("</form>")]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (not re.search(r'type="(radio|checkbox)"', tag) or "checked" in tag):
            typed[name[1]] = unescape(value[1]) if value else ""
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', inside)
        typed[name] = chosen[1] if chosen else ""
    for name, inside in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S
    ):
        typed[name] = unescape(inside).strip()
    return typed


def edited(desk: Desk, line: OrderLine, who: str = "manager", **changes: Any) -> None:
    """Somebody else was quicker."""
    actions.edit_line(line, changes, by=viewer_of(desk.cast.everybody[who]))
    desk.session.commit()


def test_another_field_of_the_same_line_is_kept_too(desk: Desk, tablet: Tablet) -> None:
    """Merged without a question, and said."""
    url = desk.url("edit", desk.first)
    form = form_of(tablet.sign_in(desk.cast.buyer), url)
    edited(desk, desk.first, cases=3, vendor=desk.northern)
    answer = tablet.post(url, form | {"bin": "B7"}, htmx=True)
    line = desk.again().lines[0]

    assert answer.status_code == 200
    assert (line.cases, line.vendor_id, line.bin) == (3, desk.northern.id, "B7")
    assert line.total == Decimal("360.00")
    assert "Kept what was changed meanwhile: Vendor, Cases." in answer.text


def test_the_same_field_is_asked_about_and_what_was_typed_stays(desk: Desk, tablet: Tablet) -> None:
    """Who, what before and after, when, and what was typed; nothing is written."""
    url = desk.url("edit", desk.first)
    form = form_of(tablet.sign_in(desk.cast.buyer), url) | {"cases": "2", "bin": "B7"}
    edited(desk, desk.first, cases=3)
    answer = tablet.post(url, form, htmx=True)

    assert answer.status_code == 409
    assert "Manager Person changed Cases 1 → 3 just now; you typed 2." in answer.text
    assert re.search(r'name="cases"[^>]*value="2"', answer.text)
    assert re.search(r'name="bin"[^>]*value="B7"', answer.text)
    assert (desk.again().lines[0].cases, desk.first.bin) == (3, "")


@pytest.mark.parametrize(("choice", "cases"), [("mine", 2), ("theirs", 3)])
def test_for_each_field_the_person_chooses(
    desk: Desk, tablet: Tablet, choice: str, cases: int
) -> None:
    """The other fields are written whatever is chosen here."""
    url = desk.url("edit", desk.first)
    form = form_of(tablet.sign_in(desk.cast.buyer), url) | {"cases": "2", "bin": "B7"}
    edited(desk, desk.first, cases=3)
    asked = unescape(tablet.post(url, form).text)
    was = re.search(r'name="was"[^>]*value="(\{.*?\})"', asked)
    assert was is not None
    again = form | {"was": was[1], "version": str(desk.again().version), "take-cases": choice}

    assert tablet.post(url, again).status_code == 303
    assert (desk.again().lines[0].cases, desk.first.bin) == (cases, "B7")


def test_a_third_change_while_one_chooses_is_asked_about_again(desk: Desk, tablet: Tablet) -> None:
    """Nobody chose against the newest."""
    url = desk.url("edit", desk.first)
    form = form_of(tablet.sign_in(desk.cast.buyer), url) | {"cases": "2"}
    edited(desk, desk.first, cases=3)
    was = re.search(r'name="was"[^>]*value="(\{.*?\})"', unescape(tablet.post(url, form).text))
    edited(desk, desk.first, "admin", cases=4)
    answer = tablet.post(url, form | {"was": was[1] if was else "", "take-cases": "mine"})

    assert answer.status_code == 409
    assert "Admin Person changed Cases 3 → 4" in answer.text


def test_another_line_is_no_clash(desk: Desk, tablet: Tablet) -> None:
    """Edits, moves and prices of one line stand beside those of another."""
    tablet.sign_in(desk.cast.buyer)
    verbs = {"edit": {"bin": "B7"}, "move": {"status": "placed"}, "price": {"amount": "9.00"}}
    forms = {
        verb: form_of(tablet, desk.url(verb, desk.first)) | typed for verb, typed in verbs.items()
    }
    edited(desk, desk.second, cases=5)
    actions.move(desk.second, "placed", by=viewer_of(desk.cast.manager), book=desk.book)
    answers = [tablet.post(desk.url(verb, desk.first), forms[verb]) for verb in verbs]
    first, second, _ = desk.again().lines

    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert (first.bin, first.status, first.price_kind) == ("B7", "placed", "manual")
    assert (second.cases, second.status) == (5, "placed")


def test_a_status_that_moved_meanwhile_is_not_overwritten(desk: Desk, tablet: Tablet) -> None:
    """Neither by moving the line nor by closing it; a field of it is no clash."""
    tablet.sign_in(desk.cast.buyer)
    forms = {
        verb: form_of(tablet, desk.url(verb, desk.first)) for verb in ("move", "close", "void")
    }
    edit = form_of(tablet, desk.url("edit", desk.first)) | {"bin": "B7"}
    actions.move(desk.first, "called_waiting", by=viewer_of(desk.cast.manager), book=desk.book)
    typed = {"move": {"status": "placed"}, "close": {"status": "inquiry"}, "void": {"why": "no"}}
    answers = [tablet.post(desk.url(v, desk.first), forms[v] | typed[v]) for v in forms]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert all("New, no call → Called/waiting" in answer.text for answer in answers)
    assert tablet.post(desk.url("edit", desk.first), edit).status_code == 303
    assert (desk.again().lines[0].status, desk.first.bin) == ("called_waiting", "B7")


def test_a_line_taken_off_meanwhile_keeps_what_was_typed(desk: Desk, tablet: Tablet) -> None:
    """Refused, with who and why, and the form as it was."""
    url = desk.url("edit", desk.first)
    form = form_of(tablet.sign_in(desk.cast.buyer), url) | {"bin": "B7"}
    manager = viewer_of(desk.cast.manager)
    actions.void(desk.first, by=manager, book=desk.book, why="ordered twice")
    answer = tablet.post(url, form, htmx=True)

    assert answer.status_code == 409
    assert "This line is closed. Reopen it first." in answer.text
    assert "taken off the order (ordered twice)" in answer.text
    assert re.search(r'name="bin"[^>]*value="B7"', answer.text)
    assert desk.again().lines[0].bin == ""


def test_stale_after_a_restore(desk: Desk, tablet: Tablet) -> None:
    """The line is back: its fields merge, its status is asked about."""
    tablet.sign_in(desk.cast.buyer)
    edit = form_of(tablet, desk.url("edit", desk.first)) | {"bin": "B7"}
    move = form_of(tablet, desk.url("move", desk.first)) | {"status": "placed"}
    manager = viewer_of(desk.cast.manager)
    actions.void(desk.first, by=manager, book=desk.book, why="ordered twice")
    actions.restore(desk.first, by=manager, book=desk.book)
    answers = [
        tablet.post(desk.url("edit", desk.first), edit),
        tablet.post(desk.url("move", desk.first), move),
    ]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert "restored as New, no call" in answers[1].text
    assert (desk.again().lines[0].bin, desk.first.status) == ("B7", "new_no_call")


def test_an_order_closed_meanwhile(desk: Desk, tablet: Tablet) -> None:
    """Nothing is added, closed twice another way, or given to somebody else; each says why."""
    tablet.sign_in(desk.cast.buyer)
    form = desk.form(
        status="canceled", description="Salt", department_id=desk.grocery.id, customer="1"
    )
    manager = viewer_of(desk.cast.manager)
    actions.close(desk.order, "inquiry", by=manager, book=desk.book)
    answers = [tablet.post(desk.url(verb), form) for verb in ("close", "add-line", "customer")]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert "closed as Inquiry" in answers[0].text
    assert [line.status for line in desk.again().lines] == ["inquiry"] * 3


def test_a_contact_of_another_customer_meanwhile(desk: Desk, tablet: Tablet) -> None:
    """Field by field too, whoever the order is for by now."""
    tablet.sign_in(desk.cast.buyer)
    form = form_of(tablet, desk.url("contact")) | {"city": "Elgin", "best_hours": "after 5"}
    before = {name: form[name] for name in ("first_name", "last_name", "contact_way")}
    actions.edit_contact(
        desk.order, before | {"phone": "217 555 0111"}, by=viewer_of(desk.cast.manager)
    )
    answer = tablet.post(desk.url("contact"), form, htmx=True)

    assert answer.status_code == 200
    assert (desk.again().city, desk.order.phone) == ("Elgin", "217 555 0111")
    assert desk.order.best_hours == "after 5"


def test_a_price_meanwhile_is_told_without_figures_to_who_may_not_see_them(
    desk: Desk, tablet: Tablet
) -> None:
    """Setting without seeing: that it changed, and by whom, but no amount (B1)."""
    grants = (Permission.ORDERS_SEE, Permission.PRICES_EDIT)
    role = Role(name="Sets", purpose="", grants=[RolePermission(permission=p) for p in grants])
    desk.cast.outsider.roles = [role]
    people = {"buyer": desk.cast.buyer, "setter": desk.cast.outsider}
    form = desk.form(amount="9.00", per="unit")
    changing.set_price(desk.session, desk.first, Decimal("7.77"), by=viewer_of(desk.cast.manager))
    told = {}
    for who, person in people.items():
        tablet.sign_in(person)
        answer = tablet.post(desk.url("price", desk.first), form, htmx=True)
        told[who] = (answer.status_code, "price set by hand" in answer.text, "7.77" in answer.text)

    assert told == {"buyer": (409, True, True), "setter": (409, True, False)}
    assert desk.again().lines[0].unit_price == Decimal("7.77")


def test_another_quantity_meanwhile_is_another_price(desk: Desk, tablet: Tablet) -> None:
    """A price of a case is of this case size."""
    form = desk.form(amount="9.00", per="case")
    edited(desk, desk.first, case_size=24)
    answer = tablet.sign_in(desk.cast.buyer).post(desk.url("price", desk.first), form)

    assert (answer.status_code, "units in a case 12 → 24" in answer.text) == (409, True)


def test_two_windows_of_one_person(desk: Desk, tablet: Tablet) -> None:
    """They are told that it was themselves."""
    url = desk.url("notes")
    form = form_of(tablet.sign_in(desk.cast.buyer), url)
    tablet.post(url, form | {"comments": "Ring once"})
    answer = tablet.post(url, form | {"comments": "Ring thrice"}, htmx=True)

    assert answer.status_code == 409
    assert (
        "You changed Note for the buyer Ring twice → Ring once just now in another window; "
        "you typed Ring thrice." in answer.text
    )


def test_a_note_that_became_an_item_meanwhile(desk: Desk, tablet: Tablet) -> None:
    """Its words are asked about; nothing of the item is lost by a form that had no fields for
    it."""
    url = desk.url("edit", desk.note)
    form = form_of(tablet.sign_in(desk.cast.buyer), url) | {"description": "Rye, sliced"}
    tablet.post(desk.url("turn-note", desk.note), desk.form(q=desk.milk.upc, cases="2"))
    answer = tablet.post(url, form, htmx=True)

    assert answer.status_code == 409
    assert "in another window; you typed Rye, sliced." in answer.text
    line = desk.again().lines[2]
    assert (line.description, line.cases, line.vendor_id) == ("Almond milk", 2, desk.northern.id)


def test_a_form_that_says_nothing_of_its_past_overwrites_nothing(
    desk: Desk, tablet: Tablet
) -> None:
    """Old, hand-made or broken: what somebody else saved is asked about."""
    form = desk.form(comments="Mine", was='{"comments": 7}')
    actions.edit_notes(desk.order, "Theirs", by=viewer_of(desk.cast.manager))
    tablet.sign_in(desk.cast.buyer)
    broken = [tablet.post(desk.url("notes"), form | {"was": was}) for was in ("", "[", "[1]", "{}")]

    assert {answer.status_code for answer in broken} == {409}
    assert desk.again().comments == "Theirs"
