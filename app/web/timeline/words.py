"""What sentences are made of: the entry they become, the names they need, changes of fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from app.models import OrderEvent
from app.vocabulary import money
from app.vocabulary.figures import Figure
from app.web.filters import day
from app.web.timeline.kinds import Kind

LONGEST = 60
FIELDS = {
    "description": "description", "brand": "brand", "size": "size", "sku": "SKU",
    "vendor": "vendor", "department": "department", "cases": "cases",
    "case_size": "units in a case", "tag_note": "note on the tag", "bin": "bin",
    "first_name": "first name", "last_name": "last name", "phone": "phone", "email": "e-mail",
    "street": "street", "city": "city", "region": "region", "postal_code": "postal code",
    "contact_way": "best way to reach", "best_hours": "best hours",
    "comments": "note for the buyer", "getting": "how they get it", "requested_on": "wanted by",
    "source": "how it came", "no_clone": "do not clone",
}  # fmt: skip

Events = Sequence[OrderEvent]


@dataclass(frozen=True)
class Item:
    """One entry as the component draws it; `at` is an ISO time, `when` the same in words."""

    icon: str
    text: str
    who: str
    when: str
    where: str
    at: str


@dataclass(frozen=True)
class Facts:
    """What sentences need beside the event: names of lines and statuses, the figures that may be
    seen."""

    lines: Mapping[int, str]
    labels: Mapping[str, str]
    closed: frozenset[str]
    seen: frozenset[Figure]

    def line(self, number: int | None) -> str:
        """A line in a few words."""
        return short(self.lines.get(number or 0, f"line {number}"))

    def label(self, key: object) -> str:
        """A status in words."""
        return self.labels.get(str(key), str(key).replace("_", " "))

    def amount(self, event: OrderEvent, figure: Figure) -> str:
        """The amount an event has of `figure`; nothing for people who may not see it (B1)."""
        text = (event.figures or {}).get(figure.value)
        if figure not in self.seen or not isinstance(text, str):
            return ""
        try:
            return money.show(Decimal(text))
        except InvalidOperation:
            return ""


Say = Callable[[Events, Facts], str]


class Sentence(NamedTuple):
    """How a verb is told. `grouped`: what one tap did to several lines is one sentence."""

    icon: str
    say: Say
    kind: Kind
    grouped: bool = False


def short(text: object) -> str:
    """`text` on one line, cut where a sentence would get lost in it."""
    words = " ".join(str(text).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def about(words: str) -> Say:
    """A sentence that only names the line."""
    return lambda events, facts: f"{facts.line(events[0].line_number)}: {words}"


def subject(events: Events, facts: Facts) -> str:
    """The line, or how many lines, a grouped sentence is about."""
    many = len({event.line_number for event in events})
    return facts.line(events[0].line_number) if many == 1 else f"{many} lines"


def changed(events: Events, facts: Facts) -> str:
    """Fields with what stood in them before and after."""
    event = events[0]
    fields = (event.detail or {}).get("changed", {})
    parts = [_change(name, *pair) for name, pair in fields.items() if is_pair(pair)]
    what = "; ".join(parts) or "changed"
    return f"{facts.line(event.line_number)}: {what}" if event.line_number else begun(what)


def begun(words: str) -> str:
    """Begun with a capital, the rest as it was typed."""
    return words[:1].upper() + words[1:]


def is_pair(pair: object) -> bool:
    """Whether it is a value before and one after."""
    return isinstance(pair, list | tuple) and len(pair) == 2


def kept_day(text: object) -> str:
    """A kept day as people write it; nothing for what is none."""
    try:
        return day(date.fromisoformat(str(text)))
    except ValueError:
        return ""


def _change(name: str, before: object, after: object) -> str:
    words = FIELDS.get(name, name.replace("_", " "))
    if isinstance(after, bool):
        return f"{words}: {'yes' if after else 'no'}"
    if after in (None, ""):
        return f"{words} removed"
    if before in (None, ""):
        return f"{words} {short(after)}"
    return f"{words} {short(before)} → {short(after)}"
