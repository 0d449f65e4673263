"""The number pad: what a touch on a number brings, and that it is never in the way."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import barriers
from tests.browser.pages.base import key_in

pytestmark = pytest.mark.browser

TOUCH = {"has_touch": True, "viewport": {"width": 1024, "height": 768}}
TOLD = """() => {
  window.told = []
  for (const name of ["input", "change"]) {
    addEventListener(name, (e) => e.target.name && window.told.push([name, e.target.value]))
  }
}"""
SIZES = """() => [...document.querySelectorAll("dialog:modal button")]
  .map((e) => e.getBoundingClientRect()).filter((b) => b.width < 44 || b.height < 44).length"""


def tapped(page, name="Cases"):
    """The field, and the pad that came."""
    field = page.get_by_role("spinbutton", name=name, exact=True)
    field.tap()
    pad = page.get_by_role("dialog", name=name)
    expect(pad.get_by_role("textbox")).to_be_focused()
    return field, pad


def press(pad, *names):
    for name in names:
        pad.get_by_role("button", name=name, exact=True).tap()


def test_a_number_is_set_and_told_like_typing(open_page):
    page = open_page("desk", **TOUCH)
    page.evaluate(TOLD)
    field, pad = tapped(page)
    expect(pad.get_by_role("textbox", name="Cases")).to_have_value("3")
    press(pad, "1", "2", "OK")
    expect(pad).to_have_count(0)

    expect(field).to_have_value("12")
    expect(field).to_be_focused()
    assert page.evaluate("told") == [["input", "12"], ["change", "12"]]


def test_clear_and_delete(open_page):
    page = open_page("desk", **TOUCH)
    field, pad = tapped(page, "Units in a case")
    press(pad, "2", "4", "5", "Delete the last digit", "OK")
    expect(field).to_have_value("24")
    tapped(page, "Units in a case")
    press(pad, "Clear", "OK")

    expect(field).to_have_value("")


def test_what_does_not_fit_stays_and_is_said(open_page):
    page = open_page("desk", **TOUCH)
    field, pad = tapped(page)
    press(pad, "0", "OK")
    expect(pad.get_by_role("alert")).to_have_text("At least 1.")
    press(pad, "Clear", "OK")
    expect(pad.get_by_role("alert")).to_have_text("A number is needed.")
    press(pad, "1", "2", "3", "4")
    expect(pad.get_by_role("textbox")).to_have_value("123")
    press(pad, "Cancel")

    expect(field).to_have_value("3")


def test_keys_work_as_well_and_escape_changes_nothing(open_page, site):
    page = open_page("desk", **TOUCH)
    field, pad = tapped(page)
    page.keyboard.type("4x8", delay=90)
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(field).to_have_value("4")
    expect(field).to_be_focused()
    tapped(page)
    pad.get_by_role("button", name="7").focus()
    page.keyboard.press("9")
    page.keyboard.press("Escape")
    expect(pad).to_have_count(0)

    expect(field).to_have_value("4")
    expect(field).to_be_focused()
    assert site[0].extensions["sent"] == []


def test_a_scan_over_the_pad_sets_no_number(open_page):
    page = open_page("desk", **TOUCH)
    field, pad = tapped(page)
    key_in(page, "036000291452", 10)

    expect(pad.get_by_role("textbox")).to_have_value("3")
    expect(field).to_have_value("3")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1024])
def test_keys_fit_a_finger_and_nobody_is_left_out(open_page, scheme, width):
    viewport = {"width": width, "height": 640}
    page = open_page("desk", has_touch=True, viewport=viewport, color_scheme=scheme)
    _, pad = tapped(page)
    foot = pad.get_by_role("button", name="OK").bounding_box()

    assert (barriers(page), page.evaluate(SIZES)) == ([], 0)
    assert foot["y"] + foot["height"] <= viewport["height"]


def test_a_mouse_and_no_script_find_a_plain_number(open_page):
    desk = open_page("desk")
    desk.get_by_role("spinbutton", name="Cases").click()
    expect(desk.get_by_role("spinbutton", name="Cases")).to_have_attribute("inputmode", "numeric")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    plain = open_page("desk", java_script_enabled=False, **TOUCH)
    plain.get_by_role("spinbutton", name="Cases").tap()

    expect(plain.get_by_role("spinbutton", name="Cases")).to_be_focused()
    expect(plain.get_by_role("dialog")).to_have_count(0)
