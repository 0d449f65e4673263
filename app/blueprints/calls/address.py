"""What a call sheet shows, as its address says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import url_for

from app.domain.access import Viewer
from app.domain.calls.sheet import Asked, Due, Place
from app.vocabulary import clock
from app.web.converters import number_in
from app.web.forms import one_line

ALL_STORES = ALL = "all"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_MOMENT = 10**17
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Address:
    """The sheet that an address asks for; `store` is as it has it: "all" or a store's id."""

    asked: Asked
    store: str
    after: Place | None

    def url(self, **changes: Any) -> str:
        """The address of the same sheet with `changes`; one that is narrowed otherwise begins at
        its start."""
        asked = self.asked
        given = {
            "due": ALL if asked.due is Due.ALL else asked.due.value,
            "store": self.store,
            "super": asked.super_department_id,
            "mine": "1" if asked.mine else "",
        }
        return url_for("calls.index", **{k: v for k, v in (given | changes).items() if v})

    def on(self, place: Place) -> str:
        """The address of the page behind a place."""
        return self.url(after=f"{(place.at - _EPOCH) // _MICROSECOND}-{place.line_id}")


def read(args: Mapping[str, str], by: Viewer) -> Address:
    """The sheet that `args` ask for: what is due in the store one stands in, unless they say
    otherwise; what makes no sense is left out."""
    store = args.get("store", "")
    store_id = number_in(store)
    if store_id is None and store != ALL_STORES:
        store, store_id = str(by.store_id), by.store_id
    due = one_line(args.get("due"))
    known = {Due.LATER.value: Due.LATER, ALL: Due.ALL}
    asked = Asked(
        now=clock.now(),
        store_id=store_id,
        super_department_id=number_in(args.get("super")),
        mine=by.user_id if args.get("mine") == "1" else None,
        due=known.get(due, Due.NOW),
    )
    return Address(asked, store, _place(args.get("after", "")))


def _place(text: str) -> Place | None:
    moment, _, line = text.partition("-")
    at, line_id = number_in(moment, _LARGEST_MOMENT), number_in(line)
    if at is None or line_id is None:
        return None
    return Place(_EPOCH + timedelta(microseconds=at), line_id)
