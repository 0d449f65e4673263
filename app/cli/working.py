"""`flask worker` and `flask cron`: the two processes behind the web."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.jobs import schedule
from app.jobs import worker as workers


@click.command("worker")
@click.option("--burst", is_flag=True, help="Do what is queued now, then end.")
@with_appcontext
def worker(burst: bool) -> None:
    """Print tags and do the night: any number of workers may run."""
    app = _app()
    if burst:
        workers.burst(app)
    else:
        workers.serve(app)


@click.command("cron")
@click.option("--once", is_flag=True, help="Start what is due now, then end.")
@with_appcontext
def cron(once: bool) -> None:
    """Start what happens by the clock. One is enough; a second one does no harm."""
    loop = schedule.Cron(_app())
    if once:
        loop.tick()
    else:
        loop.work()


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


commands = (worker, cron)
