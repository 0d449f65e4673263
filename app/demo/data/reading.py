"""Reads one CSV table into its records, cell by cell, by the types the record declares."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from app.vocabulary.errors import CaselotError

Row = TypeVar("Row")

_YES_OR_NO = {"yes": True, "no": False}


class DemoDataError(CaselotError):
    """A demo table that cannot be read or does not fit the others; the message says where."""


def read_table(path: Path, kind: type[Row]) -> tuple[Row, ...]:
    """The rows of `path` as records of `kind`, in the order of the file.

    The header must be the record's fields, in their order. Raises DemoDataError with file, line and
    column of the first cell that is not what its field declares.
    """
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        if next(reader, None) != names:
            raise DemoDataError(f"{path.name}: the header must be {','.join(names)}")
        return tuple(
            kind(**dict(_values(f"{path.name}:{reader.line_num}", names, hints, cells)))
            for cells in reader
        )


def _values(
    place: str, names: list[str], hints: dict[str, Any], cells: list[str]
) -> Iterator[tuple[str, Any]]:
    if len(cells) != len(names):
        raise DemoDataError(f"{place}: {len(cells)} cells, expected {len(names)}")
    for name, text in zip(names, cells, strict=True):
        try:
            yield name, _cell(hints[name], text)
        except (ValueError, ArithmeticError, KeyError) as error:
            raise DemoDataError(f"{place}: {name} can't be “{text}”") from error


def _cell(declared: Any, text: str) -> Any:
    """One cell as its declared type; an empty cell is None where the type allows it."""
    if get_origin(declared) in (Union, UnionType):
        if text == "":
            return None
        (declared,) = (one for one in get_args(declared) if one is not type(None))
    return _converter(declared)(text)


def _converter(declared: type) -> Callable[[str], Any]:
    if declared is bool:
        return _YES_OR_NO.__getitem__
    if declared is Decimal:
        return _exact
    return declared


def _exact(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError(text)
    return value
