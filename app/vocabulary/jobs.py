"""Work that leaves through the outbox. Each has a function in `app/jobs/work.py`; a law checks
that."""

from __future__ import annotations

from enum import StrEnum


class Job(StrEnum):
    """A piece of work done after commit by a worker; its payload is ids only."""

    PRINT_TAGS = "print_tags"
    IMPORT_FILE = "import_file"


class Queue(StrEnum):
    """Queues a worker serves, most urgent first."""

    TAGS = "tags"
    DEFAULT = "default"


QUEUE_OF: dict[Job, Queue] = {
    Job.PRINT_TAGS: Queue.TAGS,
    Job.IMPORT_FILE: Queue.DEFAULT,
}
