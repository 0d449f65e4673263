"""Sentences of the timeline: made from facts when they are shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from app.models import OrderEvent, User
from app.vocabulary.figures import Figure
from app.web.timeline import Facts, Item, timeline

ALL = frozenset(Figure)
LABELS = {"placed": "Placed", "arrived": "Arrived", "canceled": "Canceled", "new_call": "New, call"}


def facts(seen: frozenset[Figure] = ALL) -> Facts:
    """An order of two lines."""
    lines = {1: "Rolled oats", 2: "Almond milk " * 10}
    return Facts(lines, LABELS, frozenset({"completed", "canceled", "inquiry"}), seen)


def event(verb: str, line: int | None = None, **values: Any) -> OrderEvent:
    """A fact that was kept."""
    usual: dict[str, Any] = {"detail": {}, "figures": {}, "of_version": 1, "user_id": 1, "id": 1}
    made = OrderEvent(verb=verb, line_number=line, at=datetime(2026, 3, 4, tzinfo=UTC))
    for name, value in {**usual, **values}.items():
        setattr(made, name, value)
    made.user = User(name="Bea Buyer") if made.user_id else None
    return made


def said(app: Flask, *events: OrderEvent, seen: frozenset[Figure] = ALL) -> list[Item]:
    """The sentences, as a page would make them."""
    with app.test_request_context():
        return timeline(events, facts(seen))


def moved(before: str, after: str, line: int = 1, **values: Any) -> OrderEvent:
    """A line that moved."""
    detail = {"from": before, "to": after, **values.pop("detail", {})}
    return event("moved", line, detail=detail, **values)


@pytest.mark.contract("B16")
@pytest.mark.parametrize(
    ("given", "text", "icon"),
    [
        (event("taken", detail={"call_first": True}), "Order taken, call before ordering", "plus"),
        (moved("new_call", "placed"), "Rolled oats: New, call → Placed", "arrow-right"),
        (moved("placed", "arrived"), "Rolled oats: Placed → Arrived", "package"),
        (
            moved("placed", "canceled", detail={"why": "by hand"}),
            "Rolled oats: closed as Canceled",
            "x",
        ),
        (
            moved("placed", "canceled", detail={"why": "too old"}),
            "Rolled oats: closed as Canceled (too old)",
            "x",
        ),
        (moved("canceled", "arrived"), "Rolled oats: opened again as Arrived", "package"),
        (
            event("number_passed_on", detail={"number": 7}),
            "Its number 7 was given to a new order",
            "tag",
        ),
        (
            event("contact_edited", detail={"changed": {"phone": ["1", "2"], "email": ["a", ""]}}),
            "Contact for this order: phone 1 → 2; e-mail removed",
            "user",
        ),
        (
            event("line_edited", 1, detail={"changed": {"case_size": [None, 12]}}),
            "Rolled oats: units in a case 12",
            "pencil",
        ),
        (
            event("notes_edited", detail={"changed": {"comments": ["", "Ring twice"]}}),
            "Note for the buyer: Ring twice",
            "sticky-note",
        ),
        (
            event("notes_edited", detail={"changed": {"comments": ["a", ""]}}),
            "Note for the buyer: removed",
            "sticky-note",
        ),
        (event("line_added", 3, detail={"description": "Salt"}), "Added Salt", "plus"),
        (
            event("tag_printed", 1, detail={"copy": 2}),
            "Rolled oats: tag printed, copy 2",
            "printer",
        ),
        (event("kept_open", detail={"until": "1999-04-01"}), "Kept open until 1 Apr 1999", None),
        (event("price_lifted", 1), "Rolled oats: price by the rules again", "undo-2"),
        (event("flew_away", 1), "Rolled oats: flew away", "circle-dot"),
        (event("", detail=None, figures=None), "", "circle-dot"),
        (event("moved", 9, detail=None), "line 9:  → ", "arrow-right"),
        (event("line_edited", 1, detail={"changed": {"x": 1}}), "Rolled oats: changed", "pencil"),
    ],
)
def test_a_fact_becomes_a_sentence(
    app: Flask, given: OrderEvent, text: str, icon: str | None
) -> None:
    """Whatever is in it, known or not."""
    (item,) = said(app, given)

    assert item.text == text
    assert item.icon == (icon or item.icon)
    assert (item.who, item.at) == ("Bea Buyer", "2026-03-04T00:00:00+00:00")


def test_what_one_tap_moved_is_one_sentence(app: Flask) -> None:
    """Lines that moved together; another tap is another sentence."""
    texts = [
        item.text
        for item in said(
            app,
            moved("placed", "arrived", 1, of_version=2),
            moved("placed", "arrived", 2, of_version=2),
            moved("placed", "arrived", 1, of_version=1),
        )
    ]

    assert texts == ["2 lines: Placed → Arrived", "Rolled oats: Placed → Arrived"]


@pytest.mark.contract("B1", "C8")
@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"unit": "1.2345"}, " at 1.2345 a unit"),
        ({"case": "40.00"}, " at 40.00 a case"),
        ({"case": "NaN!"}, ""),
        ({"case": 40.0}, ""),
        ({}, ""),
    ],
)
def test_amounts_are_for_those_who_may_see_that_figure(
    app: Flask, figures: dict[str, Any], words: str
) -> None:
    """Without the right, or unreadable, the sentence has none."""
    made = event("price_set", 1, figures=figures)

    assert said(app, made)[0].text == f"Rolled oats: price set by hand{words}"
    assert said(app, made, seen=frozenset())[0].text == "Rolled oats: price set by hand"


def test_the_night_is_somebody_too(app: Flask) -> None:
    """What nobody did, the night did; long names are cut."""
    (item,) = said(app, moved("placed", "arrived", 2, user_id=None))

    assert item.who == "Overnight"
    assert len(item.text) < 90
