"""Letting the night pass over a house while its own clock goes on."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.overnight.plan import Step
from app.domain.overnight.running import run_due
from app.vocabulary import clock
from tests.browser.house import House


def pass_over(house: House) -> dict[tuple[str, date], dict[Step, int]]:
    """What the scheduled job does tomorrow, when today is over in every time zone."""
    with clock.set_to(clock.now() + timedelta(days=1)), house.books() as session:
        return run_due(session, session.commit)
