"""Work that leaves through the outbox. Each has a function in `app/jobs/work.py`; a law checks
that."""

from __future__ import annotations

from enum import StrEnum


class Job(StrEnum):
    """A piece of work done after commit by a worker; its payload is ids only."""

    PRINT_TAGS = "print_tags"
    PRINT_SHELVES = "print_shelves"
    IMPORT_FILE = "import_file"
    RUN_BATCH = "run_batch"
    SEND_MESSAGE = "send_message"
    SEND_PURCHASE_ORDER = "send_purchase_order"
    UNDO_NIGHT = "undo_night"
    SYNC_REGISTER = "sync_register"
    SEND_TO_PRINTER = "send_to_printer"
    FOLLOW_PRINT = "follow_print"
    LOOK_AT_PRINTER = "look_at_printer"


class Queue(StrEnum):
    """Queues a worker serves, most urgent first. Asking printers how far they are comes after all
    that somebody waits for: one that is switched off lets a worker wait. Registers come last:
    whatever they need is done by the clock as well, and nobody waits for a server that is away."""

    TAGS = "tags"
    BATCHES = "batches"
    DEFAULT = "default"
    PRINTERS = "printers"
    REGISTERS = "registers"


QUEUE_OF: dict[Job, Queue] = {
    Job.PRINT_TAGS: Queue.TAGS,
    Job.PRINT_SHELVES: Queue.TAGS,
    Job.IMPORT_FILE: Queue.DEFAULT,
    Job.RUN_BATCH: Queue.BATCHES,
    Job.SEND_MESSAGE: Queue.DEFAULT,
    Job.SEND_PURCHASE_ORDER: Queue.DEFAULT,
    Job.UNDO_NIGHT: Queue.BATCHES,
    Job.SYNC_REGISTER: Queue.REGISTERS,
    Job.SEND_TO_PRINTER: Queue.TAGS,
    Job.FOLLOW_PRINT: Queue.PRINTERS,
    Job.LOOK_AT_PRINTER: Queue.PRINTERS,
}
