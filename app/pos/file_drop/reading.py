"""A file of sales, row by row: CSV with a header, or JSON; the names are those of our own API
(docs/register.md). Numbers are never floats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.register.plainly import Unreadable, sold_row
from app.domain.register.values import SoldRow
from app.models import Store
from app.pos.base import RegisterMisfit
from app.vocabulary.money import read_amount

MOST_BYTES = 8 * 1024 * 1024
MOST_ROWS = 20_000
NEEDED = frozenset({"receipt", "line", "sold_at"})
KNOWN = NEEDED | {
    "kind", "tag", "upc", "units_per_case", "cases", "total", "member", "training",
}  # fmt: skip
_YES = frozenset({"1", "yes", "true", "y"})


@dataclass(frozen=True)
class FileRead:
    """What a file said: rows to take, how many were training, and what could not be read, by the
    row's number in the file."""

    rows: list[SoldRow] = field(default_factory=list)
    training: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def read_file(name: str, body: bytes, store: Store) -> FileRead:
    """The rows of a file of this store. RegisterMisfit when it is no such file at all."""
    if len(body) > MOST_BYTES:
        raise RegisterMisfit(f"It is larger than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RegisterMisfit("It is not text in UTF-8.") from None
    rows = _of_json(text) if name.lower().endswith(".json") else _of_csv(text)
    found = FileRead()
    training = 0
    for number, raw in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise RegisterMisfit(f"It has more than {MOST_ROWS:,} rows.")
        if str(raw.get("training") or "").strip().lower() in _YES:
            training += 1
            continue
        try:
            found.rows.append(_row(raw, store))
        except Unreadable as error:
            found.refused.append((number, error.message))
    return FileRead(found.rows, training, found.refused)


def _of_csv(text: str) -> Iterator[Mapping[str, Any]]:
    lines = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    try:
        names = [name.strip().lower() for name in lines.fieldnames or ()]
    except csv.Error:
        raise RegisterMisfit("It is no CSV file.") from None
    _check(set(names))
    lines.fieldnames = names
    try:
        for raw in lines:
            yield {name: value for name, value in raw.items() if value not in (None, "")}
    except csv.Error:
        raise RegisterMisfit("It is no CSV file: a quote does not end.") from None


def _of_json(text: str) -> Iterator[Mapping[str, Any]]:
    try:
        said = json.loads(text, parse_float=Decimal, parse_constant=lambda _: None)
    except (ValueError, ArithmeticError, RecursionError):
        raise RegisterMisfit("It is no JSON file.") from None
    rows = said.get("sales") if isinstance(said, dict) else said
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RegisterMisfit("It holds no list of sales.")
    for row in rows:
        yield {name: value for name, value in row.items() if value is not None}


def _check(names: set[str]) -> None:
    lacking = NEEDED - names
    if lacking or not {"tag", "upc"} & names:
        wanted = ", ".join(sorted(lacking or {"tag"}))
        raise RegisterMisfit(f"Its first row does not name {wanted}.")


def _row(raw: Mapping[str, Any], store: Store) -> SoldRow:
    strange = set(raw) - KNOWN
    if strange:
        raise Unreadable("Nobody knows its " + ", ".join(sorted(str(x)[:20] for x in strange)))
    return sold_row(
        store,
        receipt=_text(raw, "receipt"),
        receipt_line=_whole(raw, "line") or 0,
        kind=_text(raw, "kind").lower() or "sale",
        tag=_text(raw, "tag"),
        upc=_text(raw, "upc"),
        units=_exact(raw, "units_per_case", 4),
        cases=_exact(raw, "cases", 4),
        total=_exact(raw, "total", 2),
        sold_at=_moment(raw),
        member=_whole(raw, "member"),
    )


def _text(raw: Mapping[str, Any], name: str) -> str:
    said = str(raw.get(name, "")).strip()
    if not said.isprintable():
        raise Unreadable(f"Its {name} holds signs that cannot be printed.")
    return said


def _whole(raw: Mapping[str, Any], name: str) -> int | None:
    said = _text(raw, name)
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Unreadable(f"Its {name} is no whole number.")
    return int(said)


def _exact(raw: Mapping[str, Any], name: str, places: int) -> Decimal | None:
    said = _text(raw, name)
    if not said:
        return None
    try:
        return read_amount(said, places=places)
    except ValueError:
        raise Unreadable(f"Its {name} is no number of at most {places} places.") from None


def _moment(raw: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromisoformat(_text(raw, "sold_at"))
    except ValueError:
        raise Unreadable("Its sold_at is no time like 2026-03-10T12:00:00.") from None
