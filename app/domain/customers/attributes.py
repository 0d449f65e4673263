"""Answers to the attributes that settings define (M3, M4): read, checked, and written in words.

Answers are kept as text by the id of the attribute: numbers in figures, dates as 2026-11-22, yes or
no as words. An answer to an attribute that was retired since stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models import AttributeKind, CustomerAttribute

LONGEST_ANSWER = 200
YES, NO = "yes", "no"
FIELD = "extra-"
FIRST_YEAR, LAST_YEAR = 1900, 2200
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,4})?")

Definitions = Iterable[CustomerAttribute]
Answers = Mapping[str, Any]


def definitions(session: Session) -> list[CustomerAttribute]:
    """What is asked of customers now, in the order of the form."""
    query = sa.select(CustomerAttribute).where(CustomerAttribute.active.is_(True))
    return list(session.scalars(query.order_by(CustomerAttribute.position, CustomerAttribute.id)))


def field_name(definition: CustomerAttribute) -> str:
    """What the field of an attribute is called in a form: `extra-7`."""
    return f"{FIELD}{definition.id}"


def clean(defined: Definitions, typed: Answers, before: Answers | None = None) -> dict[str, str]:
    """The answers in `typed` (attribute id as text → text) as they are kept; empty ones and those
    to unknown attributes are left out. With `before`, the customer's answers so far, what is not
    asked now (retired attributes) stays. What is no valid answer is kept out: ask `problems`."""
    asked = {str(one.id): one for one in defined}
    kept = {key: str(value) for key, value in (before or {}).items() if key not in asked}
    for key, definition in asked.items():
        text = _plain(typed.get(key))
        if text and text == str((before or {}).get(key, "")):
            kept[key] = text
        elif text and not _wrong(definition, text):
            kept[key] = _canonical(definition, text)
    return kept


def problems(defined: Definitions, typed: Answers, before: Answers | None = None) -> dict[str, str]:
    """What is wrong with the answers: name of the field (`extra-7`) → what to do. An answer that is
    what it was before is left alone, even if it could not be given now."""
    found = {}
    for definition in defined:
        key = str(definition.id)
        text = _plain(typed.get(key))
        if not text:
            said = _unanswered(definition) if definition.required else ""
        elif text == str((before or {}).get(key, "")):
            said = ""
        else:
            said = _wrong(definition, text)
        if said:
            found[field_name(definition)] = said
    return found


def answers(session: Session, extras: Answers) -> list[tuple[str, str]]:
    """The answers of a customer as (label, words), in the order of the form; those to retired
    attributes come last."""
    rows = session.scalars(
        sa.select(CustomerAttribute).order_by(
            CustomerAttribute.active.desc(), CustomerAttribute.position, CustomerAttribute.id
        )
    )
    return [(row.label, in_words(row, str(extras[str(row.id)]))) for row in rows
            if extras.get(str(row.id))]  # fmt: skip


def in_words(definition: CustomerAttribute, answer: str) -> str:
    """An answer as people read it: `Yes`, `22 Nov 2026`, else as it is."""
    if definition.kind is AttributeKind.YES_NO:
        return answer.capitalize()
    if definition.kind is AttributeKind.DATE and (day := _day(answer)):
        return f"{day.day} {day:%b %Y}"
    return answer


def _plain(value: Any) -> str:
    text = "".join(c if c.isprintable() else " " for c in str(value or ""))
    return " ".join(text.split())


def _unanswered(definition: CustomerAttribute) -> str:
    chosen = definition.kind in (AttributeKind.CHOICE, AttributeKind.YES_NO)
    return "Choose one." if chosen else "Fill this in."


def _wrong(definition: CustomerAttribute, text: str) -> str:
    kind = definition.kind
    if kind is AttributeKind.NUMBER and not _NUMBER.fullmatch(text):
        return "Write a number in figures, like 12 or 12.5."
    if kind is AttributeKind.DATE and _day(text) is None:
        return "Write a date like 2026-11-22."
    if kind is AttributeKind.CHOICE and text not in definition.choices:
        return "Choose one of the list."
    if kind is AttributeKind.YES_NO and text.lower() not in (YES, NO):
        return "Choose yes or no."
    if len(text) > LONGEST_ANSWER:
        return f"Keep it to {LONGEST_ANSWER} characters."
    return ""


def _canonical(definition: CustomerAttribute, text: str) -> str:
    if definition.kind is AttributeKind.NUMBER:
        number = Decimal(text).normalize()
        return f"{number + 0:f}"
    if definition.kind is AttributeKind.DATE:
        return str(_day(text))
    return text.lower() if definition.kind is AttributeKind.YES_NO else text


def _day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
