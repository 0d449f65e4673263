"""Phones: read in any writing, kept in one, shown as people dial them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.customers.phones import digits_of, last_four, problem, same, shown, to_e164

WRITINGS = [
    "217 555 0142",
    "(217) 555-0142",
    "217.555.0142",
    "+1 217 555 0142",
    "1-217-555-0142",
    "2175550142",
    "+12175550142",
]


@pytest.mark.parametrize("text", WRITINGS)
def test_every_writing_is_kept_as_one_and_shown_as_one(text: str) -> None:
    assert to_e164(text, "US") == "+12175550142"
    assert shown(text, "US") == "(217) 555-0142"


@pytest.mark.parametrize(
    ("text", "country", "kept", "at_home", "abroad"),
    [
        ("020 7946 0958", "GB", "+442079460958", "020 7946 0958", "+44 20 7946 0958"),
        ("030 12345678", "DE", "+493012345678", "030 12345678", "+49 30 12345678"),
        ("06 1234 5678", "IT", "+390612345678", "06 1234 5678", "+39 06 1234 5678"),
    ],
)
def test_a_number_is_national_at_home_and_international_abroad(
    text: str, country: str, kept: str, at_home: str, abroad: str
) -> None:
    assert to_e164(text, country) == kept
    assert (shown(kept, country), shown(kept, "US")) == (at_home, abroad)


@pytest.mark.parametrize("text", ["217-555-0142 x12", "2175550142 ext. 12", "+12175550142;ext=12"])
def test_an_extension_is_kept_but_finds_nobody(text: str) -> None:
    assert to_e164(text, "US") == "+12175550142;ext=12"
    assert shown(text, "US") == "(217) 555-0142 ext. 12"
    assert digits_of(text) == "2175550142"
    assert same(text, "+12175550142") is False


@pytest.mark.parametrize("text", ["", "n/a", "555-0142", "12", "٣٣٣", "🥥", "+999 1", "call Ivo"])
def test_what_is_no_whole_number_is_kept_and_shown_as_it_is(text: str) -> None:
    assert to_e164(text, "US") is None
    assert shown(text, "US") == text


def test_a_number_that_is_kept_needs_its_area_code() -> None:
    assert problem("555-0142") == ""
    assert problem("555-0142", whole=True) == "Write the area code too, like 217 555 0142."
    assert problem("217 555 0142", whole=True) == ""


@pytest.mark.parametrize("typed", ["020 7946 0958", "+44 20 7946 0958", "0044 20 7946 0958"])
def test_zeros_dialled_before_a_number_do_not_hide_it(typed: str) -> None:
    assert digits_of("+442079460958").endswith(digits_of(typed))


def test_the_same_number_is_known_however_written() -> None:
    assert same("(217) 555-0142", "+12175550142") is True
    assert same("217 555 0143", "+12175550142") is False
    assert same("n/a", "none") is False
    assert last_four("+12175550142;ext=7") == "…0142"
    assert last_four("12") == ""


@given(st.one_of(st.text(max_size=80), st.text("+0123456789 ()-x#", max_size=20)))
def test_no_text_breaks_reading(text: str) -> None:
    """Whatever is typed: what is kept is shown, and shown again it is the same number."""
    kept = to_e164(text, "US")
    if kept is None:
        assert shown(text, "US") == text
    else:
        assert to_e164(shown(kept, "US"), "US") == kept
        assert len(kept) <= 40
