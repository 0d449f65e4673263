"""What all pages have in common, by role and label as people find things."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

# A keydown a digit and Enter, in one go, each with what the browser does unless it is kept from it:
# what a hand scanner does, however busy the machine is.
_SCAN = """(code) => {
  for (const key of [...code, "Enter"]) {
    const target = document.activeElement ?? document.body
    const event = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})
    if (!target.dispatchEvent(event)) continue
    if (key === "Enter") target.form?.requestSubmit()
    else document.execCommand("insertText", false, key)
  }
}"""


def scan(page: Page, code: str) -> None:
    """Hold the scanner to a code, wherever the cursor is; who does that sees a page."""
    page.wait_for_load_state()
    page.evaluate(_SCAN, code)


def key_in(page: Page, keys: str, gap: int) -> None:
    """Press real keys, Enter last, `gap` milliseconds apart by the browser's clock, however busy
    the machine is: 10 is a hand scanner, 150 a person."""
    line = page.context.new_cdp_session(page)
    began = page.evaluate("performance.timeOrigin + performance.now()")
    for number, key in enumerate([*keys, "Enter"]):
        stroke = {"key": key, "timestamp": (began + number * gap) / 1000}
        stroke["text"] = "\r" if key == "Enter" else key
        stroke["windowsVirtualKeyCode"] = 13 if key == "Enter" else ord(key)
        line.send("Input.dispatchKeyEvent", {"type": "keyDown", **stroke})
        line.send("Input.dispatchKeyEvent", {"type": "keyUp", **stroke, "text": ""})
    line.detach()


class Room:
    """A page of the app; `heading` is its h1."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def heading(self) -> Locator:
        """The one h1."""
        return self.page.get_by_role("heading", level=1)

    @property
    def main(self) -> Locator:
        """The page without rail and top."""
        return self.page.get_by_role("main")

    @property
    def dialog(self) -> Locator:
        """The dialog that is open."""
        return self.page.get_by_role("dialog")

    def go(self, label: str) -> None:
        """To another room, by the rail; or through another door of this one, by its tabs."""
        rail = self.page.get_by_role("navigation", name="Main")
        tabs = self.page.get_by_role("navigation", name="In this room")
        link = rail.get_by_role("link", name=label).or_(tabs.get_by_role("link", name=label))
        link.first.click()

    def scan(self, code: str) -> None:
        """Hold the scanner to a code, wherever the cursor is."""
        scan(self.page, code)

    def settle(self) -> None:
        """Wait until what was swapped in is alive: a robot types before it listens."""
        expect(self.page.locator(".htmx-request, .htmx-added, .htmx-settling")).to_have_count(0)

    def is_told(self, words: str) -> None:
        """A toast says `words`."""
        expect(self.page.locator("#flash")).to_contain_text(words)

    def choose(self, label: str) -> None:
        """Press the button of the dialog that begins with `label`, and see the dialog go."""
        begins = re.compile("^" + re.escape(label).replace("/", "."))
        self.dialog.get_by_role("button", name=begins).click()
        expect(self.dialog).to_have_count(0)
