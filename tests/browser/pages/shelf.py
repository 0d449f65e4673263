"""Tags and pickup."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.pages.base import Room


class Print(Room):
    """A print of tags, from waiting to its PDF."""

    def pdf(self) -> bytes:
        """Wait until the worker is done, and take the PDF."""
        link = self.page.get_by_role("link", name="Open PDF")
        expect(link).to_be_visible(timeout=30_000)
        answer = self.page.context.request.get(link.get_attribute("href") or "")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        return answer.body()


class Tags(Room):
    """Lines that wait for a tag."""

    def open(self) -> Tags:
        """The page."""
        self.page.goto("/tags")
        return self


class Pickup(Room):
    """The desk where goods are handed over."""

    def open(self) -> Pickup:
        """The page."""
        self.page.goto("/pickup")
        return self

    def type(self, text: str) -> None:
        """Type a tag, a name or a number."""
        self.page.get_by_role("searchbox", name=re.compile("^Scan a tag")).fill(text)

    @property
    def ready(self) -> Locator:
        """The table of what may be handed over."""
        return self.page.get_by_role("table", name="Ready for pickup")

    def hand_over(self) -> None:
        """Hand over what is ticked."""
        self.page.get_by_role("button", name=re.compile("^Hand over")).click()
