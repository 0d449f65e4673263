"""Lines that went to another order or came from one; clones and repeats."""

from __future__ import annotations

from app.vocabulary.figures import Figure
from app.web.filters import plural
from app.web.timeline.kinds import Kind
from app.web.timeline.words import Events, Facts, Sentence, is_pair, kept_day, short, subject

_REPEATS = {
    "begun": "Repeats from now on", "changed": "Repeats otherwise", "paused": "Repeating paused",
    "resumed": "Repeats again", "skipped": "Repeat skipped", "ended": "Repeats no more",
    "agreed": "Repeat agreed to", "declined": "Repeat declined", "asks": "Repeat asks first",
}  # fmt: skip
_NAMED = 3


def _went(events: Events, facts: Facts) -> str:
    detail = events[0].detail or {}
    return f"{subject(events, facts)}: moved to order {detail.get('order', '?')}"


def _came(events: Events, facts: Facts) -> str:
    detail = events[0].detail or {}
    what = [short(name) for name in detail.get("what", ())]
    named = ", ".join(what) if len(what) <= _NAMED else plural(len(what), "line")
    return f"Came from order {detail.get('from', '?')}: {named}"


def _parted(events: Events, facts: Facts) -> str:
    event = events[0]
    detail = event.detail or {}
    pair = detail.get("cases")
    if not is_pair(pair) or pair is None:
        return f"{facts.line(event.line_number)}: split"
    stays = f"{pair[1]} of {plural(pair[0], 'case')} stay"
    gone = plural(pair[0] - pair[1], "case")
    return f"{facts.line(event.line_number)}: {stays}, {gone} as line {detail.get('rest')}"


def _cloned(events: Events, facts: Facts) -> str:
    return f"Cloned as order {(events[0].detail or {}).get('order', '?')}"


def _passed_on(events: Events, facts: Facts) -> str:
    return f"Its number {(events[0].detail or {}).get('number', '?')} was given to a new order"


def _repeats(events: Events, facts: Facts) -> str:
    event = events[0]
    detail = event.detail or {}
    said = _REPEATS.get(str(detail.get("what")), "Repeat changed")
    if often := str(detail.get("often", "")):
        said += f": {often[:1].lower()}{often[1:]}"
    if order := detail.get("order"):
        said += f": order {order}"
    if on := kept_day(detail.get("on")):
        said += f", {on}"
    if until := kept_day(detail.get("until")):
        said += f" until {until}"
    if why := str(detail.get("why", "")):
        said += f": {short(why)}"
    following = kept_day(detail.get("next"))
    total = facts.amount(event, Figure.TOTAL)
    return said + (f"; next {following}" if following else "") + (f" · {total}" if total else "")


SENTENCES: dict[str, Sentence] = {
    "went_on": Sentence("arrow-right", _went, Kind.EDITS, grouped=True),
    "lines_came": Sentence("plus", _came, Kind.EDITS),
    "cases_split": Sentence("boxes", _parted, Kind.EDITS),
    "cloned": Sentence("copy", _cloned, Kind.EDITS),
    "number_passed_on": Sentence("tag", _passed_on, Kind.EDITS),
    "repeats": Sentence("repeat", _repeats, Kind.EDITS),
}
