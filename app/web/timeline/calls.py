"""Calls to the customer, and what was promised on the phone."""

from __future__ import annotations

from datetime import datetime

from app.models import CallOutcome
from app.vocabulary.figures import Figure
from app.web.ahead import moment_ahead
from app.web.filters import phone
from app.web.timeline.kinds import Kind
from app.web.timeline.words import Events, Facts, Sentence, short

_ENDS = {
    CallOutcome.REACHED: "reached",
    CallOutcome.VOICEMAIL: "left a voicemail",
    CallOutcome.NO_ANSWER: "no answer",
    CallOutcome.WRONG_NUMBER: "wrong number",
}


def _called(events: Events, facts: Facts) -> str:
    detail = events[0].detail or {}
    number, note = detail.get("number"), detail.get("note")
    end = _ENDS.get(detail.get("outcome", ""), "noted")
    said = f"Called {phone(str(number))}: {end}" if number else f"Called: {end}"
    parts = [said, f"“{short(note)}”" if note else "", _next(detail.get("next"))]
    return " · ".join(part for part in parts if part)


def _agreed(events: Events, facts: Facts) -> str:
    said = _next((events[0].detail or {}).get("next"))
    return said[:1].upper() + said[1:] if said else "Another next try was agreed"


def _confirmed(events: Events, facts: Facts) -> str:
    """With what was promised, for people who may know (B1)."""
    amount = facts.amount(events[0], Figure.TOTAL)
    words = f"promised {amount}" if amount else "confirmed on the phone"
    return f"{facts.line(events[0].line_number)}: {words}"


def _next(text: object) -> str:
    try:
        return f"next try {moment_ahead(datetime.fromisoformat(str(text)))}"
    except ValueError:
        return ""


SENTENCES: dict[str, Sentence] = {
    "called": Sentence("phone-outgoing", _called, Kind.CALLS),
    "call_agreed": Sentence("calendar-clock", _agreed, Kind.CALLS),
    "call_undone": Sentence("undo-2", lambda events, facts: "The call was taken back", Kind.CALLS),
    "confirmed": Sentence("phone-call", _confirmed, Kind.CALLS),
}
