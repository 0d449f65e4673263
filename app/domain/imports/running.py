"""How an import runs: batch by batch, each in a transaction of its own that writes the rows and
counts them. So whatever dies goes on at the first row that is not in yet, and no row is in twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.imports.actions import subject_of
from app.domain.imports.fields import Reading
from app.domain.imports.goods import Products, VendorItems
from app.domain.imports.kinds import KINDS, Values
from app.domain.imports.lookups import lookups_for
from app.domain.imports.members import Members
from app.domain.imports.records import Row, RowReader
from app.domain.imports.sale_prices import SalePrices
from app.domain.imports.styles import Style
from app.domain.imports.withdrawing import withdraw_missing
from app.domain.imports.writing import Writer
from app.domain.settings.reading import settings_of
from app.models import Import, ImportFile, ImportKind, ImportProblem, ImportState
from app.vocabulary import clock
from app.vocabulary.errors import Refused

BATCH = 1_000
MOST_PROBLEMS = 5_000
"""So many problems are kept one by one; they are all counted."""

_WRITERS: dict[ImportKind, type[Writer]] = {
    ImportKind.VENDOR_ITEMS: VendorItems,
    ImportKind.PRODUCTS: Products,
    ImportKind.SALES: SalePrices,
    ImportKind.CUSTOMERS: Members,
}


class Overtaken(Exception):
    """Another worker has gone on with this import, or it was ended: this one stops."""


@dataclass(frozen=True)
class Plan:
    """What a worker needs to go on with an import: the text of its file, how it is read, how many
    rows are in already."""

    import_id: int
    text: str
    delimiter: str
    done: int
    reader: RowReader
    writer: Writer


def reader_of(session: Session, one: Import) -> RowReader:
    """Reads rows of an import as its columns were named. Raises Invalid for a column that the file
    does not have."""
    kind, options = KINDS[one.kind], one.options
    style = Style(options.get("decimal", Style.decimal), options.get("codes", Style.codes))
    country = settings_of(session, one.store_id).home_country
    reading = Reading(style, lookups_for(session, one.kind), country)
    return RowReader(kind, one.mapping, options["header"], reading, always_of(one))


def always_of(one: Import) -> Values:
    """What every row of the file has, said once when it was brought in."""
    given = one.options.get("always", {})
    days = {n: date.fromisoformat(given[n]) for n in ("starts_on", "ends_on") if given.get(n)}
    return {name: value for name, value in given.items() if value and name not in days} | days


def plan(session: Session, import_id: int) -> Plan:
    """What is to be done. Raises Overtaken for an import that has ended, Refused without a file."""
    one = session.get_one(Import, import_id)
    if one.state not in (ImportState.WAITING, ImportState.RUNNING):
        raise Overtaken
    reader = reader_of(session, one)
    writer = _WRITERS[one.kind](session, one, reader.reading.lookups)
    return Plan(
        import_id, text_of(session, one), one.options["delimiter"], one.done_rows, reader, writer
    )


def text_of(session: Session, one: Import) -> str:
    """The file's text. Raises Refused when it is not kept any more."""
    content = session.scalar(sa.select(ImportFile.content).where(ImportFile.import_id == one.id))
    if content is None:
        raise Refused("The file is not kept any more. Please bring it again.")
    return bytes(content).decode()


def take(session: Session, plan: Plan, rows: Sequence[Row], done: int) -> None:
    """Write a batch, `done` rows being in already, and count it. Raises Overtaken if that is not
    so any more."""
    one = _held(session, plan.import_id)
    if one.done_rows != done:
        raise Overtaken
    counts = plan.writer.write(session, rows)
    one.state = ImportState.RUNNING
    one.done_rows += len(rows)
    one.added += counts.added
    one.updated += counts.updated
    one.unchanged += counts.unchanged
    one.refused += counts.refused
    _keep_problems(session, one, rows)


def take_out(session: Session, plan: Plan) -> bool:
    """Withdraw a bite of what the file does not name; whether there may be more."""
    one = _held(session, plan.import_id)
    count = withdraw_missing(session, one, plan.writer.by)
    one.withdrawn += count
    return count > 0


def finish(session: Session, plan: Plan) -> None:
    """All rows are in."""
    one = _held(session, plan.import_id)
    one.state, one.finished_at = ImportState.DONE, clock.now()
    one.rows = one.done_rows
    names = ("added", "updated", "unchanged", "refused", "withdrawn")
    counts = {name: getattr(one, name) for name in names}
    record(session, plan.writer.by, "import finished", subject_of(one), after=counts)


def fail(session: Session, import_id: int, why: str) -> None:
    """It can't go on; what is in stays in. One that has ended stays as it is."""
    one = session.get(Import, import_id)
    if one is not None and one.state in (ImportState.WAITING, ImportState.RUNNING):
        one.state, one.problem, one.finished_at = ImportState.FAILED, why[:300], clock.now()
        by = Viewer(one.user_id, "", frozenset(), one.store_id)
        record(session, by, "import failed", subject_of(one), after={"rows": one.done_rows})


def _held(session: Session, import_id: int) -> Import:
    one = session.scalars(
        sa.select(Import)
        .where(Import.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if one.state not in (ImportState.WAITING, ImportState.RUNNING):
        raise Overtaken
    return one


def _keep_problems(session: Session, one: Import, rows: Sequence[Row]) -> None:
    """Up to a limit, which is asked for only by batches that have problems."""
    told: dict[tuple[int, str], dict[str, Any]] = {}
    for row in rows:
        for field, message, refuses in row.problems:
            kept = told.get((row.number, field))
            if kept is None:
                told[row.number, field] = {"import_id": one.id, "row": row.number, "field": field,
                                           "message": message[:300],
                                           "refused": refuses}  # fmt: skip
            else:
                kept["message"] = f"{kept['message']} {message}"[:300]
                kept["refused"] = kept["refused"] or refuses
    if not told:
        return
    count = sa.select(sa.func.count()).where(ImportProblem.import_id == one.id)
    left = MOST_PROBLEMS - (session.scalar(count) or 0)
    if left > 0:
        session.execute(sa.insert(ImportProblem), list(told.values())[:left])
