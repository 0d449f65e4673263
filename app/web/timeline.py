"""The timeline of an order: facts become sentences when they are shown (B16).

Amounts stand in an event's `figures` and are written only for people who may see that figure; a
verb nobody taught us still gives a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from app.models import OrderEvent
from app.vocabulary import money
from app.vocabulary.figures import Figure, PriceChoice, PriceKind
from app.web.filters import day, moment

LONGEST = 60
WHY = {"by hand": "", "reopened": "", "handed over": "handed over", "sold": "sold at the register"}
SOURCES = {"phone": " by phone", "email": " by e-mail", "web": " on the web"}
BROUGHT = {"deliver": "to be delivered", "ship": "to be shipped"}
FIELDS = {
    "description": "description", "brand": "brand", "size": "size", "sku": "SKU",
    "vendor": "vendor", "department": "department", "cases": "cases",
    "case_size": "units in a case", "tag_note": "note on the tag", "bin": "bin",
    "first_name": "first name", "last_name": "last name", "phone": "phone", "email": "e-mail",
    "street": "street", "city": "city", "region": "region", "postal_code": "postal code",
    "contact_way": "best way to reach", "comments": "note for the buyer",
    "getting": "how they get it", "requested_on": "wanted by", "source": "how it came",
}  # fmt: skip


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


def short(text: object) -> str:
    """`text` on one line, cut where a sentence would get lost in it."""
    words = " ".join(str(text).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def timeline(events: Iterable[OrderEvent], facts: Facts) -> list[Item]:
    """The sentences of `events`, in their order; what one tap did to several lines is one."""
    return [_item(list(same), facts) for _, same in groupby(events, key=_tap)]


def _tap(event: OrderEvent) -> tuple[Any, ...]:
    if event.verb != "moved":
        return (event.id,)
    return (event.verb, event.of_version, event.user_id, str(event.detail))


def _item(events: Sequence[OrderEvent], facts: Facts) -> Item:
    newest = events[0]
    icon, say = SENTENCES.get(newest.verb, ("circle-dot", _anything))
    at: datetime = newest.at
    return Item(
        icon=_icon_of_move(newest, facts) if newest.verb == "moved" else icon,
        text=say(events, facts),
        who=newest.user.name if newest.user else "Overnight",
        when=moment(at),
        where="",
        at=at.isoformat(),
    )


def _icon_of_move(event: OrderEvent, facts: Facts) -> str:
    to = str((event.detail or {}).get("to", ""))
    if to in facts.closed:
        return "check" if to == "completed" else "x"
    icons = {"arrived": "package", "called_waiting": "phone-missed", "new_call": "phone"}
    return icons.get(to, "arrow-right")


def _taken(events: Sequence[OrderEvent], facts: Facts) -> str:
    detail = events[0].detail or {}
    parts = [
        f"Order taken{SOURCES.get(str(detail.get('source')), '')}",
        "call before ordering" if detail.get("call_first") else "no call needed",
        BROUGHT.get(str(detail.get("delivery")), ""),
        f"wanted by {wanted}" if (wanted := _day(detail.get("requested_on"))) else "",
    ]
    total = facts.amount(events[0], Figure.TOTAL)
    return ", ".join(part for part in parts if part) + (f" · {total} in all" if total else "")


def _day(text: object) -> str:
    """A kept day as people write it; nothing for what is none."""
    try:
        return day(date.fromisoformat(str(text)))
    except ValueError:
        return ""


def _moved(events: Sequence[OrderEvent], facts: Facts) -> str:
    event = events[0]
    detail = event.detail or {}
    many = len({e.line_number for e in events})
    what = facts.line(event.line_number) if many == 1 else f"{many} lines"
    to = str(detail.get("to", ""))
    if to in facts.closed:
        words = f"closed as {facts.label(to)}"
    elif detail.get("from") in facts.closed:
        words = f"opened again as {facts.label(to)}"
    else:
        words = f"{facts.label(detail.get('from', ''))} → {facts.label(to)}"
    why = str(detail.get("why", ""))
    reason = WHY.get(why, why)
    return f"{what}: {words}" + (f" ({short(reason)})" if reason else "")


def _changed(events: Sequence[OrderEvent], facts: Facts) -> str:
    event = events[0]
    changed = (event.detail or {}).get("changed", {})
    parts = [_change(name, *pair) for name, pair in changed.items() if _is_pair(pair)]
    what = "; ".join(parts) or "changed"
    return f"{facts.line(event.line_number)}: {what}" if event.line_number else _sentence(what)


def _sentence(words: str) -> str:
    """Begun with a capital, the rest as it was typed."""
    return words[:1].upper() + words[1:]


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list | tuple) and len(pair) == 2


def _change(name: str, before: object, after: object) -> str:
    words = FIELDS.get(name, name.replace("_", " "))
    if after in (None, ""):
        return f"{words} removed"
    if before in (None, ""):
        return f"{words} {short(after)}"
    return f"{words} {short(before)} → {short(after)}"


def _contact(events: Sequence[OrderEvent], facts: Facts) -> str:
    return (
        f"Contact for this order: {_changed(events, facts)[:1].lower()}"
        + (_changed(events, facts)[1:])
    )


def _notes(events: Sequence[OrderEvent], facts: Facts) -> str:
    pair = (events[0].detail or {}).get("changed", {}).get("comments")
    return (
        f"Note for the buyer: {short(pair[1]) or 'removed'}" if _is_pair(pair) else "Note changed"
    )


def _about(words: str) -> Callable[[Sequence[OrderEvent], Facts], str]:
    """A sentence that only names the line."""
    return lambda events, facts: f"{facts.line(events[0].line_number)}: {words}"


def _added(events: Sequence[OrderEvent], facts: Facts) -> str:
    return f"Added {short((events[0].detail or {}).get('description', 'a line'))}"


def _turned(events: Sequence[OrderEvent], facts: Facts) -> str:
    detail = events[0].detail or {}
    return f"Note “{short(detail.get('words', ''))}” became {short(detail.get('into', 'an item'))}"


def _carried(events: Sequence[OrderEvent], facts: Facts) -> str:
    detail = events[0].detail or {}
    words, into = short(detail.get("words", "")), short(detail.get("into", "an item"))
    same = not words or words == into
    return f"{into}: in the catalogue now" + ("" if same else f", asked for as “{words}”")


def _priced(events: Sequence[OrderEvent], facts: Facts) -> str:
    event = events[0]
    unit, case = facts.amount(event, Figure.UNIT), facts.amount(event, Figure.CASE)
    amount = f" at {unit} a unit" if unit else (f" at {case} a case" if case else "")
    return f"{facts.line(event.line_number)}: price set by hand{amount}"


def _chosen(events: Sequence[OrderEvent], facts: Facts) -> str:
    event = events[0]
    choice = str((event.detail or {}).get("choice", ""))
    words = {c.value: c.label for c in PriceChoice}.get(choice, choice)
    if choice == PriceChoice.AUTO:
        return f"{facts.line(event.line_number)}: priced {words} again"
    return f"{facts.line(event.line_number)}: {words} chosen"


def _repriced(events: Sequence[OrderEvent], facts: Facts) -> str:
    event = events[0]
    kinds = (event.detail or {}).get("kinds", [])
    labels = {kind.value: kind.label for kind in PriceKind}
    amounts = (facts.amount(event, f) for f in (Figure.TOTAL, Figure.CASE, Figure.UNIT))
    parts = [next(filter(None, amounts), ""), labels.get(str(kinds[-1]), "") if kinds else ""]
    now = " ".join(filter(None, parts))
    return f"{facts.line(event.line_number)}: priced again" + (f", now {now}" if now else "")


def _catalogue(words: str) -> Callable[[Sequence[OrderEvent], Facts], str]:
    """That the catalogue moved is told to those only who may see its prices (B1)."""

    def say(events: Sequence[OrderEvent], facts: Facts) -> str:
        seen = words if Figure.RETAIL in facts.seen else "price checked"
        return f"{facts.line(events[0].line_number)}: {seen}"

    return say


def _customer(events: Sequence[OrderEvent], facts: Facts) -> str:
    pair = (events[0].detail or {}).get("changed", {}).get("customer")
    if not _is_pair(pair):
        return "Customer changed"
    if pair[0] == pair[1]:
        return f"Customer {short(pair[1])} taken over anew"
    return f"Customer {short(pair[0])} → {short(pair[1])}"


def _printed(events: Sequence[OrderEvent], facts: Facts) -> str:
    copy = (events[0].detail or {}).get("copy", 1)
    again = f", copy {copy}" if copy != 1 else ""
    return f"{facts.line(events[0].line_number)}: tag printed{again}"


def _kept(events: Sequence[OrderEvent], facts: Facts) -> str:
    return f"Kept open until {(events[0].detail or {}).get('until', 'later')}"


def _anything(events: Sequence[OrderEvent], facts: Facts) -> str:
    event = events[0]
    words = short(str(event.verb).replace("_", " ").replace(".", " ")).capitalize()
    return f"{facts.line(event.line_number)}: {words.lower()}" if event.line_number else words


SENTENCES: dict[str, tuple[str, Callable[[Sequence[OrderEvent], Facts], str]]] = {
    "taken": ("plus", _taken),
    "moved": ("arrow-right", _moved),
    "contact_edited": ("user", _contact),
    "wishes_edited": ("store", _changed),
    "notes_edited": ("sticky-note", _notes),
    "line_edited": ("pencil", _changed),
    "line_added": ("plus", _added),
    "note_turned": ("wand-sparkles", _turned),
    "line_carried": ("boxes", _carried),
    "price_set": ("banknote", _priced),
    "price_lifted": ("undo-2", _about("price by the rules again")),
    "price_chosen": ("badge-percent", _chosen),
    "repriced": ("banknote", _repriced),
    "catalogue_accepted": ("refresh-cw", _catalogue("priced from today’s catalogue")),
    "catalogue_kept": ("lock", _catalogue("kept as quoted, though the catalogue moved")),
    "customer_changed": ("user", _customer),
    "kept_open": ("calendar-clock", _kept),
    "tag_printed": ("printer", _printed),
    "handed_over": ("shopping-bag", _about("handed over")),
    "taken_back": ("undo-2", _about("taken back, not handed over")),
}
