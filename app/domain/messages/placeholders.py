"""Templates with placeholders: `{first_name}` and the like, and nothing else.

No template engine reads what people typed: a placeholder is one of the words below, put in its
place once, and what is put in is never looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.vocabulary.words import Labelled

_PLACE = re.compile(r"\{\s*([^{}\n]{1,60}?)\s*\}")
_LINES = re.compile(r"\n{3,}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


class Place(Labelled):
    """A placeholder, and what stands in its place."""

    FIRST_NAME = "first_name", "First name of the customer"
    NAME = "name", "Whole name of the customer"
    ORDER = "order", "Number of the order"
    ITEMS = "items", "The items that this is about"
    COUNT = "count", "How many items, as in “2 items”"
    STORE = "store", "Name of the store"
    STORE_PHONE = "store_phone", "Phone of the store"
    STORE_ADDRESS = "store_address", "Address of the store"
    PICKUP_BY = "pickup_by", "The day to pick it up by"
    PICKUP_DAYS = "pickup_days", "Days to pick it up in, as a number"
    CLOSING_DAY = "closing_day", "The day on which it will be closed"
    TOTAL = "total", "Price of all these items together"
    PRICES = "prices", "The items, each with its price"


# What says an amount: only in a template that may say prices (B1).
AMOUNTS = frozenset({Place.TOTAL, Place.PRICES})
# These stand on lines of their own; everything else is one line wherever it comes from.
_SEVERAL = frozenset({Place.ITEMS, Place.PRICES})


def places_in(text: str) -> list[str]:
    """The placeholders of a text as they are meant: `{First name}` means first_name."""
    return [_meant(found) for found in _PLACE.findall(text)]


def problem(text: str, *, prices: bool) -> str:
    """What is wrong with a template text, naming the placeholder; nothing if all is well."""
    known = {place.value: place for place in Place}
    for found in _PLACE.findall(text):
        place = known.get(_meant(found))
        if place is None:
            return f"There is no placeholder “{{{found}}}”. Choose one of the list."
        if place in AMOUNTS and not prices:
            return f"“{{{found}}}” says a price. Allow prices in this message first."
    return ""


def says_amounts(*texts: str) -> bool:
    """Whether any of the texts holds a placeholder for an amount."""
    amounts = {place.value for place in AMOUNTS}
    return any(place in amounts for text in texts for place in places_in(text))


def fill(text: str, values: Mapping[Place, str], *, one_line: bool = False) -> str:
    """The text with the values in their places. A place without a value is left empty, and lines
    that are empty for that reason do not pile up. KeyError never: what is no placeholder stays."""
    known = {place.value: place for place in Place}

    def put(found: re.Match[str]) -> str:
        place = known.get(_meant(found[1]))
        if place is None:
            return str(found[0])
        value = values.get(place, "")
        return value if place in _SEVERAL and not one_line else clean_value(value)

    filled = _PLACE.sub(put, text)
    if one_line:
        return " ".join(_CONTROLS.sub(" ", filled).split())
    lines = "\n".join(line.rstrip() for line in filled.split("\n"))
    return _LINES.sub("\n\n", lines).strip()


def clean_value(value: object) -> str:
    """A value as one line of words."""
    return _CONTROLS.sub(" ", str(value or "")).strip()


def _meant(found: str) -> str:
    return "_".join(found.lower().split())
