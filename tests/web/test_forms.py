"""Form fields: clean text, exact amounts, versions."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.vocabulary.errors import Invalid, Stale
from app.vocabulary.money import read_amount, show
from app.web import forms
from tests.conftest import make_app


class Sample(forms.CleanForm):
    """One of each field."""

    name = forms.Line("Name", longest=10, required="Write a name.")
    note = forms.Paragraph("Note", longest=20)
    cases = forms.Count("Cases", most=99)
    size = forms.Count("Size", optional=True)
    price = forms.Amount("Price", places=2)
    version = forms.Version()


@pytest.fixture(scope="module")
def bare(valkey: str) -> Flask:
    """An app for request contexts only."""
    return make_app("sqlite://", valkey)


def filled(bare: Flask, **values: str) -> Sample:
    """The validated form of what somebody typed."""
    with bare.test_request_context(method="POST"):
        form = Sample(MultiDict({"name": "Ada", "cases": "1", **values}))
        form.validate()
        return form


@given(st.text())
def test_clean_text_can_always_be_stored_and_shown(text: str) -> None:
    cleaned = forms.clean(text)
    assert cleaned == forms.clean(cleaned)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in cleaned)
    assert "\u202e" not in cleaned
    cleaned.encode()


def test_text_arrives_clean(bare: Flask) -> None:
    form = filled(bare, name="  A\u202ed\x07a\n ", note="a\r\nb")
    assert (form.name.data, form.note.data, form.errors) == ("Ada", "a\nb", {})


def test_emoji_and_right_to_left_writing_stay(bare: Flask) -> None:
    assert filled(bare, name="أدا 👩‍🌾").name.data == "أدا 👩‍🌾"


def test_too_long_is_refused_not_cut(bare: Flask) -> None:
    form = filled(bare, name="x" * 11)
    assert form.errors == {"name": ["Keep it to 10 characters."]}
    assert form.name.data == "x" * 11


@pytest.mark.parametrize(
    ("typed", "value", "said"),
    [
        ("3", 3, None),
        ("0", 0, "Write a number from 1 to 99."),
        ("-1", -1, "Write a number from 1 to 99."),
        ("100", 100, "Write a number from 1 to 99."),
        ("1e3", None, "Write a whole number."),
        ("٣", None, "Write a whole number."),
        ("9" * 30, None, "Write a whole number."),
        ("", None, "Write a number."),
    ],
)
def test_counts(bare: Flask, typed: str, value: int | None, said: str | None) -> None:
    form = filled(bare, cases=typed)
    assert form.cases.data == value
    assert form.errors.get("cases", [None])[0] == said


@pytest.mark.parametrize(
    ("typed", "value"), [("12.5", "12.5"), ("$1,234.50", "1234.50"), ("0", "0"), ("", None)]
)
def test_amounts_are_exact(bare: Flask, typed: str, value: str | None) -> None:
    form = filled(bare, price=typed)
    assert form.errors == {}
    assert form.price.data == (None if value is None else Decimal(value))


@pytest.mark.parametrize("typed", ["abc", "-1", "1.234", "NaN", "1e5", "99999999999", "١٢", "--"])
def test_wrong_amounts_stay_in_the_box_with_a_message(bare: Flask, typed: str) -> None:
    form = filled(bare, price=typed)
    assert (form.price.data, form.price._value()) == (None, typed)
    assert len(form.errors["price"]) == 1


def test_a_version_tells_an_old_form_from_a_new_one(bare: Flask) -> None:
    form = filled(bare, version="3")
    form.version.check(SimpleNamespace(version=3))
    with pytest.raises(Stale):
        form.version.check(SimpleNamespace(version=4))


def test_a_refusal_stands_beside_its_field(bare: Flask) -> None:
    form = filled(bare)
    form.refuse(Invalid({"name": "Taken.", "elsewhere": "Not today."}))
    assert form.name.errors == ["Taken."]
    assert form.form_errors == ["Not today."]


@given(st.decimals(min_value=0, max_value=9_999_999, places=2))
def test_every_amount_is_read_as_it_is_shown(amount: Decimal) -> None:
    assert read_amount(show(amount)) == amount


@pytest.mark.parametrize(
    "typed", ["48,50", "1,2,3", "12,5", "1234,567", "1,23.45", ",50", "1,0000"]
)
def test_a_comma_that_parts_no_thousands_is_no_amount(typed: str) -> None:
    """Cents behind a comma must not become a hundred times as much."""
    with pytest.raises(ValueError, match="cents behind a point"):
        read_amount(typed)
