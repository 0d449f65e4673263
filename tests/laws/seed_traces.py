"""What acts leave behind: the trail, with amounts in it, and a night that ran."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from app.domain.audit import record
from app.models import NightRun, SavedView
from app.vocabulary import clock
from tests.support.cast import Cast, viewer_of


class Seeded(Protocol):
    """What is needed of the world."""

    cast: Cast


def leave_traces(session: Session, world: Seeded, secret: str) -> None:
    """A price and a percentage that were changed, yesterday's night, and a view of a list."""
    by = viewer_of(world.cast.admin)
    percent = {"percent": "31.7193"}
    record(session, by, "price changed", "order 1 line 1", before={"unit": secret}, after={})
    record(session, by, "member type changed", "Owner", before=percent, after={"percent": "0"})
    hill, day = world.cast.hill.id, clock.now().date() - timedelta(days=1)
    run = NightRun(store_id=hill, business_date=day, step="complete_sold", count=2)
    run.started_at = run.finished_at = clock.now()
    view = SavedView(user_id=world.cast.admin.id, list_name="pending", name="Lawful view")
    view.address = "store=all&status=placed&sort=-total"
    session.add_all([run, view])
