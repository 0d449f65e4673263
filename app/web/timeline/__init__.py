"""The timeline of an order: facts become sentences when they are shown (B16).

Amounts stand in an event's `figures` and are written only for people who may see that figure; a
verb nobody taught us still gives a sentence.

A sentence of your own takes two steps:

1. `events.note(order, "called", by, line=line, detail={"outcome": "voicemail"})` keeps the fact;
   amounts go into its `figures` and nowhere else.
2. The module of the topic (`calls`, `messages`, `purchasing`, `splitting`, …) says it, by its verb:
   `SENTENCES = {"called": Sentence("phone", _called, Kind.CALLS)}` with
   `def _called(events: Events, facts: Facts) -> str`. `facts` knows the names of lines and
   statuses, and `facts.amount(event, Figure.CASE)` is empty for people who may not see it.
   `about("rang twice")` makes a sentence that only names the line; `changed` says fields before
   and after, whose names stand in `words.FIELDS`.

What the person does in one tap to several lines is one sentence if its verb is `grouped`. The
filter above a timeline follows from `kind`; nothing else has to be told.
"""

from __future__ import annotations

from app.web.timeline.kinds import Kind
from app.web.timeline.making import timeline, verbs_of
from app.web.timeline.words import Events, Facts, Item, Sentence, about, changed, short

__all__ = [
    "Events",
    "Facts",
    "Item",
    "Kind",
    "Sentence",
    "about",
    "changed",
    "short",
    "timeline",
    "verbs_of",
]
