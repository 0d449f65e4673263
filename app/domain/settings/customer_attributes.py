"""What a store wants to know of its customers beyond name and phone (M3, M4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.settings.editing import add, edit, room_for
from app.models import AttributeKind, Customer, CustomerAttribute
from app.vocabulary.decisions import Decision, when
from app.vocabulary.errors import Invalid
from app.vocabulary.searching import haystack

MOST_ATTRIBUTES = 40
MOST_CHOICES = 60
LONGEST_CHOICE = 80
GAP = 10
SAME_LABEL = {"label": "Another attribute is called that already."}


@dataclass(frozen=True)
class Question:
    """What settings say of an attribute; `choices` are for the kind choice, in their order."""

    label: str
    kind: AttributeKind
    choices: tuple[str, ...] = ()
    required: bool = False
    active: bool = True


def attributes(session: Session) -> list[CustomerAttribute]:
    """All of them in the order of the form, retired ones last."""
    return list(
        session.scalars(
            sa.select(CustomerAttribute).order_by(
                CustomerAttribute.active.desc(), CustomerAttribute.position, CustomerAttribute.id
            )
        )
    )


def add_attribute(session: Session, question: Question, by: Viewer | None) -> CustomerAttribute:
    """A new attribute, asked last. Invalid when the label is taken, or a choice has no choices."""
    room_for(session, CustomerAttribute, MOST_ATTRIBUTES)
    rows = attributes(session)
    values = _values(question)
    _check_label(rows, question.label, None)
    place = max((row.position for row in rows), default=0) + GAP
    made = CustomerAttribute(position=place, **values)
    add(session, made, by, "customer attribute added", question.label, values, SAME_LABEL)
    return made


def change_attribute(
    session: Session, row: CustomerAttribute, question: Question, by: Viewer | None
) -> None:
    """Change an attribute. Its kind cannot change while customers have answered it: their answers
    would mean something else."""
    _check_label(attributes(session), question.label, row)
    if question.kind is not row.kind and not (decision := may_change_kind(session, row)):
        raise Invalid({"kind": decision.reason})
    edit(session, row, _values(question), by, "customer attribute changed", row.label, SAME_LABEL)


def may_change_kind(session: Session, row: CustomerAttribute) -> Decision:
    """Whether nobody has answered it yet."""
    return when(
        not answered(session, row),
        "Customers have answered this. Retire it, and add another of the other kind.",
    )


def answered(session: Session, row: CustomerAttribute) -> bool:
    """Whether any customer has an answer to it."""
    given = Customer.extras[str(row.id)].as_string().is_not(None)
    return bool(session.scalar(sa.select(sa.exists().where(given))))


def shift(session: Session, row: CustomerAttribute, step: int, by: Viewer | None) -> bool:
    """Ask it one place earlier (-1) or later (1); False at the end, or when it is retired."""
    rows = [one for one in attributes(session) if one.active]
    if row not in rows:
        return False
    place = rows.index(row)
    other = place + (1 if step > 0 else -1)
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    for number, one in enumerate(rows):
        if one.position != number * GAP:
            one.position = number * GAP
    after = {"place": "later" if step > 0 else "earlier"}
    record(session, by, "customer attribute moved", row.label, after=after)
    return True


def _values(question: Question) -> dict[str, object]:
    """As the row keeps them. Invalid for choices that are none, doubled or too many."""
    if question.kind is not AttributeKind.CHOICE:
        return asdict(question) | {"choices": []}
    choices = list(question.choices)
    plain = [haystack(choice) for choice in choices]
    if not choices:
        raise Invalid({"choices": "Write the choices, one on a line."})
    if len(choices) > MOST_CHOICES or max(map(len, choices)) > LONGEST_CHOICE:
        raise Invalid(
            {"choices": f"At most {MOST_CHOICES} choices of up to {LONGEST_CHOICE} characters."}
        )
    if len(set(plain)) < len(plain):
        twice = next(c for n, c in enumerate(choices) if plain[n] in plain[:n])
        raise Invalid({"choices": f"“{twice}” is there twice."})
    return asdict(question) | {"choices": choices}


def _check_label(rows: list[CustomerAttribute], label: str, own: CustomerAttribute | None) -> None:
    if any(row is not own and haystack(row.label) == haystack(label) for row in rows):
        raise Invalid(SAME_LABEL)
