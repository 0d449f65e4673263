"""Work in the background: the relay of the outbox, the work itself, the schedule."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Hand committed outbox rows to the queues right after each commit."""
    from app.jobs import outbox

    app.extensions["after_commit"] = outbox.hand_over
