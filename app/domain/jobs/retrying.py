"""Having something tried again that was given up.

What has a place of its own for that (a message, a sheet on a printer) is tried again there, where
one sees what may be out already; everything else is taken up where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.overnight import undoing
from app.domain.printing import jobs
from app.models import (
    Batch,
    BatchState,
    Import,
    ImportState,
    OutboxRow,
    PrintJob,
    PrintState,
    PurchaseOrder,
    TagPrint,
)
from app.vocabulary.decisions import Decision, when
from app.vocabulary.errors import Refused
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission

Resume = Callable[[Session, dict[str, Any]], None]


def may_retry(row: OutboxRow) -> Decision:
    """Whether it can be taken up from here."""
    return when(row.job in RESUMED, "Try it again on its own page.")


def retry(session: Session, row: OutboxRow, *, by: Viewer) -> None:
    """Have a failed row done again from where it stopped. NotAllowed; Refused for what is tried
    again elsewhere, or has gone since."""
    by.can(Permission.JOBS_SEE).enforce()
    may_retry(row).enforce()
    RESUMED[row.job](session, row.payload)
    record(session, by, "work tried again", row.job.value, before={"problem": row.problem})
    outbox.again(session, row)


def _there(session: Session, model: type[Any], row_id: int) -> Any:
    found = session.get(model, row_id)
    if found is None:
        raise Refused("What it was about is not there any more.")
    return found


def _tags(session: Session, payload: dict[str, Any]) -> None:
    made = _there(session, TagPrint, payload["print_id"])
    made.state, made.problem, made.finished_at = PrintState.WAITING, "", None
    jobs.wait_again(session, PrintJob.tag_print_id == made.id)


def _import(session: Session, payload: dict[str, Any]) -> None:
    one = _there(session, Import, payload["import_id"])
    one.state, one.problem, one.finished_at = ImportState.WAITING, "", None


def _batch(session: Session, payload: dict[str, Any]) -> None:
    batch = _there(session, Batch, payload["batch_id"])
    batch.state, batch.problem, batch.finished_at = BatchState.WAITING, "", None
    jobs.wait_again(session, PrintJob.batch_id == batch.id)


def _purchase(session: Session, payload: dict[str, Any]) -> None:
    _there(session, PurchaseOrder, payload["purchase_order_id"]).problem = ""


def _night(session: Session, payload: dict[str, Any]) -> None:
    undoing.resume(session, payload["undo_id"])


def _nothing(session: Session, payload: dict[str, Any]) -> None:
    """It compares everything whenever it runs."""


RESUMED: dict[Job, Resume] = {
    Job.PRINT_TAGS: _tags,
    Job.IMPORT_FILE: _import,
    Job.RUN_BATCH: _batch,
    Job.SEND_PURCHASE_ORDER: _purchase,
    Job.UNDO_NIGHT: _night,
    Job.SYNC_REGISTER: _nothing,
}
