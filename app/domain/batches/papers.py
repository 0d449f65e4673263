"""Batches that end in a file: read what goes into it, then keep it with a result for each line.

Between the two the file is made, outside of any transaction. What it shows are the figures its
maker may see at that moment (C8, B1); who may not see all of them may not open it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.batches.kinds import FILES, Wish, may, wish_from
from app.domain.batches.making import WORKING
from app.domain.batches.results import Result
from app.domain.batches.running import Ended, held
from app.domain.people.acting import person
from app.domain.printing import jobs
from app.domain.printing.printers import takes
from app.domain.settings.reading import settings_of
from app.models import Batch, BatchRow, BatchState, Document, Printer, PrintJob
from app.vocabulary import clock
from app.vocabulary.figures import Figure

ON_IT = "on it"
_LAID_OUT = "laid_out_for"


@dataclass(frozen=True)
class Wanted:
    """What a worker needs to make the file: the lines in the order of the batch, who asked for it,
    with the rights of now."""

    batch_id: int
    wish: Wish
    said: str
    line_ids: Sequence[int]
    by: Viewer


@dataclass(frozen=True)
class File:
    """A finished file: its name and content, the figures that it shows, the lines that are not on
    it, with the reason, and the paper that it is laid out for, if for any."""

    name: str
    media_type: str
    content: bytes
    figures: frozenset[Figure]
    left_out: Mapping[int, str] = field(default_factory=dict)
    paper: str = ""


def begin(session: Session, batch_id: int) -> Wanted | None:
    """The file that is to be made; None for a batch that changes lines. Raises Ended, and
    NotAllowed if its person may not have it any more."""
    batch = session.get(Batch, batch_id)
    if batch is None or batch.state not in WORKING:
        raise Ended
    if batch.kind not in FILES:
        return None
    by = person(session, batch.user_id, batch.store_id)
    may(by, batch.kind).enforce()
    rows = sa.select(BatchRow.order_line_id).where(BatchRow.batch_id == batch_id)
    ids = session.scalars(rows.order_by(BatchRow.position)).all()
    return Wanted(batch_id, wish_from(batch.kind, batch.wish), batch.said, ids, by)


def finish(session: Session, batch_id: int, file: File) -> None:
    """Keep the file and say of each line whether it is on it. Raises Ended if somebody stopped the
    batch, or finished it, meanwhile."""
    batch = held(session, batch_id)
    now = clock.now()
    keep = settings_of(session, batch.store_id).keep_documents_days
    batch.document = Document(
        name=file.name[:120],
        media_type=file.media_type,
        content=file.content,
        shows_figures=bool(file.figures),
        keep_until=now + timedelta(days=keep),
    )
    figures = sorted(figure.value for figure in file.figures)
    batch.wish = {**batch.wish, "figures": figures, _LAID_OUT: file.paper}
    batch.refused = _note_left_out(session, batch, file.left_out)
    rest = sa.update(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.done.is_(None))
    on_it = Result(True, ON_IT)
    session.execute(rest.values(done=on_it.done, said=on_it.said))
    batch.done = batch.lines - batch.refused
    batch.state, batch.finished_at = BatchState.DONE, now
    jobs.made(session, batch.document, file.paper, PrintJob.batch_id == batch_id)


def print_it(
    session: Session, batch: Batch, printer: Printer, *, by: Viewer, one_time_key: str
) -> PrintJob:
    """Have the file of a batch printed: at once if it is there, else as soon as it is. What is on
    its way to this printer already is not printed twice, nor is it by a second call with the key.
    Raises Refused for a file that is laid out for other paper."""
    job = jobs.asked_before(session, one_time_key) or jobs.on_its_way(
        session, PrintJob.batch_id == batch.id, PrintJob.printer_id == printer.id
    )
    if job is not None:
        return job
    paper = str(batch.wish.get(_LAID_OUT, "")) if batch.document else ""
    takes(printer, paper).enforce()
    return jobs.ask(
        session,
        printer,
        by=by,
        title=f"{batch.kind.label} {batch.id}",
        one_time_key=one_time_key,
        batch=batch,
        document=batch.document,
        paper=paper,
    )


def _note_left_out(session: Session, batch: Batch, left_out: Mapping[int, str]) -> int:
    """Write the reasons of lines that are not on it; one statement for each reason."""
    by_reason: dict[str, list[int]] = {}
    for line_id, why in left_out.items():
        by_reason.setdefault(why, []).append(line_id)
    for why, ids in by_reason.items():
        session.execute(
            sa.update(BatchRow)
            .where(BatchRow.batch_id == batch.id, BatchRow.order_line_id.in_(ids))
            .values(done=False, said=why[:300])
        )
    return len(left_out)
