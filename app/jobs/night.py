"""The nights that are due, in every store."""

from __future__ import annotations

import structlog

from app.domain.overnight.running import run_due
from app.extensions import db
from app.web.unit_of_work import commit

log = structlog.get_logger()


def run_nights() -> None:
    """Do every night that is over and not done (C31, C33, C37); runs again without harm."""
    for (store, day), counts in run_due(db.session(), commit).items():
        log.info("night_done", store=store, day=day.isoformat(), **dict(counts))
