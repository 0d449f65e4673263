"""A list as its address says: filters and place, read from the URL and written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.domain.orders.queries import Filters, Page, Place
from app.web.converters import number_in
from app.web.forms import one_line

ALL_STORES = "all"
NEEDED = "needed"
LONGEST_TEXT = 80
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Listing:
    """What a list shows. `store` is as the address has it: "all" or a store's id."""

    endpoint: str
    filters: Filters
    store: str
    place: Place

    def url(self, **changes: Any) -> str:
        """The address of the same list with `changes`; empty ones are left out. A list with other
        filters begins at its start."""
        f = self.filters
        given: dict[str, Any] = {
            "store": self.store,
            "super": f.super_department_id,
            "vendor": f.vendor_id,
            "status": f.status,
            "no_department": "1" if f.no_department else "",
            "price": NEEDED if f.needs_price else "",
            "q": f.text,
        }
        return url_for(self.endpoint, **{k: v for k, v in (given | changes).items() if v})

    def newer(self, page: Page) -> str | None:
        """The address of the page before this one."""
        return page.newer and self.url(after=page.newer.after)

    def older(self, page: Page) -> str | None:
        """The address of the page after this one."""
        return page.older and self.url(before=page.older.before)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the store keeps lines away."""
        f = self.filters
        return any(
            (f.super_department_id, f.vendor_id, f.status, f.text, f.no_department, f.needs_price)
        )


def read(endpoint: str, args: Mapping[str, str], own_store: int) -> Listing:
    """The list that `args` ask for. Without a word about stores it is the viewer's own, or every
    store when something is looked for; what makes no sense is left out."""
    text = one_line(args.get("q"))[:LONGEST_TEXT]
    store = args.get("store", "")
    store_id = number_in(store)
    if store_id is None and store != ALL_STORES:
        store, store_id = (ALL_STORES, None) if text else (str(own_store), own_store)
    return Listing(
        endpoint=endpoint,
        filters=Filters(
            store_id=store_id,
            super_department_id=number_in(args.get("super")),
            vendor_id=number_in(args.get("vendor")),
            status=one_line(args.get("status"))[:24],
            text=text,
            no_department=args.get("no_department") == "1",
            needs_price=args.get("price") == NEEDED,
        ),
        store=store,
        place=Place(
            before=number_in(args.get("before"), LARGEST_KEY),
            after=number_in(args.get("after"), LARGEST_KEY),
        ),
    )
