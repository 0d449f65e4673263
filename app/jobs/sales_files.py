"""Files of sales that other registers drop: read, taken, put away with what there is to say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
import structlog
from flask import current_app

from app.domain.register import states
from app.domain.register.known import TOLD_DIFFERENTLY, contradicting
from app.domain.register.sales import Taken
from app.domain.register.values import SoldRow
from app.jobs.taking import not_taken, take_all
from app.jobs.units import reading, writing
from app.models import Store
from app.pos.base import RegisterAway, RegisterMisfit
from app.pos.file_drop.folder import DONE, REFUSED, put_away, waiting
from app.pos.file_drop.reading import MOST_BYTES, FileRead, read_file
from app.vocabulary import clock

log = structlog.get_logger()

SOURCE = "file_drop"
NOT_REACHED = "The folder of sales cannot be read or written."
OUR_FAULT = "A file waits that could not be taken: {file}. The log says more."


def read_all() -> Taken:
    """Read every file that waits, of every store. What goes wrong with the folder, or with one of
    them, is written down and stops nothing else; what was not taken waits."""
    folder: Path | None = current_app.config["SALES_FOLDER"]
    taken, left = Taken(), []
    if folder is None:
        return taken
    try:
        for store in _stores():
            for file in waiting(folder, store.id):
                try:
                    taken += _take(file, store)
                except RegisterAway:
                    raise
                except Exception:
                    log.exception("sales_file_not_taken", file=file.name)
                    left.append(OUR_FAULT.format(file=f"{store.id}/{file.name}"))
    except RegisterAway as error:
        with writing() as session:
            states.is_unread(session, SOURCE, NOT_REACHED, pause=True)
        log.warning("register_away", server=SOURCE, error=str(error))
        return taken
    with writing() as session:
        # A folder is read whole: there is no archive beside it.
        states.reading_ended(
            session, SOURCE, clock.now(), with_archive=True, left_out="".join(left[:1])
        )
    return taken


def _take(file: Path, store: Store) -> Taken:
    """One file: its rows are taken before it is put away, so a crash between reads it again, and
    everything is known then."""
    try:
        with file.open("rb") as opened:
            # One more than is taken: whatever lies there fills no memory.
            body = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise RegisterAway(type(error).__name__) from None
    try:
        found = read_file(file.name, body, store)
    except RegisterMisfit as error:
        put_away(file, REFUSED, f"{error.message}\n")
        log.warning("sales_file_refused", file=file.name)
        return Taken()
    with reading() as session:
        wrong = contradicting(session, SOURCE, found.rows)
    keys = {id(row) for row in wrong}
    taken, left = take_all([row for row in found.rows if id(row) not in keys], SOURCE)
    if left:
        raise RuntimeError(not_taken(left))
    put_away(file, DONE, _report(found) + _twice(wrong))
    return taken


def _twice(rows: Sequence[SoldRow]) -> str:
    """Rows at whose place another tag was told before, by receipt."""
    return "".join(
        f"Receipt {row.receipt}, line {row.receipt_line}: {TOLD_DIFFERENTLY}\n" for row in rows
    )


def _report(found: FileRead) -> str:
    """What could not be read, by row; without any amount."""
    return "".join(f"Row {number}: {why}\n" for number, why in found.refused)


def _stores() -> list[Store]:
    with reading() as session:
        found = list(session.scalars(sa.select(Store).order_by(Store.id)))
        session.expunge_all()
    return found
