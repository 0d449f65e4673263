"""The customers desk, and the dialog in which a customer is written."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.pages.base import Room


class Customers(Room):
    """The list of customers and one customer's page."""

    def open(self) -> Customers:
        """The list."""
        self.page.goto("/customers")
        return self

    def find(self, words: str) -> None:
        """Type into the search and wait for the answer."""
        with self.page.expect_response(lambda answer: "/customers?" in answer.url):
            self.page.get_by_role("searchbox", name="Find a customer").fill(words)
        self.settle()

    def field(self, label: str) -> Locator:
        """A field of the open dialog."""
        return self.dialog.get_by_label(label, exact=True)

    def opens(self, link: str) -> None:
        """Follow a link that opens a dialog."""
        self.main.get_by_role("link", name=link).click()
        expect(self.dialog).to_be_visible()
        self.settle()
