"""Purchase orders and deliveries."""

from __future__ import annotations

from app.web.timeline.kinds import Kind
from app.web.timeline.words import Events, Facts, Sentence, short


def _received(events: Events, facts: Facts) -> str:
    detail = events[0].detail or {}
    came, of = detail.get("came", "some"), detail.get("of", "?")
    rest = {True: ", the rest comes later", False: ", nothing more comes"}
    later = detail.get("later")
    more = rest.get(later, "") if isinstance(later, bool) else ""
    cases = "case" if of == 1 else "cases"
    return f"{facts.line(events[0].line_number)}: {came} of {of} {cases} received{more}"


def _substituted(events: Events, facts: Facts) -> str:
    instead = short((events[0].detail or {}).get("instead", "something else"))
    return f"{facts.line(events[0].line_number)}: {instead} came instead"


def _missing(events: Events, facts: Facts) -> str:
    return f"{facts.line(events[0].line_number)}: did not come, to be ordered again"


def _undone(events: Events, facts: Facts) -> str:
    return f"{facts.line(events[0].line_number)}: taken back, not received"


SENTENCES: dict[str, Sentence] = {
    "received": Sentence("package-check", _received, Kind.PURCHASES),
    "substituted": Sentence("shuffle", _substituted, Kind.PURCHASES),
    "did_not_come": Sentence("circle-alert", _missing, Kind.PURCHASES),
    "receipt_undone": Sentence("undo-2", _undone, Kind.PURCHASES),
}
