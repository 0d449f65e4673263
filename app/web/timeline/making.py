"""Making the entries of a timeline from what was kept."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from types import ModuleType
from typing import Any

from app.models import OrderEvent
from app.web.filters import moment
from app.web.timeline import (
    calls,
    edits,
    goods,
    messages,
    moves,
    prices,
    purchasing,
    splitting,
)
from app.web.timeline.kinds import Kind
from app.web.timeline.words import Events, Facts, Item, Sentence, short

TOPICS: tuple[ModuleType, ...] = (
    edits, moves, prices, goods, calls, messages, purchasing, splitting,
)  # fmt: skip


def _anything(events: Events, facts: Facts) -> str:
    event = events[0]
    words = short(str(event.verb).replace("_", " ").replace(".", " ")).capitalize()
    return f"{facts.line(event.line_number)}: {words.lower()}" if event.line_number else words


_ANYTHING = Sentence("circle-dot", _anything, Kind.EDITS)
SENTENCES: dict[str, Sentence] = {
    verb: sentence for topic in TOPICS for verb, sentence in topic.SENTENCES.items()
}


def timeline(events: Iterable[OrderEvent], facts: Facts) -> list[Item]:
    """The sentences of `events`, in their order; what one tap did to several lines is one."""
    return [_item(list(same), facts) for _, same in groupby(events, key=_tap)]


def verbs_of(kind: Kind) -> frozenset[str]:
    """The verbs of events of one kind."""
    return frozenset(verb for verb, sentence in SENTENCES.items() if sentence.kind is kind)


def _tap(event: OrderEvent) -> tuple[Any, ...]:
    if not SENTENCES.get(event.verb, _ANYTHING).grouped:
        return (event.id,)
    return (event.verb, event.of_version, event.user_id, str(event.detail))


def _item(events: Events, facts: Facts) -> Item:
    newest = events[0]
    sentence = SENTENCES.get(newest.verb, _ANYTHING)
    return Item(
        icon=moves.icon(newest, facts) if newest.verb == "moved" else sentence.icon,
        text=sentence.say(events, facts),
        who=newest.user.name if newest.user else "Overnight",
        when=moment(newest.at),
        where=_device(newest.device or ""),
        at=newest.at.isoformat(),
    )


# What browsers call the machine they run on, and what people call it.
_MACHINES = {
    "iPad": "iPad",
    "iPhone": "iPhone",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


def _device(said: str) -> str:
    """The machine in a word; what a browser says of itself is for machines to read."""
    if not said.startswith("Mozilla/"):
        return said
    return next((word for mark, word in _MACHINES.items() if mark in said), "")
