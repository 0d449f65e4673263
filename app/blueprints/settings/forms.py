"""Forms of settings: shapes and types. Rules of the trade are the domain's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.blueprints.sessions.forms import NewPasswordForm
from app.domain.people.names import LONGEST
from app.domain.settings.stores import time_zones
from app.models import MemberRule
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Stage
from app.web.forms import Amount, CleanForm, Count, Line, Version

NAME = "Write a name."
NOT_LISTED = "Choose one of the list."
LARGEST_NUMBER = 999_999

RULES = {
    MemberRule.NONE: "No rule",
    MemberRule.MARKDOWN: "Down from retail",
    MemberRule.MARKUP: "Up from cost",
}
STAGES = {
    Stage.ASK: "Ask the customer",
    Stage.READY: "Ready to order",
    Stage.PLACED: "Ordered from the vendor",
    Stage.ARRIVED: "In the store",
    Stage.OUT: "On its way to the customer",
    Stage.CLOSED: "Closed",
}


def row_id(text: Any) -> int | None:
    """The id a list sends back; nothing for “none”. ValueError for what no list has sent."""
    if text in (None, ""):
        return None
    value = str(text)
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise ValueError(NOT_LISTED)
    return int(value)


def choices(rows: Iterable[Any], none: str = "") -> list[SelectChoice]:
    """Rows as choices of a list by name, after `none` if there is one."""
    first = [SelectChoice("", none)] if none else []
    return [*first, *(SelectChoice(row.id, row.name) for row in rows)]


class Pick(SelectField):
    """One row of a list, by id; None for none."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, coerce=row_id, choices=[], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """What came in, or a kind word for what no list has sent."""
        self.data = row_id(valuelist[0]) if valuelist else None

    def pre_validate(self, form: Any) -> None:
        """Only what is listed."""
        known = {row_id(choice.value) for choice in self.choices}
        if self.data not in known:
            raise ValidationError(NOT_LISTED)


class Word(RadioField):
    """One word of an enumeration, side by side."""

    def __init__(self, label: str, words: dict[Any, str], **kwargs: Any) -> None:
        listed = [SelectChoice(str(key), said) for key, said in words.items()]
        super().__init__(label, choices=listed, validate_choice=False, **kwargs)
        self.words = {str(key): key for key in words}

    def pre_validate(self, form: Any) -> None:
        """Only what is listed."""
        if self.data not in self.words:
            raise ValidationError(NOT_LISTED)


class Ticks(SelectMultipleField):
    """Several of a list, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Percent(Amount):
    """A percentage of at most four places, written without the zeros it does not need."""

    def _value(self) -> str:
        return super()._value() if self.data is None else f"{self.data.normalize():f}"


def permission(text: Any) -> Permission:
    """A permission by its key. ValueError for any other."""
    return Permission(str(text))


class DepartmentForm(CleanForm):
    """A department: who looks after it, what it is ordered as, how much at a time."""

    name = Line("Name", longest=80, required=NAME)
    super_department = Pick("Super department")
    ordered_as = Pick("Ordered as")
    minimum_quantity = Count("Minimum quantity", least=0)
    always_ask = BooleanField("Always ask how many")
    active = BooleanField("Active")
    version = Version()


class NewDepartmentForm(DepartmentForm):
    """A department that is not there yet."""

    number = Count("Number", least=0, most=LARGEST_NUMBER)


class SuperDepartmentForm(CleanForm):
    """The name of a super department."""

    name = Line("Name", longest=80, required=NAME)
    version = Version()


class NewSuperDepartmentForm(SuperDepartmentForm):
    """A super department that is not there yet."""

    number = Count("Number", least=0, most=LARGEST_NUMBER)


class MemberTypeForm(CleanForm):
    """A member type and its rule of price (C7)."""

    name = Line("Name", longest=60, required=NAME)
    is_member = BooleanField("Counts as a member")
    rule = Word("Price", RULES)
    percent = Percent("Percentage", places=4)
    active = BooleanField("Active")
    version = Version()


class NewMemberTypeForm(MemberTypeForm):
    """A member type that is not there yet."""

    number = Count("Number", least=0, most=LARGEST_NUMBER)


class SaleTypeForm(CleanForm):
    """What a batch type means (C6)."""

    name = Line("Name", longest=60, required=NAME)
    is_sale = BooleanField("Is a sale")
    eligible = BooleanField("Counts for special orders")
    member_only = BooleanField("For members only")
    version = Version()


class NewSaleTypeForm(SaleTypeForm):
    """A sale type that is not there yet."""

    number = Count("Number", least=0, most=LARGEST_NUMBER)


class StoreForm(CleanForm):
    """A store: name, clock, where it is."""

    name = Line("Name", longest=80, required=NAME)
    time_zone = SelectField("Time zone", validate_choice=False)
    phone = Line("Phone", longest=40)
    address = Line("Address", longest=200)
    active = BooleanField("Open")
    version = Version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = time_zones()
        self.time_zone.choices = [SelectChoice(z, z.replace("_", " ")) for z in zones]


class PersonForm(CleanForm):
    """What is known of somebody who signs in."""

    name = Line("Name", longest=80, required=NAME)
    store = Pick("Home store")
    roles = Ticks("Roles", coerce=int, choices=[])
    owns = Ticks("Departments that are theirs", coerce=int, choices=[])
    active = BooleanField("May sign in")
    version = Version()

    def validate_store(self, field: Any) -> None:
        """Everybody has one."""
        if field.data is None:
            raise ValidationError("Choose the store they usually work in.")


class NewPersonForm(PersonForm, NewPasswordForm):
    """Somebody new, with a first password; they may sign in at once."""

    active = None
    username = Line("User name", longest=LONGEST, required="Write a user name.")


class RoleForm(CleanForm):
    """A role and what it grants."""

    name = Line("Name", longest=60, required=NAME)
    purpose = Line("What it is for", longest=200)
    permissions = Ticks("May", coerce=permission, choices=[])
    version = Version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permissions.choices = [SelectChoice(p.value, p.label) for p in Permission]
