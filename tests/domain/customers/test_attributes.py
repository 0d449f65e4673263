"""Answers to what settings define."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.customers import attributes
from app.models import AttributeKind, CustomerAttribute

HALAL = "Halal, kosher"


def _one(kind: AttributeKind, key: int = 7, **values: object) -> CustomerAttribute:
    choices = ["Vegan", HALAL] if kind is AttributeKind.CHOICE else []
    usual = {"label": "Asked", "required": False, "choices": choices}
    return CustomerAttribute(id=key, kind=kind, **{**usual, **values})


@pytest.mark.contract("M3")
@pytest.mark.contract("M4")
@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (AttributeKind.TEXT, "  two   words ", "two words"),
        (AttributeKind.TEXT, "a\x07b\nc", "a b c"),
        (AttributeKind.NUMBER, "12.50", "12.5"),
        (AttributeKind.NUMBER, "+100", "100"),
        (AttributeKind.NUMBER, "-0", "0"),
        (AttributeKind.DATE, "2026-02-28", "2026-02-28"),
        (AttributeKind.CHOICE, HALAL, HALAL),
        (AttributeKind.YES_NO, "YES", "yes"),
        (AttributeKind.YES_NO, "no", "no"),
    ],
)
def test_answers_are_kept_in_one_way(kind: AttributeKind, typed: str, kept: str) -> None:
    defined = [_one(kind)]
    assert attributes.problems(defined, {"7": typed}) == {}
    assert attributes.clean(defined, {"7": typed}) == {"7": kept}
    assert attributes.clean(defined, {"7": kept}) == {"7": kept}


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        (AttributeKind.TEXT, "x" * 201, "Keep it to 200 characters."),
        (AttributeKind.NUMBER, "1e9", "Write a number in figures, like 12 or 12.5."),
        (AttributeKind.NUMBER, "1234567890123", "Write a number in figures, like 12 or 12.5."),
        (AttributeKind.NUMBER, "٣", "Write a number in figures, like 12 or 12.5."),
        (AttributeKind.NUMBER, "NaN", "Write a number in figures, like 12 or 12.5."),
        (AttributeKind.DATE, "2026-02-30", "Write a date like 2026-11-22."),
        (AttributeKind.DATE, "20260228", "Write a date like 2026-11-22."),
        (AttributeKind.DATE, "0001-01-01", "Write a date like 2026-11-22."),
        (AttributeKind.CHOICE, "vegan", "Choose one of the list."),
        (AttributeKind.YES_NO, "perhaps", "Choose yes or no."),
    ],
)
def test_what_is_no_answer_is_said_and_not_kept(kind: AttributeKind, typed: str, says: str) -> None:
    defined = [_one(kind)]
    assert attributes.problems(defined, {"7": typed}) == {"extra-7": says}
    assert attributes.clean(defined, {"7": typed}) == {}


@pytest.mark.contract("M4")
def test_what_is_required_must_be_answered() -> None:
    defined = [
        _one(AttributeKind.TEXT, 1, required=True),
        _one(AttributeKind.CHOICE, 2, required=True),
        _one(AttributeKind.TEXT, 3),
    ]
    assert attributes.problems(defined, {"1": " "}) == {
        "extra-1": "Fill this in.",
        "extra-2": "Choose one.",
    }
    assert attributes.problems(defined, {"1": "x", "2": "Vegan"}) == {}


def test_an_answer_that_stood_there_before_may_stay() -> None:
    defined = [_one(AttributeKind.CHOICE)]
    before = {"7": "Raw food", "3": "of a retired one"}
    assert attributes.problems(defined, {"7": "Raw food"}, before) == {}
    assert attributes.clean(defined, {"7": "Raw food"}, before) == before
    assert attributes.clean(defined, {"7": ""}, before) == {"3": "of a retired one"}


def test_answers_to_nothing_are_dropped() -> None:
    assert attributes.clean([_one(AttributeKind.TEXT)], {"8": "x", "is_member": "1"}) == {}


def test_definitions_and_answers_come_in_the_order_of_the_form(session: Session) -> None:
    made = [
        CustomerAttribute(label="Old", kind=AttributeKind.TEXT, position=0, active=False),
        CustomerAttribute(label="Second", kind=AttributeKind.DATE, position=2),
        CustomerAttribute(label="First", kind=AttributeKind.YES_NO, position=1),
    ]
    session.add_all(made)
    session.flush()
    old, second, first = (str(one.id) for one in made)
    assert [one.label for one in attributes.definitions(session)] == ["First", "Second"]
    extras = {old: "kept", second: "2026-11-22", first: "yes"}
    assert attributes.answers(session, extras) == [
        ("First", "Yes"),
        ("Second", "22 Nov 2026"),
        ("Old", "kept"),
    ]
