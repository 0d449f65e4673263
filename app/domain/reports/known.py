"""All reports, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.reports.closed import lost, no_shows, turnaround
from app.domain.reports.movement import movement
from app.domain.reports.shapes import Report, Span
from app.domain.reports.vendors import vendors
from app.domain.reports.waiting import waiting
from app.vocabulary.errors import NotFound


@dataclass(frozen=True)
class About:
    """A report before it is made: its name in addresses, its title, and what it answers."""

    name: str
    title: str
    asks: str
    icon: str
    make: Callable[[Session, Span], Report]
    # Whether it is about what was, in a span of days; else about what is.
    looks_back: bool = True


REPORTS = (
    About("waiting", "What waits", "What is open, where it stands, and for how long?",
          "clock", waiting, looks_back=False),
    About("vendors", "Vendors", "Who brings what was ordered, and when?", "truck", vendors),
    About("no-shows", "Never picked up", "What came and stayed on the shelf?", "shopping-bag",
          no_shows),
    About("lost", "Lost demand", "What did people ask for and not get?", "circle-help", lost),
    About("movement", "Movement", "What was sold by tag, in which case sizes?", "boxes", movement),
    About("turnaround", "Turnaround", "How long from wish to pickup?", "calendar-clock",
          turnaround),
)  # fmt: skip


def named(name: str) -> About:
    """The report of a name. Raises NotFound."""
    for about in REPORTS:
        if about.name == name:
            return about
    raise NotFound("There is no such report.")
