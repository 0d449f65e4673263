"""Taking somebody out of free text, and nobody else."""

from __future__ import annotations

import pytest

from app.domain.customers.traces import Traces


@pytest.fixture
def traces() -> Traces:
    made = Traces()
    made.add({"first_name": "Ada", "last_name": "Quill", "phone": "+12175550142", "cases": 3})
    made.add({"email": "ada@example.org", "street": "7 Main St", "value": "+12175550188"})
    made.add_name("Ada Quill")
    return made


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Bread for Ada Quill", "Bread for …"),
        ("bread for ADA", "bread for …"),
        ("Adaptor for quilling", "Adaptor for quilling"),
        ("call (217) 555-0142 now", "call … now"),
        ("call 217.555.0142", "call …"),
        ("call +1 217 555 0142", "call …"),
        ("call 555 0142", "call …"),
        ("call 5550188.", "call …."),
        ("UPC 0021755501420", "UPC 0021755501420"),
        ("to ada@example.org, 7 main st", "to …, …"),
        ("", ""),
    ],
)
def test_names_are_words_and_phones_any_writing(traces: Traces, text: str, left: str) -> None:
    assert traces.scrub(text) == left


def test_facts_of_ones_own_orders_lose_contact_whole(traces: Traces) -> None:
    facts = {"changed": {"phone": ["1", "2"], "cases": [1, 2], "note": "x"}, "into": "Ada’s oats"}
    assert traces.scrub_facts(facts) == {
        "changed": {"phone": ["", ""], "cases": [1, 2], "note": ""},
        "into": "…’s oats",
    }
    assert traces.scrub_facts({"customer": ["Ada Quill", "Bo Li"]}, own=False) == {
        "customer": ["…", "Bo Li"]
    }


def test_nobody_has_no_traces() -> None:
    assert Traces().scrub("anything at all") == "anything at all"
