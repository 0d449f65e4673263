"""Placeholders, shipped words, lengths of texts, quiet hours: what needs no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain.messages.placeholders import Place, fill, problem
from app.domain.messages.quiet import next_allowed
from app.domain.messages.shipped import shipped
from app.domain.messages.texting import length
from app.domain.settings.known import StoreSettings
from app.vocabulary.occasions import MessageWay, Occasion

ZONE = "America/Chicago"


@pytest.mark.parametrize("way", list(MessageWay))
@pytest.mark.parametrize("occasion", list(Occasion))
def test_shipped_words_are_good_templates(occasion: Occasion, way: MessageWay) -> None:
    """Every occasion has words both ways; none says a price, none goes out by itself."""
    words = shipped(occasion, way)
    assert problem(words.subject + words.body, prices=False) == ""
    assert (words.by_itself, words.shows_prices, words.active) == (False, False, True)
    assert bool(words.subject) is (way is MessageWay.EMAIL)
    if way is MessageWay.TEXT:
        assert length(words.body).alphabet == "GSM-7"
        assert length(words.body).parts == 1


def test_places_are_filled_once() -> None:
    values = {Place.FIRST_NAME: "{order}", Place.ORDER: "7", Place.ITEMS: "- a\n- b"}
    said = fill("Hi { First name }, {ORDER}:\n{items}\n{store_phone}\n\n\nBye {x y", values)
    assert said == "Hi {order}, 7:\n- a\n- b\n\nBye {x y"


def test_a_value_never_makes_a_line_of_its_own() -> None:
    values = {Place.NAME: "Ada\r\nBcc: x@example.org"}
    assert fill("Order of {name}", values, one_line=True) == "Order of Ada Bcc: x@example.org"
    assert fill("{name}", values) == "Ada Bcc: x@example.org"


@pytest.mark.parametrize(
    ("text", "prices", "said"),
    [
        ("{nick}", False, "There is no placeholder “{nick}”. Choose one of the list."),
        ("{order.__class__}", True,
         "There is no placeholder “{order.__class__}”. Choose one of the list."),
        ("{total}", False, "“{total}” says a price. Allow prices in this message first."),
        ("{total} {prices}", True, ""),
        ("{} { {{order}} 100 %s {0", False, ""),
    ],
)  # fmt: skip
def test_what_is_no_placeholder_is_named(text: str, prices: bool, said: str) -> None:
    assert problem(text, prices=prices) == said


@pytest.mark.parametrize(
    ("text", "units", "parts", "wide"),
    [
        ("", 0, 0, ""),
        ("a" * 160, 160, 1, ""),
        ("a" * 161, 161, 2, ""),
        ("€" * 80, 160, 1, ""),
        ("a" * 152 + "€" * 5, 162, 2, ""),
        ("a" * 69 + "’", 70, 1, "’"),
        ("a" * 70 + "’", 71, 2, "’"),
        ("🥣" * 35, 70, 1, "🥣"),
        ("a" * 66 + "🥣" * 34, 134, 3, "🥣"),
    ],
)
def test_the_parts_of_a_text(text: str, units: int, parts: int, wide: str) -> None:
    found = length(text)
    assert (found.units, found.parts, found.wide) == (units, parts, wide)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-21T20:59", "2026-11-21T20:59"),
        ("2026-11-21T21:00", "2026-11-22T08:00"),
        ("2026-11-22T07:59", "2026-11-22T08:00"),
        ("2026-11-22T08:00", "2026-11-22T08:00"),
        # The night in which clocks go forward.
        ("2026-03-07T23:00", "2026-03-08T08:00"),
    ],
)
def test_quiet_hours_on_the_clock_of_the_store(at: str, due: str) -> None:
    here = ZoneInfo(ZONE)
    moment = datetime.fromisoformat(at).replace(tzinfo=here).astimezone(UTC)
    found = next_allowed(moment, MessageWay.TEXT, StoreSettings(), ZONE)
    assert found.astimezone(here).isoformat()[:16] == due


def test_quiet_hours_are_as_the_store_says() -> None:
    noon = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    night = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    usual = StoreSettings()
    assert next_allowed(night, MessageWay.EMAIL, usual, ZONE) == night
    everything = replace(usual, quiet_for="all")
    assert next_allowed(night, MessageWay.EMAIL, everything, ZONE) != night
    assert next_allowed(night, MessageWay.TEXT, replace(usual, quiet_for="none"), ZONE) == night
    siesta = replace(usual, quiet_from="12:00", quiet_until="13:00")
    assert next_allowed(noon, MessageWay.TEXT, siesta, ZONE).hour == 19
    never = replace(usual, quiet_from="09:00", quiet_until="09:00")
    assert next_allowed(night, MessageWay.TEXT, never, ZONE) == night
