"""Messages to the customer, and what became of them. Never their words: amounts may be in them."""

from __future__ import annotations

from app.vocabulary.occasions import MessageWay, Occasion
from app.web.timeline.kinds import Kind
from app.web.timeline.words import Events, Facts, Say, Sentence

WAYS = {MessageWay.EMAIL.value: "E-mail", MessageWay.TEXT.value: "Text message"}
OCCASIONS = {occasion.value: occasion.label for occasion in Occasion}


def _subject(events: Events) -> str:
    """`E-mail “It has arrived”`."""
    detail = events[0].detail or {}
    occasion = str(detail.get("occasion", ""))
    way = WAYS.get(str(detail.get("way")), "Message")
    return f"{way} “{OCCASIONS.get(occasion, occasion.replace('_', ' '))}”"


def _written(events: Events, facts: Facts) -> str:
    detail = events[0].detail or {}
    lines = detail.get("lines") or []
    about = facts.line(lines[0]) if len(lines) == 1 else f"{len(lines)} lines"
    itself = ", by itself" if detail.get("itself") else ""
    return f"{_subject(events)} written{itself}: {about}"


def _became(words: str) -> Say:
    return lambda events, facts: f"{_subject(events)} {words}"


SENTENCES: dict[str, Sentence] = {
    "message_written": Sentence("mail", _written, Kind.MESSAGES),
    "message_sent": Sentence("mail", _became("sent"), Kind.MESSAGES),
    "message_delivered": Sentence("circle-check", _became("delivered"), Kind.MESSAGES),
    "message_failed": Sentence("circle-alert", _became("did not get out"), Kind.MESSAGES),
    "message_dropped": Sentence("x", _became("not sent"), Kind.MESSAGES),
}
