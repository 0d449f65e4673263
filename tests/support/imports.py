"""An import ready to run, made without the web."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.imports import actions, checking, mapping, running
from app.domain.imports.kinds import KINDS
from app.domain.imports.styles import FULL, POINT
from app.domain.imports.withdrawing import LEAVE
from app.importers.files import open_table
from app.models import Import, ImportKind
from app.web.forms import new_key

HEADER = ("SKU", "UPC", "Description", "Brand", "Size", "Pack", "Cost", "SRP")


def goods(count: int, *, first: int = 0, cost: int = 100) -> Iterable[Sequence[object]]:
    """The header and rows of a made-up catalogue."""
    yield HEADER
    for n in range(first, first + count):
        cents = cost + n * 37 % 2900
        yield (f"S{n:06}", 4_000_000 + n, f"Rolled oats number {n}", f"Mill {n % 200}", "16 oz",
               12, f"{cents / 100:.2f}", f"{cents * 8 / 500:.2f}")  # fmt: skip


def an_import(
    session: Session,
    by: Viewer,
    text: str,
    kind: ImportKind = ImportKind.VENDOR_ITEMS,
    *,
    vendor_id: int | None = None,
    missing: str = LEAVE,
    codes: str = FULL,
    **always: object,
) -> Import:
    """Brought, columns as guessed, looked through, and started."""
    table = open_table(text)
    options = {"header": list(table.header), "delimiter": table.delimiter, "decimal": POINT,
               "codes": codes, "missing": missing, "notices": [], "always": always}  # fmt: skip
    one = actions.bring(session, kind, "catalogue.csv", text, by=by, vendor_id=vendor_id,
                        options=options, one_time_key=new_key())  # fmt: skip
    guessed = mapping.guessed(KINDS[kind], table.header)
    actions.name_columns(session, one, guessed, {}, by=by)
    reader = running.reader_of(session, one)
    rows = (reader.read(*record) for record in table.records())
    carried = checking.codes_carried(session, one)
    actions.keep_checked(session, one, checking.check(rows, frozenset(), carried))
    actions.start(session, one, by=by)
    return one
