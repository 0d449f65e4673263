"""What gives somebody away in free text: their names, numbers and addresses, and taking them out.

Names count as whole words only, in any case; a phone number counts however it is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from app.domain.customers.phones import digits_of
from app.vocabulary.searching import haystack

GONE = "…"
SHORTEST_NAME = 3
SHORTEST_PHONE = 7
_NAMES = ("first_name", "last_name", "contact_name")
_PHONES = ("phone", "contact_phone", "value")
_WHOLE = ("email", "receipt_email", "street", "value")
# Fields of a contact, wherever facts are kept by the names of fields: their values go whole.
CONTACT = frozenset(
    {
        "first_name", "last_name", "phone", "email", "street", "city", "region", "postal_code",
        "contact_name", "contact_phone", "receipt_email", "note", "comments", "extras", "value",
        "customer", "label", "best_hours",
    }
)  # fmt: skip


class Traces:
    """The traces of one person. `add` what is known of them, then `scrub` what may hold it."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._whole: set[str] = set()
        self._digits: set[str] = set()
        self._called: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add(self, facts: Mapping[str, Any]) -> None:
        """Learn from facts by the name of the field; others than contact fields are ignored."""
        for name, value in facts.items():
            if not isinstance(value, str) or not value:
                continue
            if name in _NAMES:
                self._called |= set(haystack(value).split())
            if name in _NAMES and len(value) >= SHORTEST_NAME:
                self._names.add(value)
            if name in _WHOLE and len(value) >= SHORTEST_NAME and not _is_phone(name, value):
                self._whole.add(value)
            if name in _PHONES and len(digits_of(value)) >= SHORTEST_PHONE:
                self._digits.add(digits_of(value))
        self._pattern = None

    def add_name(self, full_name: str) -> None:
        """Learn a name as it is said."""
        if len(full_name) >= SHORTEST_NAME:
            self._names.add(full_name)
            self._pattern = None

    @property
    def certain(self) -> list[str]:
        """What can hardly be anybody else's, as it may stand in JSON: phones, e-mails, and names of
        several words. For looking through what belongs to others."""
        names = {name for name in self._names if " " in name}
        mails = {text for text in self._whole if "@" in text}
        kept = {f"+1{d}" for d in self._digits if len(d) == 10} | self._digits
        return sorted(json.dumps(text)[1:-1] for text in names | mails | kept)

    def reach(self, contact: Mapping[str, Any]) -> bool:
        """Whether a contact has the phone or the e-mail of this person."""
        mails = {text.lower() for text in self._whole if "@" in text}
        email, digits = str(contact.get("email", "")), digits_of(str(contact.get("phone", "")))
        return email.strip().lower() in mails or digits in self._digits

    def meant_by(self, label: str) -> bool:
        """Whether a few words that say whose something is may mean this person: one of their names
        is among them, or anything else of theirs. For what can be made again for somebody else."""
        return bool(self._called & set(haystack(label).split())) or self.scrub(label) != label

    def scrub(self, text: str) -> str:
        """`text` without the traces."""
        pattern = self._made()
        return pattern.sub(GONE, text) if pattern and text else text

    def scrub_facts(self, value: Any, *, own: bool = True) -> Any:
        """Facts kept as JSON without the traces. In facts about the person's `own` orders, contact
        fields go whole, whatever they say; all other text is scrubbed."""
        if isinstance(value, dict):
            return {
                key: _blank(each) if own and key in CONTACT else self.scrub_facts(each, own=own)
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [self.scrub_facts(each, own=own) for each in value]
        return self.scrub(value) if isinstance(value, str) else value

    def _made(self) -> re.Pattern[str] | None:
        if self._pattern is None:
            words = sorted(self._names | self._whole, key=len, reverse=True)
            parts = [rf"(?<!\w){re.escape(word)}(?!\w)" for word in words]
            parts += [_written(digits) for digits in sorted(self._digits, key=len, reverse=True)]
            self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None
        return self._pattern


def _is_phone(name: str, value: str) -> bool:
    return name == "value" and "@" not in value


def _blank(value: Any) -> Any:
    """Nothing, in the shape that was there: a change keeps its two sides."""
    if isinstance(value, list):
        return [_blank(each) for each in value]
    return {} if isinstance(value, dict) else ""


def _written(digits: str) -> str:
    """A phone number in any way of writing: with or without country and area code."""
    between = r"[\s().\-/]{0,3}"
    local = between.join(digits[-SHORTEST_PHONE:])
    area = between.join(digits[:-SHORTEST_PHONE])
    ahead = rf"(?:(?:\+?\d{{1,3}}{between})?\(?{area}{between})?" if area else ""
    return rf"(?<!\d){ahead}{local}(?!\d)"
