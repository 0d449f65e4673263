"""The lists, and an order with all that can be done to it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.pages.base import Room


class Lines(Room):
    """A list of lines: pending or closed."""

    path = ""

    def open(self, address: str = "") -> Lines:
        """The list; `address` is the query string of a bookmark."""
        self.page.goto(self.path + address)
        return self

    @property
    def rows(self) -> Locator:
        """All rows."""
        return self.main.locator("tbody tr")

    def row(self, number: int, item: str = "") -> Locator:
        """The row of one line."""
        link = self.page.get_by_role("link", name=str(number), exact=True)
        return self.rows.filter(has=link).filter(has_text=item)

    def find(self, text: str) -> None:
        """Narrow the list to what is looked for."""
        field = self.main.get_by_role("searchbox", name="Look for")
        field.fill(text)
        field.press("Enter")
        expect(self.page).to_have_url(re.compile(r"[?&]q="))


class Pending(Lines):
    """What waits for something."""

    path = "/pending"

    def move(self, number: int, item: str, status: str) -> None:
        """Change the status of a line in place."""
        self.row(number, item).locator("td.status").get_by_role("link").click()
        self.choose(status)
        expect(self.row(number, item)).to_contain_text(status)

    def move_picked(self, status: str) -> None:
        """Change the status of the ticked lines."""
        bar = self.page.get_by_role("group", name="With the selected rows")
        bar.get_by_text("Status", exact=True).click()
        bar.get_by_role("button", name=status).click()

    def pick(self, number: int, item: str = "") -> None:
        """Tick the lines of an order."""
        for row in self.row(number, item).all():
            row.get_by_role("checkbox").check()

    def print_tags(self) -> None:
        """Print tags of what is ticked."""
        self.page.get_by_role("button", name="Print tags").click()


class Closed(Lines):
    """What came to an end."""

    path = "/closed"


class OrderPage(Room):
    """One order."""

    def open(self, number: int) -> OrderPage:
        """Its page."""
        self.page.goto(f"/orders/{number}")
        return self

    def line(self, words: str) -> Locator:
        """The row of one line."""
        return self.main.locator("tr").filter(has_text=words)

    @property
    def timeline(self) -> Locator:
        """What happened."""
        return self.page.locator("#timeline")

    def more(self, words: str, verb: str) -> None:
        """Choose a verb from the menu of a line."""
        row = self.line(words)
        row.locator("summary[aria-label$='more']").click()
        row.locator(".menu-body").get_by_role("link", name=verb).click()
        expect(self.dialog).to_be_visible()
        self.settle()

    def set_price(self, words: str, amount: str, per: str) -> None:
        """Price a line by hand; `per` is "A unit" or "A case"."""
        self.more(words, "Set price")
        self.dialog.get_by_role("radio", name=per).check()
        self.dialog.get_by_label("Price", exact=True).fill(amount)
        self.choose("Set price")

    def edit_line(self, words: str) -> Locator:
        """Open a line in the dialog by its name and return the dialog."""
        self.line(words).locator("a.name").first.click()
        expect(self.dialog.get_by_label("Description")).to_be_focused()
        self.settle()
        return self.dialog

    def edit_notes(self) -> Locator:
        """Open the notes in the dialog and return the field."""
        self.page.get_by_role("link", name="Edit note").click()
        expect(self.dialog).to_be_visible()
        self.settle()
        return self.dialog.get_by_label("Note for the buyer")
