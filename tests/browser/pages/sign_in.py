"""The way in."""

from __future__ import annotations

from tests.browser.pages.base import Room
from tests.browser.shop import PASSWORD


class SignIn(Room):
    """The sign-in page."""

    def enter(self, username: str, password: str = PASSWORD) -> None:
        """Go to the start page as a stranger and sign in."""
        self.page.goto("/")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
