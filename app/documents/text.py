"""Words that people typed, made fit for a page: no control characters, bounded, measured."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache

from app.documents import scripts

# What XML forbids, what breaks lines, and what would turn the reading order of its neighbours.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]+"
)
WIDEST = 1.3
"""No character is wider, as a multiple of the font size."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def clean(text: str | None, most: int) -> str:
    """One line of at most `most` characters; what is cut off leaves an ellipsis. None gives ''."""
    if not text:
        return ""
    line = " ".join(_UNPRINTABLE.sub(" ", text[: most * 4]).split())
    if not line.isascii():
        line = _without_towers(line)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def width(text: str) -> float:
    """About how wide `text` is in the bold tag font, as a multiple of the font size."""
    return sum(_em(character) for character in text)


def fit(text: str | None, ems: float) -> str:
    """One line of `text` no wider than about `ems` times its font size; None gives ''."""
    line = clean(text, 200)
    if len(line) * WIDEST <= ems:
        return line
    room = ems
    for place, character in enumerate(line):
        room -= _em(character)
        if room < 0 and width(line) > ems:
            return f"{line[: max(place - 1, 1)].rstrip()}…"
    return line


def size_for(text: str, sizes: tuple[tuple[float | None, str], ...]) -> str:
    """The first of `sizes` (widest text in multiples of its font size, name) that `text` fits."""
    wide = width(text)
    return next(name for widest, name in sizes if widest is None or wide <= widest)


Sizes = tuple[tuple[float, int, str], ...]
"""For each size of print: how wide a row may be (in multiples of the font size), how many rows
there are, its name."""


def set_in(text: str, sizes: Sizes) -> tuple[str, str]:
    """`text` parted into rows, and the first of `sizes` in which all of it is seen. What is too
    long for the last one is cut."""
    for ems, most, name in sizes:
        if (parted := in_rows(text, ems, most)) is not None:
            return parted, name
    ems, most, name = sizes[-1]
    return in_rows(fit(text, (ems - WIDEST) * most), ems, most) or "", name


def in_rows(text: str, ems: float, most: int) -> str | None:
    """`text` on at most `most` rows, none wider than about `ems` times its font size; None if it
    takes more. It is parted between words; only where that takes too many rows, anywhere."""
    wide = [_em(character) for character in text]
    whole = sum(wide)
    if whole <= ems:
        return text
    if whole > ems * most:
        return None
    words = _parted(text, wide, ems, most, words=True)
    return words if words is not None else _parted(text, wide, ems, most, words=False)


def _parted(text: str, wide: list[float], ems: float, most: int, *, words: bool) -> str | None:
    rows: list[str] = []
    start = 0
    while len(rows) < most:
        room, end = ems, start
        while end < len(text) and (room := room - wide[end]) >= 0:
            end += 1
        if end == len(text):
            return "\n".join([*rows, text[start:]])
        cut = end
        if words and text[end] != " ":
            gap = max(text.rfind(" ", start, end), text.rfind("-", start, end)) + 1
            cut = gap if gap > start else end
        while cut > start + 1 and not wide[cut]:
            cut -= 1  # a mark stays on its letter
        rows.append(text[start:cut].rstrip())
        start = cut + (text[cut] == " ")
    return None


def show_date(day: date | None) -> str:
    """`Nov 19, 2026`, whatever the language of the machine; '' for None."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}" if day else ""


def show_count(number: Decimal | int) -> str:
    """A number of cases or units without idle zeros: `2`, `0.5`, `24`."""
    plain = f"{Decimal(number):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _without_towers(line: str) -> str:
    """Keep at most three marks on a letter: towers of marks would reach into other texts."""
    kept: list[str] = []
    marks = 0
    for character in line:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= 3:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if (wide := scripts.ems(character)) is not None:
        return wide
    if unicodedata.east_asian_width(character) in "WF":
        return WIDEST
    if character in " .,:;'’|!iljftI()-":
        return 0.36
    if character in "mwMWШЩЖЮ@%":
        return 0.98
    return 0.72 if character.isupper() else 0.62
