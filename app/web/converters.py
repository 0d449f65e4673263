"""Typed parts of addresses: what does not fit is no address of ours (404). And numbers that come
as text."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError

LARGEST_ID = 2_147_483_647


def number_in(text: str | None, largest: int = LARGEST_ID) -> int | None:
    """The number from 1 to `largest` that `text` is, in plain digits; None for anything else."""
    # Measured before it is read: int() of a million digits takes a minute.
    if not text or len(text) > len(str(largest)) or not (text.isascii() and text.isdecimal()):
        return None
    return int(text) if 1 <= int(text) <= largest else None


def key_in(text: str | None) -> str:
    """The one-time key that `text` is; empty for anything else."""
    return text if text and _KEY.fullmatch(text) else ""


class IdConverter(IntegerConverter):
    """A row's id, within what the databases can hold; digits of other scripts are none."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        """The number, or no match."""
        number: int = super().to_python(value)
        if not 1 <= number <= LARGEST_ID:
            raise ValidationError()
        return number


class KeyConverter(BaseConverter):
    """A one-time key: what `forms.new_key` makes."""

    regex = "[A-Za-z0-9_-]{16,64}"


class WordConverter(BaseConverter):
    """One of our own words: small letters, joined by hyphens."""

    regex = "[a-z]{1,24}(?:-[a-z]{1,24})*"


class TagConverter(BaseConverter):
    """The digits of a tag, as a scanner sends them; whether they are one is the view's to say."""

    regex = "[0-9]{11,14}"


_KEY = re.compile(KeyConverter.regex)


def init_app(app: Flask) -> None:
    """Teach the routes `<id:…>`, `<key:…>`, `<word:…>` and `<tag:…>`."""
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["key"] = KeyConverter
    app.url_map.converters["word"] = WordConverter
    app.url_map.converters["tag"] = TagConverter
