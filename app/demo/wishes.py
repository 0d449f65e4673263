"""Who wants what: orders as they are typed at the counter, through the real steps of a draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from sqlalchemy.orm import Session

from app.demo.data import DemoData
from app.demo.stocking import Shop
from app.domain.catalog import lookup
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent, DraftItem
from app.models import Department, LineKind

# People who are in no list, and what they leave of themselves.
WALK_INS = (
    {"first_name": "Tobiah", "last_name": "Fernquistly", "phone": "(206) 555-0190"},
    {"first_name": "Solvei", "last_name": "Marrowgate", "phone": "(206) 555-0191"},
    {"first_name": "", "last_name": "Kettleburne", "phone": "(206) 555-0192"},
    {"first_name": "Ilkay", "last_name": "Oronvale", "email": "ilkay@oronvale.example"},
    {"first_name": "Wendeline", "last_name": "Ashcombery", "phone": "(206) 555-0193"},
)
OTHER_PHONE = "(206) 555-0195"

KINDS = ("shelf", "sale", "catalogue", "described", "note")
WEIGHTS = (9, 7, 7, 2, 2)
LINES, LINE_WEIGHTS = (1, 2, 3, 4, 6), (6, 8, 4, 2, 1)
CASES, CASE_WEIGHTS = (1, 2, 3), (12, 3, 1)
USUAL_CASE = 12


@dataclass(frozen=True)
class Wishes:
    """Makes the contents of drafts, the same ones in the same order every time."""

    session: Session
    data: DemoData
    shop: Shop
    random: Random

    def chance(self, percent: int) -> bool:
        """Whether something happens that happens so often."""
        return self.random.randrange(100) < percent

    def order(self, customer_key: str, index: int, least_lines: int) -> DraftContent:
        """A whole order of a customer; an empty key is somebody who walked in. Now and then a
        member wants to be reached elsewhere this once (C14)."""
        content = self._who(customer_key, index)
        many = max(least_lines, *self.random.choices(LINES, LINE_WEIGHTS))
        for kind in self.random.choices(KINDS, WEIGHTS, k=many):
            content = self.adding(content, kind)
        if content.comments == "" and self.chance(25):
            said = self.random.choice(self.data.remarks_of("order"))
            content = replace(content, comments=said)
        return content

    def adding(self, content: DraftContent, kind: str) -> DraftContent:
        """With one more wish, of a kind of KINDS."""
        if kind == "described":
            return self._described(content)
        if kind == "note":
            note = self.random.choice(self.data.notes)
            wish = DraftItem(ref=0, kind=LineKind.NOTE, description=note.words)
            return drafts.add_described(content, wish, self.shop.departments[note.department])
        return self._found(content, *self._code(kind))

    def meant(self, department: Department | None) -> DraftItem:
        """What a buyer finds for a note: something a vendor has for that department."""
        number = department.number if department else 0
        rows = [row for row in self.data.not_carried if row.department == number]
        row = self.random.choice(rows or self.data.not_carried)
        return self._found(DraftContent(), row.sku, row.sku).items[-1]

    def unowned(self) -> DraftItem:
        """Something of which the vendor's catalogue does not say which department it is for."""
        row = next(row for row in self.data.not_carried if row.department is None)
        hit = next(hit for hit in lookup.find(self.session, row.sku) if hit.sku == row.sku)
        return drafts.add_hit(DraftContent(), hit).items[-1]

    def _who(self, customer_key: str, index: int) -> DraftContent:
        content = DraftContent()
        if not customer_key:
            return drafts.write_contact(content, {**WALK_INS[index % len(WALK_INS)]})
        customer = self.shop.customers[customer_key]
        content = drafts.choose_customer(content, customer)
        if customer.member_number and index % 13 == 5:
            elsewhere = {**content.contact, "phone": OTHER_PHONE, "contact_way": "text"}
            return drafts.write_contact(content, elsewhere)
        return content

    def _code(self, kind: str) -> tuple[str, str]:
        """What is scanned or typed, and the UPC or SKU that it must find."""
        if kind == "catalogue":
            row = self.random.choice(self.data.not_carried)
            return row.sku, row.sku
        if kind == "sale":
            upcs = [item.upc for item in self.data.sale_items if item.upc]
            upc = self.random.choice(upcs)
        else:
            upc = self.random.choice(self.data.products).upc
        return upc, upc

    def _found(self, content: DraftContent, typed: str, code: str) -> DraftContent:
        hits = lookup.find(self.session, typed)
        hit = next(hit for hit in hits if code in (hit.upc, hit.sku))
        content = drafts.add_hit(content, hit)
        item = drafts.standing(content, hit) or content.items[-1]
        if item.department_id is None:
            content = drafts.set_department(content, item.ref, self._looked_after(hit.vendor_name))
            item = content.item(item.ref) or item
        cases = max(item.cases, *self.random.choices(CASES, CASE_WEIGHTS))
        if not item.ask and cases == item.cases:
            return content
        size = max(item.case_size or USUAL_CASE, item.least)
        return drafts.set_quantity(content, item.ref, cases=cases, case_size=size)

    def _looked_after(self, vendor_name: str) -> Department:
        """The department of most of what this vendor sells: what somebody at the counter picks."""
        keys = {row.key for row in self.data.vendors if row.name == vendor_name}
        numbers = [
            row.department
            for row in self.data.vendor_items
            if row.vendor in keys and row.department is not None
        ]
        return self.shop.departments[max(sorted(set(numbers)), key=numbers.count)]

    def _described(self, content: DraftContent) -> DraftContent:
        row = self.random.choice(self.data.free_items)
        wish = DraftItem(
            ref=0, description=row.description, cases=row.cases, case_size=row.case_size
        )
        content = drafts.add_described(content, wish, self.shop.departments[row.department])
        said = " ".join(part for part in (content.comments, row.wish) if part)
        return replace(content, comments=said)


def dealt(data: DemoData, random: Random) -> Iterator[str]:
    """The customer of one order after another, by key: everybody comes once before anybody comes
    again. An empty key is somebody who walks in."""
    while True:
        keys = [row.key for row in data.customers] + [""] * len(WALK_INS)
        random.shuffle(keys)
        yield from keys
