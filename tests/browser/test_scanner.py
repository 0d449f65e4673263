"""A hand scanner, by real keys: wherever the cursor is, the code arrives, nothing else happens."""

import pytest
from playwright.sync_api import expect

from app.vocabulary.barcodes import tag_code
from tests.browser.pages.base import key_in

pytestmark = pytest.mark.browser

TAG = tag_code(10477, 1)
SCANNER, PERSON = 10, 150
ALL_FIELDS = """() => {
  const form = new FormData(document.querySelector("main form"))
  form.delete("csrf_token")
  return Object.fromEntries(form)
}"""
KEPT_HERE = "document.querySelector('.scan').addEventListener('submit', (e) => e.preventDefault())"
CHANGES = """() => {
  window.told = []
  addEventListener("change", (e) => window.told.push([e.target.name, e.target.value]))
  addEventListener("submit", (e) => window.told.push(["submit", e.target.action]))
}"""
PLACES = (
    "textarea", "[name=cases]", "[name=case_size]", "[name=wanted]", "select", "[data-step='1']",
    ".btn.main",
)  # fmt: skip
BEFORE = {
    "comments": "two boxes",
    "cases": "3",
    "case_size": "12",
    "wanted": "2026-11-30",
    "department": "none",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_scan_leaves_the_form_as_it_was_and_finds_the_code(open_page, site, place):
    page = open_page("desk")
    page.locator(place).focus()
    with page.expect_navigation():
        key_in(page, TAG, SCANNER)
    found = page.locator("h1").inner_text()
    page.go_back()

    assert (found, site[0].extensions["sent"]) == (f"Found {TAG}", [])
    assert page.evaluate(ALL_FIELDS) == BEFORE


def test_a_list_that_took_a_digit_for_a_choice_says_what_it_was(open_page):
    page = open_page("desk")
    page.get_by_label("Department").focus()
    page.evaluate(CHANGES)
    page.evaluate(
        "document.querySelector('.scan').addEventListener('submit', (e) => e.preventDefault())"
    )
    key_in(page, TAG, SCANNER)

    assert page.evaluate("told.filter(([name]) => name === 'department').at(-1)") == [
        "department",
        "none",
    ]


def test_digits_of_a_person_in_a_number_are_a_number(open_page, site):
    page = open_page("desk")
    field = page.get_by_label("Units in a case")
    field.fill("")
    with page.expect_navigation():
        key_in(page, "1200", PERSON)

    assert [sent["case_size"] for sent in site[0].extensions["sent"]] == [["1200"]]


def test_short_numbers_are_no_codes_however_fast(open_page, site):
    page = open_page("desk")
    page.get_by_label("Units in a case").fill("")
    with page.expect_navigation():
        key_in(page, "48", SCANNER)

    assert [sent["case_size"] for sent in site[0].extensions["sent"]] == [["48"]]


def test_digits_without_an_enter_are_typing(open_page):
    page = open_page("desk")
    page.get_by_label("Comments").fill("")
    page.keyboard.type(TAG)
    page.keyboard.press("Tab")

    assert page.get_by_label("Comments").input_value() == TAG
    assert page.locator("h1").inner_text() == "Parts"


def test_a_scan_in_a_dialog_sends_nothing_and_says_so(open_page, site):
    page = open_page("desk")
    page.get_by_role("link", name="Talk").click()
    said = page.get_by_label("Said")
    said.fill("call back")
    key_in(page, TAG, SCANNER)
    expect(page.locator("#flash")).to_contain_text("Finish or close this first")

    assert (said.input_value(), site[0].extensions["sent"]) == ("call back", [])
    assert page.get_by_role("dialog").is_visible()


def test_a_scan_in_a_dialog_reaches_a_form_behind_it_that_stays(open_page, site):
    page = open_page("stays")
    page.get_by_role("link", name="Talk").click()
    said = page.get_by_label("Said")
    said.fill("call back")
    with page.expect_response("**/sent"):
        key_in(page, TAG, SCANNER)

    assert [sent["item"] for sent in site[0].extensions["sent"]] == [[TAG]]
    assert said.input_value() == "call back"
    expect(said).to_be_focused()
