"""The forms of the orders desk. Each carries the version of the order that it was made from."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired

from app.models import ContactWay, Department, Order, OrderLine, Vendor
from app.vocabulary.figures import PriceChoice
from app.web.forms import (
    Amount,
    CleanForm,
    Count,
    Line,
    Paragraph,
    Phone,
    Version,
    one_line,
    one_of,
)

LONGEST_QUERY = 80
LONGEST_REASON = 200
OF_ITEMS = (
    "brand", "size", "vendor", "vendor_q", "sku", "cases", "case_size", "bin", "tag_note",
)  # fmt: skip
NOT_LISTED = "Choose one of the listed ones."
WAYS = {"call": "Call", "text": "Text", "email": "E-mail", "none": "No need"}


class ActForm(CleanForm):
    """What every verb carries: the version, and where the answer goes (a row of a list, or the
    order's page)."""

    version = Version()
    view = HiddenField("")

    def knows(self, order: Order) -> bool:
        """Whether the person saw the order as it is now."""
        return str(order.version) == str(self.version.data or "")


class EditForm(ActForm):
    """A form whose fields are merged with what others changed meanwhile: `was` is what it was made
    from, by field."""

    was = HiddenField("")

    def leave_alone(self, newest: Mapping[str, Any], sent: Container[str]) -> None:
        """What was not sent stays as it stands (`newest`): the line was another thing when the form
        was made, or only some of it is to change."""
        for name, now in newest.items():
            if name in self._fields and name not in sent:
                field = self._fields[name]
                field.data, field.validators, field.process_errors = now, (), []


class MoveForm(ActForm):
    """A status to move to, with a reason where it needs one; `sure` once an unusual move was
    confirmed."""

    status = StringField("Status", [InputRequired("Choose a status.")], filters=[one_line])
    # Not a hidden field: the button that confirms brings it.
    sure = StringField("")
    why = Line("Reason", longest=LONGEST_REASON)


class CloseForm(ActForm):
    """How it ends: Completed, Canceled or Inquiry (C34), and why."""

    status = StringField("How it ends", [InputRequired("Choose how it ends.")], filters=[one_line])
    sure = StringField("")
    why = Line("Reason", longest=LONGEST_REASON)


class ReasonForm(ActForm):
    """A verb that wants to know why."""

    why = Line("Reason", longest=LONGEST_REASON, required="Say why.")


class SwitchForm(ActForm):
    """On or off."""

    on = StringField("", [one_of(["0", "1"], "On or off.")])


class KeepForm(ActForm):
    """Until when the night leaves the order alone (B4)."""

    until = DateField(
        "Keep open until", [InputRequired("Choose a day.")], render_kw={"type": "date"}
    )


class ContactForm(EditForm):
    """The contact of one order (C14), and when they are best called."""

    first_name = Line("First name", longest=60)
    last_name = Line("Last name", longest=80, required="An order needs a name.")
    phone = Phone("Phone")
    email = Line("E-mail", longest=120)
    street = Line("Street", longest=120)
    city = Line("City", longest=80)
    region = Line("State or region", longest=40)
    postal_code = Line("Postal code", longest=20)
    contact_way = RadioField(
        "Best way to reach", choices=[SelectChoice(w.value, WAYS[w.value]) for w in ContactWay]
    )
    best_hours = Line("Best hours", longest=60)


class NotesForm(EditForm):
    """The note for the buyer."""

    comments = Paragraph("Note for the buyer", longest=2000)


class LineForm(EditForm):
    """What a line is. A note has words and a department; the rest is of items."""

    description = Line("Description", longest=1000, required="Say what it is.")
    brand = Line("Brand", longest=60)
    size = Line("Size", longest=40)
    department = SelectField("Department", coerce=str)
    vendor = SelectField("Vendor", coerce=str)
    # Another vendor, by name: resolved here where no script offers the hits.
    vendor_q = Line("Another vendor", longest=80)
    sku = Line("Vendor’s SKU", longest=30)
    cases = Count("Cases", most=999)
    case_size = Count("Units in a case", optional=True)
    bin = Line("Bin", longest=40)
    tag_note = Line("Note on the tag", longest=200)

    # Why the vendor that was named in words is none, or not the only one.
    vendor_problem = ""

    def validate_vendor_q(self, _field: Field) -> None:
        """A name must mean one vendor."""
        if self.vendor_problem:
            raise ValidationError(self.vendor_problem)

    def of_note(self) -> None:
        """Keep only what a note has."""
        for name in OF_ITEMS:
            delattr(self, name)

    def offer(self, departments: Sequence[Department], vendors: Sequence[Vendor]) -> None:
        """Fill the lists to choose from."""
        self.department.choices = department_choices(departments)
        if "vendor" in self._fields:
            named = [SelectChoice(str(v.id), v.name) for v in vendors]
            self.vendor.choices = [SelectChoice("", "No vendor"), *named]


class PriceForm(ActForm):
    """A price by hand, of a unit or of a case (C2, C12)."""

    amount = Amount("Price", places=4)
    per = RadioField(
        "The price of", choices=[SelectChoice("unit", "A unit"), SelectChoice("case", "A case")]
    )


class ChoiceForm(ActForm):
    """Which rule prices a line."""

    choice = StringField(
        "Price",
        [InputRequired("Choose a price."), one_of([c.value for c in PriceChoice], NOT_LISTED)],
        filters=[one_line],
    )


class CatalogueForm(ActForm):
    """What to do when the catalogue moved."""

    answer = StringField(
        "Answer",
        [InputRequired("Choose what to do."), one_of(["accept", "keep"], NOT_LISTED)],
        filters=[one_line],
    )


class CustomerForm(ActForm):
    """Another customer for an order; `q` looks for them, `customer` names the one."""

    q = StringField(
        "Member number, phone or name", filters=[lambda text: one_line(text)[:LONGEST_QUERY]]
    )
    customer = Count("", most=2**31 - 1, optional=True)


class PlainForm(ActForm):
    """A verb that needs no words."""


class AddForm(ActForm):
    """One more item: found by code, SKU or words (`key` names the hit), or described."""

    q = StringField("Code, SKU or words", filters=[lambda text: one_line(text)[:LONGEST_QUERY]])
    key = StringField("", filters=[one_line])
    cases = Count("Cases", most=999, optional=True)
    case_size = Count("Units in a case", optional=True)
    department_id = SelectField("Department", coerce=str)
    description = Line("Describe it", longest=200)
    keep_note = BooleanField("There is more in this note: keep it")


def department_choices(departments: Sequence[Department]) -> list[SelectChoice]:
    """Departments as a list to choose from, with an empty first row."""
    named = [SelectChoice(str(d.id), f"{d.name} · {d.number}") for d in departments]
    return [SelectChoice("", "Choose…"), *named]


def values_of_line(line: OrderLine) -> dict[str, Any]:
    """What a line's form starts with."""
    return {
        "description": line.description,
        "brand": line.brand,
        "size": line.size,
        "department": str(line.department_id or ""),
        "vendor": str(line.vendor_id or ""),
        "sku": line.sku,
        "cases": line.cases,
        "case_size": line.case_size,
        "bin": line.bin,
        "tag_note": line.tag_note,
    }
