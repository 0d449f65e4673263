"""What a column of a file can be to us, and how its cells are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from app.domain.customers.contact import email_problem
from app.domain.imports import cells
from app.domain.imports.cells import Doubt, Parser, RowRefused, shown
from app.domain.imports.lookups import Lookups
from app.domain.imports.styles import Style, plain_amount, stored_code, whole_number
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission

PRICING = frozenset({Permission.PRICES_EDIT})
COSTING = frozenset({Permission.PRICES_EDIT, Permission.COSTS_SEE})
_YES = frozenset({"1", "y", "yes", "true", "t", "x", "on"})
_NO = frozenset({"0", "n", "no", "false", "f", "off", "-"})
_DAY = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{4})")
_AMOUNT = re.compile(r"[-+]?[$€£]?\s?[0-9][0-9.,]*[.,][0-9]{2}(?:[0-9]{2})?\s?[$€£]?")


@dataclass(frozen=True)
class Reading:
    """What reading a cell may need to know."""

    style: Style
    lookups: Lookups
    country: str = ""


Read = Callable[[Reading], Parser]


@dataclass(frozen=True)
class Field:
    """Something a column may hold. It fills `fills` (else its own name); `figure` says that its
    values are secret, `needs` which permissions somebody must have to bring it in."""

    name: str
    label: str
    read: Read
    required: bool = False
    fills: str = ""
    figure: Figure | None = None
    needs: frozenset[Permission] = frozenset()
    synonyms: tuple[str, ...] = ()
    hint: str = ""

    @property
    def target(self) -> str:
        """The name of what it fills."""
        return self.fills or self.name


def text(longest: int) -> Read:
    """Words of at most `longest` characters."""
    return lambda _: cells.words(longest)


def named(longest: int) -> Read:
    """Words that say what something is. A bare amount is none: a row that lost a cell shows here,
    and would show a cost to everybody (B1)."""
    words = cells.words(longest)

    def read(cell: str, doubt: Doubt) -> str:
        if _AMOUNT.fullmatch(cell.strip()):
            raise RowRefused("An amount stands here; it was left out. Did the row lose a cell?")
        said: str = words(cell, doubt)
        return said

    return lambda _: read


def whole(*, least: int = 0, most: int = cells.LARGEST_NUMBER) -> Read:
    """A whole number."""

    def reader(reading: Reading) -> Parser:
        decimal = reading.style.decimal
        return lambda cell, _: whole_number(cell, decimal, least=least, most=most)

    return reader


def case_size(reading: Reading) -> Parser:
    """Units in a case; 0 says that nobody knows."""
    decimal = reading.style.decimal
    return lambda cell, _: whole_number(cell, decimal, most=9999) or None


def amount(kind: Parser) -> Read:
    """An amount as `kind` understands it (`cells.retail`, `cells.cost`)."""

    def reader(reading: Reading) -> Parser:
        decimal = reading.style.decimal
        return lambda cell, doubt: kind(plain_amount(cell, decimal), doubt)

    return reader


def code(reading: Reading) -> Parser:
    """An item's code (UPC, EAN, PLU)."""
    codes = reading.style.codes
    return lambda cell, _: stored_code(cell, codes)


def sku(_: Reading) -> Parser:
    """A vendor's number for an item, whole: cut short it would be another item's."""

    def read(cell: str, doubt: Doubt) -> str:
        number: str = cells.words(cells.LARGEST_NUMBER)(cell, doubt)
        if len(number) > 30:
            raise RowRefused(f"{shown(cell)} is longer than 30 characters.")
        return number

    return read


def yes_no(_: Reading) -> Parser:
    """Yes or no, in the usual ways of writing it."""

    def read(cell: str, doubt: Doubt) -> bool:
        word = cell.strip().casefold()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise RowRefused(f"{shown(cell)} is neither yes nor no.")

    return read


def day(_: Reading) -> Parser:
    """A date: 2026-11-21, 11/21/2026 (month first) or 21.11.2026 (day first). After the first a
    time may stand, as databases write it; it says nothing here."""

    def read(cell: str, doubt: Doubt) -> date:
        bare = cell.strip()
        try:
            if (parts := _DAY.fullmatch(bare)) is None:
                return _iso_day(bare)
            first, mark, second, year = parts.groups()
            month, of_month = (first, second) if mark == "/" else (second, first)
            return date(int(year), int(month), int(of_month))
        except ValueError:
            raise RowRefused(f"{shown(cell)} is not a date like 2026-11-21.") from None

    return read


def _iso_day(text: str) -> date:
    """The day of `2026-11-21` or `2026-11-21T00:00:00Z`; ValueError for anything else."""
    found = date.fromisoformat(text[:10])
    if text[10:]:
        if text[10] not in "T ":
            raise ValueError
        time.fromisoformat(text[11:])
    return found


def known(model: type[Any], noun: str) -> Read:
    """The id of something that is there already, by number or name."""
    return lambda reading: reading.lookups.parser(model, noun)


def like_code(models: type[Any]) -> Read:
    """The number of a like code that is there already."""

    def reader(reading: Reading) -> Parser:
        numbers: Mapping[str, int] = reading.lookups.ids.get(models, {})

        def read(cell: str, _: Doubt) -> int:
            number = whole_number(cell, reading.style.decimal, least=1)
            if str(number) not in numbers:
                raise RowRefused(f"There is no like code {shown(cell)}.")
            return number

        return read

    return reader


def email(_: Reading) -> Parser:
    """An e-mail address."""

    def read(cell: str, doubt: Doubt) -> str:
        bare = cell.strip()
        if len(bare) > 120 or email_problem(bare):
            raise RowRefused(f"{shown(cell)} does not read as an e-mail address.")
        return bare

    return read
