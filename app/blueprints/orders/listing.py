"""A list as its address says: filters, order and place, read from the URL and written back.

Names in an address: `store` (an id or "all") · `super` `department` `vendor` `status`, each as
often as wanted · `stage` · `mine` `no_department` `notes` = 1 · `price` = needed · `printed` `call`
`members` `night` `reopened` = 1 or 0 · `member`, a number · `older` `younger`, days ·
`closed_from` `closed_until`, days of the calendar · `q`, text · `sort`, a column, with a dash in
front for the largest first · `rows` = line or order · `columns` · `before` `after` `at`, the
place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from flask import url_for

from app.blueprints.orders.reading import (
    day_in,
    either,
    numbers_in,
    sort_in,
    stage_in,
    words_in,
)
from app.domain.lists.frame import owned_by
from app.domain.orders.filters import (
    FIGURES,
    NEWEST,
    OF_CLOSED,
    TOGETHER,
    Column,
    Filters,
    Page,
    Place,
    Sort,
)
from app.extensions import db
from app.vocabulary import clock
from app.vocabulary.figures import Figure
from app.web.access import viewer
from app.web.converters import number_in
from app.web.filters import store_day, zone
from app.web.forms import one_line

ALL_STORES = "all"
NEEDED = "needed"
LONGEST_TEXT = 80
LARGEST_KEY = 2**63 - 1
# Of these a list may ask for several at once.
SEVERAL = ("super", "department", "vendor", "status")
# What says how a list looks, and what it shows of it; neither keeps lines away.
_LOOKS = frozenset({"store", "sort", "rows", "columns"})


@dataclass(frozen=True)
class Listing:
    """What a list shows. `given` is the address as it was understood; `store` is as it has it:
    "all" or a store's id; `rows` is "line", "order" or, if nothing was said, empty."""

    endpoint: str
    filters: Filters
    store: str
    place: Place
    sort: Sort
    rows: str
    columns: tuple[str, ...]
    given: Mapping[str, Any]

    def url(self, **changes: Any) -> str:
        """The address of the same list with `changes`; empty ones are left out. A list with other
        filters begins at its start."""
        return url_for(self.endpoint, **_filled({**self.given, **changes}))

    def without(self, name: str, value: Any = None) -> str:
        """The address without a filter, or without one of its several values."""
        kept = [one for one in self.given.get(name, ()) if one != value] if value else None
        return self.url(**{name: kept})

    def plain(self) -> str:
        """The address with no filter but the store."""
        return url_for(self.endpoint, **_filled({k: self.given.get(k) for k in _LOOKS}))

    @cached_property
    def here(self) -> str:
        """The address of this very page of the list."""
        return self.url(before=self.place.before, after=self.place.after, at=self.place.value)

    @cached_property
    def query(self) -> str:
        """The query string of this very page, which the address of every row carries."""
        return self.here.partition("?")[2]

    def newer(self, page: Page) -> str | None:
        """The address of the page before this one."""
        return page.newer and self.url(after=page.newer.after, at=page.newer.value)

    def older(self, page: Page) -> str | None:
        """The address of the page after this one."""
        return page.older and self.url(before=page.older.before, at=page.older.value)

    def sorted_by(self, column: Column, first: bool) -> str:
        """The address sorted by a column: its largest first if `first`, or the other way round if
        the list is sorted by it already."""
        down = not self.sort.descending if self.sort.column is column else first
        return self.url(sort=_said(Sort(column, down)))

    @property
    def narrowed(self) -> bool:
        """Whether anything but the store keeps lines away."""
        return any(name not in _LOOKS for name in self.given)

    @property
    def narrowings(self) -> int:
        """How many filters are on, the store and the text aside."""
        return sum(name not in _LOOKS and name != "q" for name in self.given)

    @property
    def together(self) -> bool:
        """Whether lines of an order stand together, so that they can be shown as one row."""
        return self.sort.column in TOGETHER


def read(
    endpoint: str,
    args: Mapping[str, str],
    own_store: int,
    *,
    owned: tuple[int, ...] | None = None,
) -> Listing:
    """The list that `args` ask for. Without a word about stores it is the viewer's own, or every
    store when something is looked for; what makes no sense is left out. `owned`: the viewer's super
    departments, read if they are asked for and not known yet."""
    is_open = endpoint != "orders.closed"
    text = one_line(args.get("q"))[:LONGEST_TEXT]
    store, store_id = _store(args.get("store", ""), own_store, text)
    sort = _sort(args.get("sort"), is_open=is_open)
    rows = args.get("rows", "")
    columns = tuple(words_in(args, "columns", split=True))
    given = {"store": store} | _given(args, is_open=is_open)
    looks = {
        "q": text,
        "sort": "" if sort == NEWEST else _said(sort),
        "rows": rows if rows in ("line", "order") else "",
        "columns": ",".join(columns),
    }
    return Listing(
        endpoint=endpoint,
        filters=replace(_filters(given, owned), store_id=store_id, text=text),
        store=store,
        place=_place(args),
        sort=sort,
        rows=looks["rows"],
        columns=columns,
        given=_filled(given | looks),
    )


def _store(asked: str, own: int, text: str) -> tuple[str, int | None]:
    """The store as an address has it, and its id."""
    store_id = number_in(asked)
    if store_id is not None or asked == ALL_STORES:
        return asked, store_id
    return (ALL_STORES, None) if text else (str(own), own)


def _place(args: Mapping[str, str]) -> Place:
    return Place(
        before=number_in(args.get("before"), LARGEST_KEY),
        after=number_in(args.get("after"), LARGEST_KEY),
        value=args.get("at", "")[:200],
    )


def _given(args: Mapping[str, str], *, is_open: bool) -> dict[str, Any]:
    """What an address asks for, as it can be said again; nothing that makes no sense."""
    stage = stage_in(args.get("stage"))
    given: dict[str, Any] = {name: numbers_in(args, name) for name in SEVERAL[:-1]}
    given["status"] = words_in(args, "status")
    given["stage"] = stage.value if stage else ""
    for name in ("mine", "no_department", "notes"):
        given[name] = "1" if args.get(name) == "1" else ""
    given["price"] = NEEDED if args.get("price") == NEEDED else ""
    for name in ("printed", "call", "members"):
        given[name] = either(args.get(name))
    given["member"] = number_in(args.get("member"))
    # An age of 0 days is today.
    for name in ("older", "younger"):
        given[name] = "0" if args.get(name) == "0" else str(number_in(args.get(name), 9999) or "")
    if not is_open:
        for name in ("night", "reopened"):
            given[name] = either(args.get(name))
        for name in ("closed_from", "closed_until"):
            given[name] = day_in(args.get(name))
    return _filled(given)


def _filters(given: Mapping[str, Any], owned: tuple[int, ...] | None) -> Filters:
    """The filters that an address means, on this day in this store."""
    if "mine" in given and owned is None:
        owned = owned_by(db.session(), viewer().user_id)
    today, flag = store_day(), {"1": True, "0": False}
    older, younger = given.get("older"), given.get("younger")
    start, end = given.get("closed_from"), given.get("closed_until")
    return Filters(
        super_department_ids=tuple(given.get("super", ())),
        department_ids=tuple(given.get("department", ())),
        vendor_ids=tuple(given.get("vendor", ())),
        statuses=tuple(given.get("status", ())),
        stage=stage_in(given.get("stage")),
        mine=owned if "mine" in given else None,
        no_department="no_department" in given,
        needs_price="price" in given,
        notes="notes" in given,
        printed=flag.get(given.get("printed", "")),
        call_first=flag.get(given.get("call", "")),
        members=flag.get(given.get("members", "")),
        member_number=given.get("member"),
        ordered_before=today - timedelta(days=int(older) - 1) if older else None,
        ordered_from=today - timedelta(days=int(younger)) if younger else None,
        closed_from=_start_of(start) if start else None,
        closed_before=clock.end_of_day(date.fromisoformat(end), zone()) if end else None,
        by_night=flag.get(given.get("night", "")),
        reopened=flag.get(given.get("reopened", "")),
    )


def _start_of(day: str) -> Any:
    return clock.end_of_day(date.fromisoformat(day) - timedelta(days=1), zone())


def _sort(text: str | None, *, is_open: bool) -> Sort:
    """How the list is sorted; by a figure only for those who may know it (C8)."""
    sort = sort_in(text)
    known = sort is not None and (
        sort.column is not Column.CLOSED if is_open else sort.column in OF_CLOSED
    )
    if sort is None or not known:
        return NEWEST
    hidden = sort.column in FIGURES and Figure.TOTAL not in viewer().figures
    return NEWEST if hidden else sort


def _said(sort: Sort) -> str:
    return f"{'-' if sort.descending else ''}{sort.column.value}"


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}
