"""What was said about an order and its lines, and put right later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.vocabulary.figures import Figure
from app.web.timeline.kinds import Kind
from app.web.timeline.words import (
    Events,
    Facts,
    Sentence,
    begun,
    changed,
    is_pair,
    kept_day,
    short,
)

SOURCES = {"phone": " by phone", "email": " by e-mail", "web": " on the web"}
BROUGHT = {"deliver": "to be delivered", "ship": "to be shipped"}


def _taken(events: Events, facts: Facts) -> str:
    detail = events[0].detail or {}
    wanted = kept_day(detail.get("requested_on"))
    parts = [
        _how_it_came(detail),
        "call before ordering" if detail.get("call_first") else "no call needed",
        BROUGHT.get(str(detail.get("delivery")), ""),
        f"wanted by {wanted}" if wanted else "",
    ]
    total = facts.amount(events[0], Figure.TOTAL)
    return ", ".join(part for part in parts if part) + (f" · {total} in all" if total else "")


def _how_it_came(detail: Mapping[str, Any]) -> str:
    """Taken from somebody, or made after another order (C29)."""
    if before := detail.get("cloned_from"):
        return f"Cloned from order {before}, at today’s prices"
    if before := detail.get("repeats"):
        return f"Made by itself: repeats order {before}"
    return f"Order taken{SOURCES.get(str(detail.get('source')), '')}"


def _contact(events: Events, facts: Facts) -> str:
    said = changed(events, facts)
    return f"Contact for this order: {said[:1].lower()}{said[1:]}"


def _notes(events: Events, facts: Facts) -> str:
    pair = (events[0].detail or {}).get("changed", {}).get("comments")
    words = short(pair[1]) if is_pair(pair) else ""
    return f"Note for the buyer: {words or 'removed'}" if is_pair(pair) else "Note changed"


def _added(events: Events, facts: Facts) -> str:
    return f"Added {short((events[0].detail or {}).get('description', 'a line'))}"


def _turned(events: Events, facts: Facts) -> str:
    detail = events[0].detail or {}
    return f"Note “{short(detail.get('words', ''))}” became {short(detail.get('into', 'an item'))}"


def _carried(events: Events, facts: Facts) -> str:
    detail = events[0].detail or {}
    words, into = short(detail.get("words", "")), short(detail.get("into", "an item"))
    same = not words or words == into
    return f"{into}: in the catalogue now" + ("" if same else f", asked for as “{words}”")


def _customer(events: Events, facts: Facts) -> str:
    pair = (events[0].detail or {}).get("changed", {}).get("customer")
    if not is_pair(pair) or pair is None:
        return "Customer changed"
    if pair[0] == pair[1]:
        return f"Customer {short(pair[1])} taken over anew"
    return f"Customer {short(pair[0])} → {short(pair[1])}"


def _kept(events: Events, facts: Facts) -> str:
    until = kept_day((events[0].detail or {}).get("until"))
    return f"Kept open until {until}" if until else "Not kept open any more"


def _no_clone(events: Events, facts: Facts) -> str:
    pair = (events[0].detail or {}).get("changed", {}).get("no_clone")
    off = is_pair(pair) and pair is not None and not pair[1]
    return begun("may be cloned again" if off else "not to be cloned")


SENTENCES = {
    "taken": Sentence("plus", _taken, Kind.EDITS),
    "contact_edited": Sentence("user", _contact, Kind.EDITS),
    "wishes_edited": Sentence("store", changed, Kind.EDITS),
    "notes_edited": Sentence("sticky-note", _notes, Kind.EDITS),
    "line_edited": Sentence("pencil", changed, Kind.EDITS),
    "line_added": Sentence("plus", _added, Kind.EDITS),
    "note_turned": Sentence("wand-sparkles", _turned, Kind.EDITS),
    "line_carried": Sentence("boxes", _carried, Kind.EDITS),
    "customer_changed": Sentence("user", _customer, Kind.EDITS),
    "cloning_set": Sentence("ban", _no_clone, Kind.EDITS),
    "kept_open": Sentence("calendar-clock", _kept, Kind.EDITS),
}
