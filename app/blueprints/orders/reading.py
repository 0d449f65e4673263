"""Words of a list's address, read with care: what makes no sense is as if it were not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from app.domain.orders.filters import Column, Sort
from app.vocabulary.statuses import Stage
from app.web.converters import number_in
from app.web.forms import one_line

MOST_VALUES = 40
LONGEST_WORD = 24
LONGEST_ADDRESS = 4000
MOST_FIELDS = 200
# Days that any calendar and time zone can work with.
_EARLIEST, _LATEST = date(1990, 1, 1), date(2199, 12, 31)


def numbers_in(args: Mapping[str, str], name: str) -> list[int]:
    """The ids under a name, each once, at most MOST_VALUES."""
    found = [number_in(text) for text in _values(args, name)]
    return list(dict.fromkeys(number for number in found if number))[:MOST_VALUES]


def words_in(args: Mapping[str, str], name: str, *, split: bool = False) -> list[str]:
    """The words under a name, each once, at most MOST_VALUES; with `split` those between commas."""
    values = _values(args, name)
    if split:
        values = [word for value in values for word in value[:400].split(",")]
    found = [one_line(text)[:LONGEST_WORD] for text in values]
    return list(dict.fromkeys(word for word in found if word))[:MOST_VALUES]


def either(text: str | None) -> str:
    """ "1", "0", or nothing."""
    return text if text in ("1", "0") else ""


def day_in(text: str | None) -> str:
    """A day as a calendar field sends it, or nothing."""
    try:
        day = date.fromisoformat((text or "")[:10])
    except ValueError:
        return ""
    return day.isoformat() if _EARLIEST <= day <= _LATEST else ""


def stage_in(text: str | None) -> Stage | None:
    """The stage of a name."""
    return next((stage for stage in Stage if stage.value == text), None)


def sort_in(text: str | None) -> Sort | None:
    """A column, with a dash in front for the largest first."""
    name = (text or "")[:LONGEST_WORD]
    found = next((column for column in Column if column.value == name.removeprefix("-")), None)
    return Sort(found, name.startswith("-")) if found else None


def _values(args: Mapping[str, str], name: str) -> list[str]:
    several: Any = getattr(args, "getlist", None)
    if several is not None:
        return list(several(name))
    return [args[name]] if name in args else []


def address_in(text: str | None) -> MultiDict[str, str]:
    """The parts of an address, or of what stands behind its question mark."""
    behind = (text or "")[:LONGEST_ADDRESS].rpartition("?")[2].partition("#")[0]
    try:
        return MultiDict(parse_qsl(behind, max_num_fields=MOST_FIELDS))
    except ValueError:
        return MultiDict()
