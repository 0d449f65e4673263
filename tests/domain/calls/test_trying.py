"""When to try again: pure rules on the store's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.calls.trying import next_try
from app.domain.settings.known import StoreSettings
from app.models import CallOutcome

CHICAGO = "America/Chicago"


def local(text: str) -> datetime:
    """A wall clock in Chicago."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(CHICAGO))


@pytest.mark.parametrize(
    ("outcome", "at", "settings", "then"),
    [
        ("voicemail", "2026-03-10T10:30", {}, "2026-03-11T09:00"),
        ("voicemail", "2026-03-13T10:30", {}, "2026-03-16T09:00"),
        ("voicemail", "2026-03-14T10:30", {}, "2026-03-16T09:00"),
        ("voicemail", "2026-03-13T10:30", {"call_days": "mon-sat"}, "2026-03-14T09:00"),
        ("voicemail", "2026-03-14T10:30", {"call_days": "every"}, "2026-03-15T09:00"),
        ("voicemail", "2026-03-12T10:30", {"call_again_days": 2}, "2026-03-16T09:00"),
        ("reached", "2026-03-10T10:30", {"call_from_hour": 11}, "2026-03-11T11:00"),
        ("no_answer", "2026-03-10T10:30", {}, "2026-03-10T13:30"),
        ("no_answer", "2026-03-10T16:30", {}, "2026-03-11T09:00"),
        ("no_answer", "2026-03-13T16:00", {}, "2026-03-16T09:00"),
        ("no_answer", "2026-03-10T04:00", {}, "2026-03-10T09:00"),
        ("no_answer", "2026-03-10T23:30", {}, "2026-03-11T09:00"),
        ("no_answer", "2026-03-14T10:30", {}, "2026-03-16T09:00"),
        ("no_answer", "2026-03-10T10:30", {"call_until_hour": 12}, "2026-03-11T09:00"),
        # Clocks go forward on the 8th: nine in the morning is nine on the new clock.
        ("voicemail", "2026-03-06T10:30", {}, "2026-03-09T09:00"),
    ],
)
def test_the_next_try_is_within_the_hours_of_the_store(
    outcome: str, at: str, settings: dict, then: str
) -> None:
    """Voicemail: the next day on which is called; no answer: some hours later."""
    found = next_try(CallOutcome(outcome), local(at), CHICAGO, StoreSettings(**settings))

    assert found == local(then)
    assert found.tzinfo is UTC
