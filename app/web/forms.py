"""Form building blocks: clean text, exact amounts, one-time keys, versions.

A form checks shape and type; rules of the trade are the domain's. Text arrives trimmed, without
control characters, and bounded: what is too long is refused with a message, never cut.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.domain.customers import phones
from app.vocabulary import money
from app.vocabulary.errors import Invalid, Stale
from app.web.filters import phone

LARGEST_COUNT = 9999
_KEPT_CONTROLS = "\n\t"
# Overrides turn the text after them around; ordinary right-to-left writing does not need them.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(value: str | None) -> str:
    """Trimmed text without control characters or direction overrides; line breaks stay."""
    text = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in _KEPT_CONTROLS or not _is_dropped(c))
    return "".join(kept).strip()


def _is_dropped(character: str) -> bool:
    return character in _OVERRIDES or unicodedata.category(character) in {"Cc", "Cs", "Co"}


def one_line(value: str | None) -> str:
    """Clean text on one line, with single spaces."""
    return " ".join(clean(value).split())


def new_key() -> str:
    """A one-time key for a form that creates something."""
    return secrets.token_urlsafe(18)


class CleanForm(FlaskForm):
    """Base of all forms. `refuse` puts the messages of a domain refusal beside the fields."""

    def refuse(self, error: Invalid) -> None:
        """Show each message at its field; what has no field here stands above the form."""
        for name, message in error.fields.items():
            if name in self._fields:
                field = self._fields[name]
                field.errors = [*field.errors, message]
            else:
                self.form_errors.append(message)

    @property
    def first_problem(self) -> str:
        """The first message, for places too small to show every field."""
        for messages in self.errors.values():
            for message in messages:
                return str(message)
        return ""


class Line(StringField):
    """One line of text of at most `longest` characters."""

    def __init__(self, label: str, *, longest: int, required: str = "", **kwargs: Any) -> None:
        too_long = Length(max=longest, message=f"Keep it to {longest} characters.")
        checks = [DataRequired(required)] if required else []
        super().__init__(label, [*checks, too_long], filters=[one_line], **kwargs)


class Phone(Line):
    """A phone number, shown as people dial it. The same number written otherwise is no change: the
    kept one stays in its place."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, longest=40, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, or what is kept if that is the same number."""
        super().process_formdata(valuelist)
        kept = str(self.object_data or "")
        if kept and self.data and phones.same(self.data, kept):
            self.data = kept

    def _value(self) -> str:
        return str(self.data or "") if self.raw_data else phone(self.data)


class Paragraph(TextAreaField):
    """Several lines of text of at most `longest` characters."""

    def __init__(self, label: str, *, longest: int, required: str = "", **kwargs: Any) -> None:
        too_long = Length(max=longest, message=f"Keep it to {longest:,} characters.")
        checks = [DataRequired(required)] if required else []
        super().__init__(label, [*checks, too_long], filters=[clean], **kwargs)


class Count(IntegerField):
    """A whole number of at least `least`; `InputRequired` unless `optional`."""

    def __init__(
        self,
        label: str,
        *,
        least: int = 1,
        most: int = LARGEST_COUNT,
        optional: bool = False,
        **kw: Any,
    ) -> None:
        between = NumberRange(least, most, f"Write a number from {least} to {most:,}.")
        presence = Optional() if optional else InputRequired("Write a number.")
        super().__init__(label, [presence, between], **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Digits only: WTForms' own message speaks of integers, ours of numbers."""
        text = (valuelist[0] if valuelist else "").strip()
        if not text:
            self.data = None
            return
        if len(text) > 9 or not text.lstrip("+-").isdecimal() or not text.isascii():
            self.data = None
            raise ValueError("Write a whole number.")
        self.data = int(text)


class Amount(StringField):
    """An exact amount: `data` is Decimal or None. `places` decimals at most, from `least` up."""

    def __init__(self, label: str, *, places: int = 2, least: str = "0", **kwargs: Any) -> None:
        self.places = places
        self.least = Decimal(least)
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the text; a wrong one stays in the box with its message."""
        self.typed = valuelist[0] if valuelist else ""
        self.data = None
        if not self.typed.strip():
            return
        value = money.read_amount(self.typed, places=self.places)
        if value < self.least:
            raise ValueError(f"Write {self.least} or more.")
        self.data = value

    def _value(self) -> str:
        if self.data is not None:
            return f"{self.data:f}"
        return getattr(self, "typed", "")


class Version(HiddenField):
    """The version of the row that the form was made from."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was sent, even if that is nothing: never the row's own version in its place."""
        self.data = valuelist[0] if valuelist else ""

    def check(self, row: Any) -> None:
        """Raise Stale unless the row is still the one the person looked at."""
        if str(row.version) != str(self.data or ""):
            raise Stale(
                "Somebody changed this since you opened it. What you see now is the newest; "
                "please make your change again."
            )


class PressForm(CleanForm):
    """A button that changes what the person looked at: only that it is still the same."""

    version = Version()


def one_of(
    known: Mapping[Any, Any] | Callable[[], Any], message: str
) -> Callable[[Any, Any], None]:
    """A validator: the value must be a key of `known`."""

    def check(_form: FlaskForm, field: Any) -> None:
        if field.data not in (known() if callable(known) else known):
            raise ValidationError(message)

    return check
