"""Forms of imports: shapes and types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import Optional

from app.blueprints.settings.forms import NOT_LISTED, Pick, Word, choices
from app.domain.access import Viewer
from app.domain.imports.kinds import KINDS, SALES
from app.domain.imports.mapping import offered
from app.domain.imports.queries import kinds_for
from app.domain.imports.styles import CODES, DECIMALS
from app.domain.imports.withdrawing import LEAVE, MISSING
from app.importers.files.delimited import DELIMITERS
from app.models import Import, ImportKind
from app.web.forms import CleanForm, Line, Version, new_key

MOST_CHOICES = 500
NOTHING = "Not in the file"


def _listed(words: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, said) for value, said in words.items()]


class FileForm(CleanForm):
    """A file, what it is, and what every row of it has in common."""

    kind = RadioField("What is in the file", validate_choice=False)
    vendor = Pick("Vendor")
    new_vendor = Line("Or a new vendor", longest=80)
    sale_name = Line("Name of the sale", longest=80)
    sale_type = Pick("Type of sale")
    starts_on = DateField("First day", validators=[Optional()])
    ends_on = DateField("Last day", validators=[Optional()])
    file = FileField("File")
    one_time_key = HiddenField("")

    def __init__(
        self,
        viewer: Viewer,
        vendors: Sequence[Any],
        types: Sequence[Any],
        vendor_id: int | None = None,
        **kwargs: Any,
    ) -> None:
        usual = {"kind": ImportKind.VENDOR_ITEMS.value, "vendor": vendor_id}
        super().__init__(data=usual, **kwargs)
        self.kind.choices = _listed({kind.value: kind.label for kind in kinds_for(viewer)})
        self.vendor.choices = choices(vendors, "Choose a vendor")
        self.sale_type.choices = choices(types, "As the file says")
        self.one_time_key.data = self.one_time_key.data or new_key()

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field, and what belongs together."""
        held: bool = super().validate(extra_validators)
        problems = self._problems()
        for name, message in problems.items():
            self[name].errors = [*self[name].errors, message]
        return held and not problems

    def _problems(self) -> dict[str, str]:
        if self.kind.data not in {choice.value for choice in self.kind.choices}:
            return {"kind": NOT_LISTED}
        if self.kind.data == ImportKind.VENDOR_ITEMS.value:
            if not self.vendor.data and not self.new_vendor.data and not self.vendor.errors:
                return {"vendor": "Choose the vendor, or write the name of a new one."}
            if self.vendor.data and self.new_vendor.data:
                return {"new_vendor": "Choose a vendor or write a new one, not both."}
        starts, ends = self.starts_on.data, self.ends_on.data
        if starts and ends and ends < starts:
            return {"ends_on": "The sale ends before it starts."}
        return {}

    @property
    def always(self) -> dict[str, Any]:
        """What every row has, for a file of sale prices."""
        if self.kind.data != SALES.kind.value:
            return {}
        days = {n: self[n].data.isoformat() for n in ("starts_on", "ends_on") if self[n].data}
        named = {"sale_name": self.sale_name.data, "sale_type_id": self.sale_type.data}
        return {**{name: value for name, value in named.items() if value}, **days}


class ColumnsForm(CleanForm):
    """How the file is written; the columns are fields that `columns_form` adds."""

    delimiter = SelectField("Cells are parted by", validate_choice=False)
    decimal = SelectField("Decimal mark", validate_choice=False)
    codes = SelectField("Item codes are written", validate_choice=False)
    version = Version()

    column_names: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.delimiter.choices = _listed(DELIMITERS)
        self.decimal.choices = _listed(DECIMALS)
        self.codes.choices = _listed(CODES)

    def validate(self, extra_validators: Any = None) -> bool:
        """Only what is listed."""
        held: bool = super().validate(extra_validators)
        for field in self:
            if isinstance(field, SelectField):
                known = {choice.value for choice in field.choices}
                if (field.data or "") not in known:
                    field.errors = [*field.errors, NOT_LISTED]
                    held = False
        return held

    @property
    def mapping(self) -> dict[str, str]:
        """The columns that were chosen, by field."""
        chosen = {name: self[f"columns-{name}"].data for name in self.column_names}
        return {name: column for name, column in chosen.items() if column}

    @property
    def style(self) -> dict[str, str]:
        """How the file is written, as an import keeps it."""
        return {name: self[name].data for name in ("decimal", "codes")}


def columns_form(one: Import, viewer: Viewer, **kwargs: Any) -> Any:
    """A form with a list of the file's columns for each field that `viewer` may bring in."""
    listed = _listed({"": NOTHING} | {name: name for name in one.options["header"]})
    fields = offered(KINDS[one.kind], viewer)
    made: Mapping[str, Any] = {
        f"columns-{each.name}": SelectField(each.label, choices=listed, validate_choice=False)
        for each in fields
    }
    names = tuple(each.name for each in fields)
    kind = type("TheseColumnsForm", (ColumnsForm,), {**made, "column_names": names})
    options = one.options
    data = {f"columns-{name}": column for name, column in one.mapping.items()}
    data |= {name: options.get(name) for name in ("delimiter", "decimal", "codes")}
    return kind(data={**data, "version": one.version}, **kwargs)


class StartForm(CleanForm):
    """Start it; for a catalogue, what becomes of the items that it does not name."""

    missing = Word("Items that are not in the file", dict(MISSING))
    version = Version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, data={"missing": LEAVE, **kwargs.pop("data", {})}, **kwargs)
