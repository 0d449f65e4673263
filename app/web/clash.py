"""Two people edited the same thing. Fields that only one of them changed are merged without a
question; where both did, the form comes back as typed, with what was saved meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms import Form as AnyForm

from app.web.filters import lately

CHANGED = (
    "Somebody changed this since you opened it. What they saved stands beside each field; what you "
    "typed is still here. Save again to put yours in its place."
)
TAKE = "take-"
LONGEST_SAID = 80


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: what stood there, what the first made of it, what the
    second typed, in words; `who` and `when` once they are known."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    who: str = "Somebody"
    when: str = ""

    @property
    def words(self) -> str:
        """Whose change came first, and what was typed."""
        who = "You" if self.who == "You" else self.who
        elsewhere = " in another window" if self.who == "You" else ""
        was = f" {self.before} → {self.theirs}" if self.before else f" to {self.theirs}"
        when = f" {self.when}" if self.when else ""
        return f"{who} changed {self.label}{was}{when}{elsewhere}; you typed {self.mine}."


@dataclass
class Merged:
    """What became of a form: the fields that clash, and those where another's change was kept."""

    clashes: list[Clash] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def packed(values: Mapping[str, Any]) -> str:
    """What the form was made from, to travel with it."""
    return json.dumps({name: _text(value) for name, value in values.items()})


def unpacked(text: object) -> dict[str, str]:
    """What a form was made from; nothing if it can't be read."""
    try:
        found = json.loads(str(text or "{}"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(k): v for k, v in found.items() if isinstance(v, str)}


def merge(
    form: AnyForm,
    newest: Mapping[str, Any],
    was: Mapping[str, str],
    *,
    current: bool,
    chosen: Iterable[str],
) -> Merged:
    """Bring what was typed and what stands there now (`newest`, by field) together, field by field.
    `was` is what the form was made from, `current` that nobody changed anything since; `chosen` the
    fields where the person lets the other's change stand. Fields of the form take what is kept."""
    merged, given_up = Merged(), set(chosen)
    for name, now in newest.items():
        if name not in form:
            continue
        typed, there = _text(form[name].data), _text(now)
        base = was.get(name, there if current else None)
        if typed == there:
            continue
        if base == there:
            if name in given_up:
                form[name].data = now
        elif base == typed:
            form[name].data = now
            merged.kept.append(name)
        else:
            merged.clashes.append(_clash(form[name], base, now))
    return merged


def show_both(form: AnyForm, newest: AnyForm) -> None:
    """Put what `newest` holds beside the fields of `form` that differ, and take over its hidden
    fields: pressing again knows the newest version."""
    for one in form:
        other = newest._fields.get(one.name)
        if other is None or one.name == "csrf_token":
            continue
        if isinstance(one, HiddenField):
            one.data = other.data
        elif one.data != other.data:
            one.errors = [*one.errors, f"Saved meanwhile: {in_words(other)}"]


def in_words(field: Field) -> str:
    """What a field holds, as people read it."""
    return words_for(field, field.data)


def words_for(field: Field, data: Any) -> str:
    """`data` as people would read it in this field."""
    if isinstance(field, SelectMultipleField):
        labels = [str(label) for value, label, *_ in field.iter_choices() if value in (data or [])]
        return ", ".join(labels) or "none"
    if isinstance(field, SelectField | RadioField):
        chosen = [str(label) for value, label, *_ in field.iter_choices() if value == _text(data)]
        return chosen[0] if chosen and data not in (None, "") else "nothing"
    if isinstance(data, bool):
        return "yes" if data else "no"
    if data in (None, ""):
        return "nothing"
    said = " ".join(str(data).split())
    return said if len(said) <= LONGEST_SAID else said[: LONGEST_SAID - 1] + "…"


def by_whom(clash: Clash, who: str, at: Any) -> Clash:
    """The clash with whose change came first, and when."""
    return Clash(clash.name, clash.label, clash.before, clash.theirs, clash.mine, who, lately(at))


def _clash(field: Field, base: str | None, now: Any) -> Clash:
    return Clash(
        name=field.name,
        label=str(field.label.text),
        before="" if base is None else words_for(field, base),
        theirs=words_for(field, now),
        mine=words_for(field, field.data),
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)
