"""From status to status: on the way, to an end, and back."""

from __future__ import annotations

from app.models import OrderEvent
from app.web.timeline.kinds import Kind
from app.web.timeline.words import Events, Facts, Sentence, short, subject

WHY = {"by hand": "", "reopened": "", "handed over": "handed over", "sold": "it was sold"}
ICONS = {"arrived": "package", "called_waiting": "phone-missed", "new_call": "phone"}


def icon(event: OrderEvent, facts: Facts) -> str:
    """What became of it, as a sign."""
    to = str((event.detail or {}).get("to", ""))
    if to in facts.closed:
        return "check" if to == "completed" else "x"
    return ICONS.get(to, "arrow-right")


def _moved(events: Events, facts: Facts) -> str:
    detail = events[0].detail or {}
    to = str(detail.get("to", ""))
    if detail.get("voided"):
        words = "taken off the order"
    elif to in facts.closed:
        words = f"closed as {facts.label(to)}"
    elif detail.get("from") in facts.closed:
        words = f"{'restored' if detail.get('restored') else 'opened again'} as {facts.label(to)}"
    else:
        words = f"{facts.label(detail.get('from', ''))} → {facts.label(to)}"
    why = str(detail.get("why", ""))
    reason = WHY.get(why, why)
    return f"{subject(events, facts)}: {words}" + (f" ({short(reason)})" if reason else "")


SENTENCES = {"moved": Sentence("arrow-right", _moved, Kind.MOVES, grouped=True)}
