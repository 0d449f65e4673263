"""The worker: RQ's, with the app and the layout engine loaded before it forks."""

from __future__ import annotations

import contextlib
import signal
import time
from typing import Any

import structlog
from flask import Flask
from redis.exceptions import RedisError
from rq import SimpleWorker, Worker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from app import documents
from app.extensions import db, queue, redis_connection
from app.vocabulary.jobs import Queue

log = structlog.get_logger()

# Most urgent first; every Queue is served.
SERVED = tuple(Queue)
LONGEST_WAIT = 5.0


class InApp:
    """Jobs run inside the app, each in a context of its own."""

    app: Flask

    def perform_job(self, *args: Any, **kwargs: Any) -> bool:
        """Do one job."""
        with self.app.app_context():
            done: bool = super().perform_job(*args, **kwargs)  # type: ignore[misc]
            return done


class ForkingWorker(InApp, Worker):
    """The real one: a child per job, so that nothing of a job stays behind."""

    max_connection_wait_time = LONGEST_WAIT
    asked_to_stop = False

    def handle_warm_shutdown_request(self) -> None:
        """Remember it here: Valkey, where RQ writes it down, may be away."""
        self.asked_to_stop = True
        super().handle_warm_shutdown_request()

    def main_work_horse(self, *args: Any, **kwargs: Any) -> None:
        """In the child: the parent's database connections are not ours to use or to close."""
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose(close=False)
        super().main_work_horse(*args, **kwargs)


class BurstWorker(InApp, SimpleWorker):
    """Does what is queued, in this process, and ends: for tests and by hand."""


def make(app: Flask, kind: type[ForkingWorker | BurstWorker] = ForkingWorker) -> Any:
    """A worker of `app` for all queues."""
    with app.app_context():
        worker = kind(
            [queue(name) for name in SERVED],
            connection=redis_connection(),
            serializer=JSONSerializer,
            log_job_description=False,
        )
    worker.app = app
    return worker


def serve(app: Flask) -> None:
    """Work until SIGTERM or SIGINT; the job at hand is finished first. Valkey may come and go."""
    documents.warm()
    wait = 0.2
    while True:
        began = time.monotonic()
        worker = make(app)
        with contextlib.suppress(RedisError, StopRequested):
            worker.work(logging_level="WARNING")
        if worker.asked_to_stop:
            return
        # It only ends by itself when Valkey went away at a bad moment.
        wait = 0.2 if time.monotonic() - began > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        log.warning("queue_away", again_in=wait)
        time.sleep(wait)


def burst(app: Flask) -> None:
    """Do everything that is queued now, in this process."""
    make(app, BurstWorker).work(burst=True, logging_level="WARNING")
