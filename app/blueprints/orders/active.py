"""The filters that are on, in words, each with the address of the list without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.blueprints.orders.listing import Listing
from app.domain.lists.frame import Frame
from app.domain.orders.statuses import StatusBook
from app.vocabulary.statuses import Stage
from app.web.filters import day, plural

STAGES = {
    Stage.ASK: "To ask about",
    Stage.READY: "To order",
    Stage.PLACED: "Placed with vendors",
    Stage.ARRIVED: "In the store",
    Stage.OUT: "On their way",
    Stage.CLOSED: "Closed",
}
_FLAGS = {
    ("mine", "1"): "My departments",
    ("no_department", "1"): "No department",
    ("notes", "1"): "Notes",
    ("price", "needed"): "Price needed",
    ("printed", "1"): "Tag printed",
    ("printed", "0"): "No tag yet",
    ("call", "1"): "Wants a call",
    ("call", "0"): "No call wanted",
    ("members", "1"): "Members",
    ("members", "0"): "Not members",
    ("night", "1"): "Closed by the night",
    ("night", "0"): "Closed by hand",
    ("reopened", "1"): "Opened again once",
    ("reopened", "0"): "Never opened again",
}
# Chips of their own in the pending list, pressed while they are on; "mine" in both.
_CHIPS = frozenset({"mine", "price", "notes", "no_department"})


@dataclass(frozen=True)
class Active:
    """A filter that is on: what it says, and the list without it."""

    words: str
    url: str


def active(asked: Listing, around: Frame, book: StatusBook) -> list[Active]:
    """What keeps lines away and is not seen to be on in the chips themselves."""
    given, is_open = asked.given, asked.endpoint != "orders.closed"
    names = {
        "super": dict(around.super_departments),
        "department": dict(around.departments),
        "vendor": dict(around.vendors),
    }
    found = [
        Active(known.get(value, f"No. {value}"), asked.without(name, value))
        for name, known in names.items()
        # The chip of a list names the one that is chosen.
        if name == "department" or len(given.get(name, ())) > 1
        for value in given.get(name, ())
    ]
    chips = {status.key for status in (book.open if is_open else book.closings)}
    labels = {status.key: status.label for status in book.all}
    found += [
        Active(labels.get(key, key), asked.without("status", key))
        for key in given.get("status", ())
        if key not in chips
    ]
    if asked.filters.stage is not None:
        found.append(Active(STAGES[asked.filters.stage], asked.without("stage")))
    found += [
        Active(words, asked.without(name))
        for (name, value), words in _FLAGS.items()
        if given.get(name) == value and not (name in _CHIPS and (is_open or name == "mine"))
    ]
    return found + _of_people_and_days(asked)


def _of_people_and_days(asked: Listing) -> list[Active]:
    given = asked.given
    said = []
    if "member" in given:
        said.append((f"Member {given['member']}", "member"))
    if "older" in given:
        said.append((f"At least {plural(int(given['older']), 'day')} old", "older"))
    if "younger" in given:
        said.append((f"At most {plural(int(given['younger']), 'day')} old", "younger"))
    for name, words in (("closed_from", "Closed from"), ("closed_until", "Closed until")):
        if name in given:
            said.append((f"{words} {day(date.fromisoformat(given[name]))}", name))
    return [Active(words, asked.without(name)) for words, name in said]
