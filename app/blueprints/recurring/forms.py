"""The forms of repeating orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import DateField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Optional

from app.domain.recurring.actions import Terms
from app.domain.recurring.due import MOST_AHEAD
from app.domain.recurring.rhythm import NTHS, Rhythm
from app.models import Every, Recurrence
from app.vocabulary.clock import WEEKDAYS
from app.vocabulary.errors import Invalid
from app.web.forms import Amount, CleanForm, Count, PressForm, Version

UNITS = {
    Every.DAYS: "Days",
    Every.WEEKS: "Weeks",
    Every.MONTHS: "Months, on the same day",
    Every.NTH_WEEKDAY: "Months, on a weekday",
}
# Dates are counted from the first one: nobody means the year 1.
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)
_DAY = {"type": "date"}


class TermsForm(CleanForm):
    """How often an order repeats, and its brakes."""

    version = Version()
    every_n = Count("Every", most=366)
    every = SelectField("Of what", choices=[SelectChoice(e.value, UNITS[e]) for e in Every])
    nth = SelectField(
        "Which one", choices=[SelectChoice(str(n), words.capitalize()) for n, words in NTHS.items()]
    )
    weekday = SelectField(
        "Weekday", choices=[SelectChoice(str(n), day) for n, day in enumerate(WEEKDAYS)]
    )
    first_on = DateField("First wanted on", [InputRequired("Choose a day.")], render_kw=_DAY)
    days_ahead = Count("Made this many days ahead", least=0, most=MOST_AHEAD)
    ends_on = DateField("Last day", [Optional()], render_kw=_DAY)
    ends_after = Count("Orders in all", most=999, optional=True)
    most_rise = Amount("Ask when the price rose by more than")

    @property
    def rhythm(self) -> Rhythm | None:
        """The rhythm as far as it is typed."""
        first, n, every = self.first_on.data, self.every_n.data, self.every.data
        if not isinstance(first, date) or n is None or every not in set(Every):
            return None
        if not EARLIEST <= first <= LATEST:
            return None
        how = Every(every)
        if how is not Every.NTH_WEEKDAY:
            return Rhythm(how, n, first, last=self.ends_on.data)
        nth, weekday = self.nth.data, self.weekday.data
        if nth not in map(str, NTHS) or weekday not in map(str, range(7)):
            return None
        return Rhythm(how, n, first, int(nth), int(weekday), self.ends_on.data)

    def terms(self) -> Terms:
        """What was agreed; call it after `validate`. Invalid while no rhythm is typed."""
        rhythm = self.rhythm
        if rhythm is None:
            far = not EARLIEST <= self.first_on.data <= LATEST
            raise Invalid({"first_on": "Choose another day."} if far else {"every": "How often?"})
        most = self.most_rise.data if "most_rise" in self._fields else None
        return Terms(rhythm, self.days_ahead.data, self.ends_after.data, most)


class PauseForm(PressForm):
    """Until when it rests."""

    until = DateField("Rest until", [InputRequired("Choose a day.")], render_kw=_DAY)


class AnswerForm(PressForm):
    """Yes; `shown` is what it comes to, as the person saw it."""

    shown = Amount("")


def values_of(it: Recurrence) -> dict[str, Any]:
    """What the form starts with."""
    return {
        "every_n": it.every_n,
        "every": it.every.value,
        "nth": str(it.nth or 1),
        "weekday": str(it.weekday if it.weekday is not None else it.first_on.weekday()),
        "first_on": it.first_on,
        "days_ahead": it.days_ahead,
        "ends_on": it.ends_on,
        "ends_after": it.ends_after,
        "most_rise": it.most_rise,
    }


def usual(first: date, most_rise: int) -> dict[str, Any]:
    """What the form of an order that does not repeat yet starts with."""
    return {
        "every_n": 1,
        "every": Every.WEEKS.value,
        "nth": str(min(4, (first.day - 1) // 7 + 1)),
        "weekday": str(first.weekday()),
        "first_on": first,
        "days_ahead": 7,
        "most_rise": Decimal(most_rise),
    }
