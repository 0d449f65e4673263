"""What the small scripts do, in a real browser: scanner, double taps, lists, dialogs, search."""

import pytest

from tests.browser.pages.base import scan

TAG = "454010477017"


pytestmark = pytest.mark.browser


def test_a_scan_anywhere_goes_to_the_field_at_the_top(open_page):
    page = open_page("note")
    with page.expect_navigation():
        scan(page, TAG)

    assert page.locator("h1").inner_text() == f"Found {TAG}"


def test_a_scan_is_taken_back_from_the_field_that_had_the_cursor(open_page, site):
    page = open_page("note")
    page.get_by_label("Note").fill("two boxes")
    with page.expect_navigation():
        scan(page, TAG)

    assert (page.locator("h1").inner_text(), site[0].extensions["sent"]) == (f"Found {TAG}", [])
    page.go_back()
    assert page.get_by_label("Note").input_value() == "two boxes"


def test_a_field_made_for_codes_keeps_the_scan_and_sends_nothing(open_page, site):
    page = open_page("note")
    page.get_by_label("Code").focus()
    scan(page, TAG)

    assert page.get_by_label("Code").input_value() == TAG
    assert (page.locator("h1").inner_text(), site[0].extensions["sent"]) == ("Parts", [])


def test_a_page_may_have_its_own_field_for_scans(open_page, site):
    page = open_page("entry")
    with page.expect_navigation():
        scan(page, TAG)

    assert [sent["item"] for sent in site[0].extensions["sent"]] == [[TAG]]


def test_typing_like_a_person_is_not_a_scan(open_page, site):
    page = open_page("note")
    page.get_by_label("Note").press_sequentially("5550142", delay=90)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert [sent["note"] for sent in site[0].extensions["sent"]] == [["5550142"]]


def test_a_double_tap_sends_once(open_page, site):
    page = open_page("note")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").dblclick(no_wait_after=True)
    page.wait_for_load_state("networkidle")

    assert len(site[0].extensions["sent"]) == 1


def test_arrows_lead_from_the_field_to_what_it_found_and_back(open_page):
    page = open_page("entry")
    page.get_by_label("Add items").focus()
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(
            page.evaluate("document.activeElement.textContent || document.activeElement.id")
        )

    assert seen == ["Oats", "Oat milk", "Oats", "item"]


def test_enter_takes_the_first_hit_when_the_list_answers_what_is_typed(open_page, site):
    page = open_page("entry")
    page.get_by_label("Add items").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert [sent["upc"] for sent in site[0].extensions["sent"]] == [["1"]]


def test_plus_stops_at_the_most(open_page):
    page = open_page("entry")
    page.get_by_role("button", name="More: Cases").click()

    assert page.get_by_label("Cases", exact=True).input_value() == "2"
    assert page.get_by_role("button", name="More: Cases").is_disabled()


def test_a_range_of_rows_is_picked_with_shift_and_counted(open_page):
    page = open_page("list")
    page.get_by_label("Select 0").check()
    page.get_by_label("Select 2").click(modifiers=["Shift"])
    bar = page.get_by_role("group", name="With the selected rows")

    assert bar.locator("b").inner_text() == "3 selected"
    page.get_by_role("button", name="Clear the selection").click()
    bar.wait_for(state="hidden")


def test_one_box_picks_all(open_page, site):
    page = open_page("list")
    page.get_by_label("Select all").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Print tags").click()

    assert [sent["line"] for sent in site[0].extensions["sent"]] == [["0", "1", "2", "3"]]


def test_lists_work_without_scripts(open_page, site):
    page = open_page("list", java_script_enabled=False)
    page.get_by_label("Select 1").check()
    page.get_by_role("button", name="Print tags").click()

    assert [sent["line"] for sent in site[0].extensions["sent"]] == [["1"]]


def test_a_dialog_opens_over_the_page_and_goes_with_escape(open_page):
    page = open_page("order")
    page.get_by_role("link", name="Close it").click()
    dialog = page.get_by_role("dialog", name="Close order")
    dialog.wait_for()
    page.keyboard.press("Escape")

    dialog.wait_for(state="hidden")
    assert page.url.endswith("/order")
