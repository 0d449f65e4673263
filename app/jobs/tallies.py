"""Tallies of lines, put together again so that counting stays cheap."""

from __future__ import annotations

import structlog

from app.domain.orders import tallies
from app.jobs.units import writing

log = structlog.get_logger()


def settle() -> None:
    """One row for each kind of line; at any time, and as often as one likes."""
    with writing() as session:
        gone = tallies.settle(session)
    if gone:
        log.info("tallies_settled", gone=gone)
