"""One page: alarms first, then what failed with its reason and retry, what waits, who works, what
the clock did and does next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, flash, url_for
from redis.exceptions import RedisError
from rq import Worker
from rq.serializers import JSONSerializer
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.jobs import bp
from app.domain.home import prints
from app.domain.home.needs import MOST_COUNTED
from app.domain.jobs import alarms, looking, retrying
from app.domain.jobs.alarms import Alarm
from app.extensions import db, queue, redis_connection
from app.models import OutboxRow, PrintJob, Store
from app.vocabulary import clock
from app.vocabulary.jobs import QUEUE_OF, Job, Queue
from app.vocabulary.permissions import Permission as P
from app.web.access import requires, viewer
from app.web.htmx import go, page, wants_partial

_SAID = {
    Job.PRINT_TAGS: "Lay out tags",
    Job.IMPORT_FILE: "Bring in a file",
    Job.RUN_BATCH: "Change many lines",
    Job.SEND_MESSAGE: "Send a message",
    Job.SEND_PURCHASE_ORDER: "Send a purchase order",
    Job.UNDO_NIGHT: "Take a night back",
    Job.SYNC_REGISTER: "Tell the registers",
    Job.SEND_TO_PRINTER: "Send to a printer",
    Job.FOLLOW_PRINT: "Follow what is printed",
    Job.LOOK_AT_PRINTER: "Ask a printer how it is",
}
WORDS = {job: _SAID.get(job, job.value.replace("_", " ").capitalize()) for job in Job}
PERIODIC = {
    "sweep-outbox": "Hand out what waits",
    "registers": "Read and tell the registers",
    "settle-tallies": "Put counts together",
    "printers": "Ask the printers how they are",
    "overnight": "Look whether a night is due",
    "clear-away": "Clear away what is not kept",
}
QUEUES = {
    Queue.TAGS: "Tags and prints",
    Queue.BATCHES: "Many lines",
    Queue.DEFAULT: "The rest",
    Queue.PRINTERS: "Looks at printers",
    Queue.REGISTERS: "Registers",
}
# Where the subject of a job is looked at, for those who may: endpoint, its name there, permission.
PLACES: dict[Job, tuple[str, str, P]] = {
    Job.IMPORT_FILE: ("imports.show", "import_id", P.CATALOG_IMPORT),
    Job.RUN_BATCH: ("batches.show", "batch_id", P.ORDERS_SEE),
    Job.SEND_MESSAGE: ("messages.show", "message_id", P.MESSAGES_SEND),
    Job.SEND_PURCHASE_ORDER: ("purchasing.show", "purchase_order_id", P.PURCHASES_SEE),
    Job.SEND_TO_PRINTER: ("printing.show", "print_job_id", P.TAGS_PRINT),
    Job.FOLLOW_PRINT: ("printing.show", "print_job_id", P.TAGS_PRINT),
}
ROOMS: dict[Job, tuple[str, P]] = {
    Job.PRINT_TAGS: ("home.failed_prints", P.TAGS_PRINT),
    Job.UNDO_NIGHT: ("night.last_night", P.NIGHT_SEE),
    Job.LOOK_AT_PRINTER: ("printing.index", P.TAGS_PRINT),
}


@dataclass(frozen=True)
class AtWork:
    """A worker, and what it is at: a piece of work in words, or nothing."""

    name: str
    doing: str
    seen_at: datetime | None


@dataclass(frozen=True)
class Line:
    """What Valkey says; `away` when it does not answer."""

    queues: list[tuple[str, int]]
    workers: list[AtWork]
    away: bool = False


@bp.get("/jobs")
@requires(P.JOBS_SEE)
def show() -> Response:
    """How the work in the background stands; looks again by itself."""
    return _page("jobs/_jobs.html")


@bp.post("/jobs/<id:outbox_id>/retry")
@requires(P.JOBS_SEE)
def retry(outbox_id: int) -> BaseResponse:
    """Take up again what was given up, where it stopped."""
    session = db.session()
    row = looking.failed_row(session, outbox_id)
    retrying.retry(session, row, by=viewer())
    session.flush()
    flash(f"{WORDS[row.job]}: it is tried again.", "done")
    return _page("jobs/_retried.html") if wants_partial() else go(url_for("jobs.show"))


def _page(partial: str) -> Response:
    session, now = db.session(), clock.now()
    store = session.get_one(Store, viewer().store_id)
    may_print = viewer().can(P.TAGS_PRINT)
    raised = alarms.raised(session, store, now)
    return page(
        "jobs/show.html",
        partial,
        alarms=raised,
        alarm_kinds=Alarm,
        waiting=looking.waiting(session, now),
        failed=[(row, _place(row), retrying.may_retry(row)) for row in looking.failed(session)],
        prints=prints.count(session, store.id, MOST_COUNTED) if may_print else 0,
        schedule=looking.schedule(session),
        line=_line(),
        words=WORDS,
        periodic=PERIODIC,
        queue_of=QUEUE_OF,
        queue_words=QUEUES,
        now=now,
        late=alarms.LATE,
    )


def _place(row: OutboxRow) -> str:
    """The page of what it is about, for those who may open it."""
    if row.job in PLACES:
        endpoint, name, needed = PLACES[row.job]
        if viewer().can(needed) and row.payload.get(name) and _is_here(row):
            return url_for(endpoint, **{name: row.payload[name]})
    elif row.job in ROOMS:
        room, needed = ROOMS[row.job]
        return url_for(room) if viewer().can(needed) else ""
    return ""


def _is_here(row: OutboxRow) -> bool:
    """Prints of another store's printers are looked at there."""
    if "print_job_id" not in row.payload:
        return True
    job = db.session.get(PrintJob, row.payload["print_job_id"])
    return job is not None and viewer().store_id == job.store_id


def _line() -> Line:
    """Queues and workers as Valkey knows them; pages must not fail because it is away."""
    try:
        counts = [(QUEUES[name], queue(name).count) for name in Queue]
        workers = Worker.all(connection=redis_connection(), serializer=JSONSerializer)
        return Line(counts, [_at_work(one) for one in workers])
    except RedisError:
        return Line([], [], away=True)


def _at_work(worker: Any) -> AtWork:
    ticket = worker.get_current_job_id() or ""
    return AtWork(worker.name[:12], _doing(ticket), worker.last_heartbeat)


def _doing(ticket: str) -> str:
    """A ticket in words: `outbox-<row>-<attempt>`, `periodic-<name>-<slot>`."""
    kind, _, rest = ticket.partition("-")
    name = rest.rpartition("-")[0]
    if kind == "periodic":
        return PERIODIC.get(name, name)
    row = db.session.get(OutboxRow, int(name)) if kind == "outbox" and name.isdecimal() else None
    return WORDS[row.job] if row else ""
