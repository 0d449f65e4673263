"""Taking an order."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.pages.base import Room


class NewOrder(Room):
    """The new-order page with its three cards."""

    def open(self) -> NewOrder:
        """A fresh draft."""
        self.page.goto("/orders/new")
        return self

    @property
    def customer(self) -> Locator:
        """The customer card."""
        return self.page.get_by_role("region", name="Customer")

    @property
    def adding(self) -> Locator:
        """The card where items are found."""
        return self.page.get_by_role("region", name="Add items")

    @property
    def past(self) -> Locator:
        """What the customer ordered before."""
        return self.page.get_by_role("region", name="Ordered before")

    @property
    def items(self) -> Locator:
        """The rows of what has been added."""
        return self.page.locator("#item-list > li")

    def item(self, words: str) -> Locator:
        """The row of one item."""
        return self.items.filter(has_text=words)

    def for_member(self, number: int, name: str) -> None:
        """Find a member by number and take the order for them."""
        self.customer.get_by_role("searchbox", name="Customer").fill(str(number))
        self.customer.get_by_role("button", name=re.compile(name)).click()
        expect(self.customer).to_contain_text(f"Member {number} · {name}")
        self.settle()

    def for_stranger(self, first: str, last: str, phone: str) -> None:
        """Type the contact of somebody who is no member."""
        self.customer.get_by_role("link", name="Not a member? Type a name").click()
        self.settle()
        self.customer.get_by_label("First name").fill(first)
        self.customer.get_by_label("Last name").fill(last)
        self.customer.get_by_label("Phone").fill(phone)
        self.customer.get_by_role("button", name="Use this contact").click()
        expect(self.customer).to_contain_text(f"{first} {last}")
        self.settle()

    def override_phone(self, phone: str) -> None:
        """Reach the member elsewhere, for this order only."""
        self.customer.get_by_role("link", name="Edit contact for this order only").click()
        self.settle()
        self.customer.get_by_label("Phone").fill(phone)
        self.customer.get_by_role("button", name="Use for this order").click()
        expect(self.customer).to_contain_text(phone)
        self.settle()

    def add_scanned(self, code: str, words: str) -> None:
        """Scan an item's code."""
        self.scan(code)
        expect(self.item(words)).to_be_visible()
        self.settle()

    def add_typed(self, code: str, words: str) -> None:
        """Type a code or SKU and press Enter."""
        field = self.adding.get_by_role("searchbox", name="Add items")
        field.fill(code)
        field.press("Enter")
        expect(self.item(words)).to_be_visible()
        self.settle()

    def add_found(self, query: str, words: str) -> None:
        """Search by words and tap what is found."""
        self.adding.get_by_role("searchbox", name="Add items").fill(query)
        self.adding.get_by_role("button", name=re.compile(words)).click()
        expect(self.item(words)).to_be_visible()
        self.settle()

    def add_described(self, description: str, department: str, case_size: str = "") -> None:
        """Describe an item that no list has."""
        self.adding.get_by_role("link", name="Item in words").click()
        self.settle()
        self.adding.get_by_label("What is it?").fill(description)
        self.adding.get_by_label("Department").select_option(label=department)
        self.adding.get_by_label("Units in a case").fill(case_size)
        self.adding.get_by_role("button", name="Add to the order").click()
        expect(self.item(description)).to_be_visible()
        self.settle()

    def no_call(self) -> None:
        """It may be ordered without a call."""
        with self.page.expect_response(lambda answer: answer.url.endswith("/set-finish")):
            self.page.get_by_role("radio", name="No call").check()

    @property
    def place_button(self) -> Locator:
        """The button that makes the order."""
        return self.page.get_by_role("button", name="Place order")

    def place(self) -> int:
        """Make the order, look at it, and return its number."""
        number = self.take()
        self.page.get_by_role("link", name="Open the order").click()
        expect(self.heading).to_have_text(f"Order {number}")
        return number

    def take(self) -> int:
        """Make the order and return its number; the page says what comes next."""
        self.place_button.click()
        expect(self.heading).to_have_text(re.compile(r"^Order \d+ taken$"))
        return int(self.heading.inner_text().split()[1])
