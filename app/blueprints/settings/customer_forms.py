"""Forms of settings about customers: shapes and types. Rules of the trade are the domain's."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField

from app.blueprints.settings.forms import NAME, Word
from app.domain.settings.customer_groups import MOST_DIMENSIONS
from app.models import AttributeKind
from app.web.forms import CleanForm, Line, Paragraph, Version, one_line

KINDS = {kind: kind.label for kind in AttributeKind}


class AttributeForm(CleanForm):
    """An attribute: what it is called, what its answers look like."""

    label = Line("What is asked", longest=60, required="Write what is asked.")
    kind = Word("Answer", KINDS)
    choices = Paragraph("Choices", longest=6000)
    required = BooleanField("Must be answered")
    active = BooleanField("Asked")
    version = Version()

    @property
    def listed(self) -> tuple[str, ...]:
        """The choices, a line each, without empty ones."""
        lines = (one_line(line) for line in (self.choices.data or "").split("\n"))
        return tuple(line for line in lines if line)


class _GroupForm(CleanForm):
    """A group and its dimensions: `dimension_0` is the name of the first, `value_0` its value."""

    name = Line("Name", longest=60, required=NAME)
    active = BooleanField("In use")
    version = Version()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and values as they stand in the rows."""
        return [(one.data or "", other.data or "") for one, other in self.rows]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The two fields of each row."""
        return [(self[f"dimension_{n}"], self[f"value_{n}"]) for n in range(MOST_DIMENSIONS)]


GroupForm = type(
    "GroupForm",
    (_GroupForm,),
    {
        name: field
        for n in range(MOST_DIMENSIONS)
        for name, field in (
            (f"dimension_{n}", Line(f"Dimension {n + 1}", longest=40)),
            (f"value_{n}", Line(f"Value {n + 1}", longest=60)),
        )
    },
)


def filled_group(**values: Any) -> dict[str, Any]:
    """What a group's form starts with: the values, with `dimensions` laid out in rows."""
    data = dict(values)
    for n, (name, value) in enumerate(data.pop("dimensions", {}).items()):
        data |= {f"dimension_{n}": name, f"value_{n}": value}
    return data


class AffiliationForm(CleanForm):
    """The name of an affiliation."""

    name = Line("Name", longest=60, required=NAME)
    active = BooleanField("In use")
    version = Version()
