"""The forms of the call sheet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField, StringField
from wtforms.validators import InputRequired, Optional

from app.domain.calls.answers import Answer
from app.models import CallOutcome
from app.web.filters import zone
from app.web.forms import CleanForm, Line, one_line, one_of

# One tap for the usual end of a call: reached, and everything is to be ordered.
CONFIRMED = "confirmed"
OUTCOMES = {CONFIRMED, *CallOutcome}
NOTHING_SAID = "nothing"
YEARS = range(2000, 2200)
ANSWERS = {answer.value: answer for answer in Answer}


class Moment(DateTimeLocalField):
    """A time on the store's clock; `at` is the moment (UTC), or None."""

    def __init__(self, label: str, *checks: Any, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(label, list(checks), format=formats, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """As sent; days at the ends of the calendar have no moment in every time zone."""
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError("Choose another day.")

    @property
    def at(self) -> datetime | None:
        """What was chosen, in UTC."""
        if self.data is None:
            return None
        local: datetime = self.data.replace(tzinfo=ZoneInfo(zone()))
        return local.astimezone(UTC)


class CallForm(CleanForm):
    """How a call ended. `number` is the phone that was tried; `sheet` says that it came from the
    dialog, where more can be said."""

    outcome = StringField(
        "How it ended",
        [InputRequired("Choose how the call ended."), one_of(OUTCOMES, "Choose how it ended.")],
        filters=[one_line],
    )
    number = Line("Number", longest=40)
    note = Line("Note", longest=300)
    next_at = Moment("Try again at", Optional())


class NextForm(CleanForm):
    """When to try again."""

    next_at = Moment("Try again at", InputRequired("Choose when."))


class HoursForm(CleanForm):
    """When somebody is best called."""

    hours = Line("Best hours", longest=60)
