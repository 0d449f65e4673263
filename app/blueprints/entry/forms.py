"""The forms of a new order: shapes and types; what a store allows is the domain's."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import Length

from app.domain.orders.content import MOST_CASES
from app.models import CONTACT_FIELDS, ContactWay
from app.web.forms import CleanForm, Count, Line, Paragraph, new_key

WAYS = {
    ContactWay.CALL: "Call",
    ContactWay.TEXT: "Text",
    ContactWay.EMAIL: "E-mail",
    ContactWay.NONE: "No message",
}
LONGEST_QUERY = 120


class Once(HiddenField):
    """The one-time key of a form that adds something: sent twice, it adds once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", [Length(max=64)], **kwargs)

    def _value(self) -> str:
        return new_key()


class ChooseCustomerForm(CleanForm):
    """A customer from the list, or what was typed to find one."""

    customer = Count("Customer", most=999_999_999, optional=True)
    q = Line("Customer", longest=LONGEST_QUERY)


class ContactForm(CleanForm):
    """Contact for one order (C13, C14)."""

    first_name = Line("First name", longest=60)
    last_name = Line("Last name or organization", longest=80)
    phone = Line("Phone", longest=40)
    email = Line("E-mail", longest=120)
    street = Line("Street", longest=120)
    city = Line("City", longest=80)
    region = Line("State", longest=40)
    postal_code = Line("ZIP code", longest=20)
    contact_way = RadioField(
        "Reach them by",
        choices=[SelectChoice(way.value, words) for way, words in WAYS.items()],
        default=ContactWay.CALL.value,
    )

    @property
    def contact(self) -> dict[str, str]:
        """The contact as the domain takes it."""
        return {name: str(self[name].data or "") for name in CONTACT_FIELDS}


class AddItemForm(CleanForm):
    """An item from the list, or a code or words (C16)."""

    q = Line("Add items", longest=LONGEST_QUERY)
    hit = Line("Item", longest=20)
    once = Once()


class DescribeItemForm(CleanForm):
    """An item that no list has, in words (C18)."""

    description = Line("What is it?", longest=120)
    brand = Line("Brand", longest=60)
    size = Line("Size", longest=40)
    sku = Line("UPC or SKU", longest=30)
    cases = Count("Cases", most=MOST_CASES, default=1)
    case_size = Count("Case size", optional=True)
    department_id = Count("Department", most=999_999_999, optional=True)
    once = Once()


class WriteNoteForm(CleanForm):
    """A wish in words that a buyer turns into items (C19)."""

    description = Paragraph("What does the customer wish for?", longest=1000)
    department_id = Count("Department", most=999_999_999, optional=True)
    once = Once()


class SetQuantityForm(CleanForm):
    """Cases, and units in a case, of one item (C2, C5)."""

    cases = Count("Cases", most=MOST_CASES)
    case_size = Count("Case size", optional=True)


class SetDepartmentForm(CleanForm):
    """Who looks after an item (C20)."""

    department_id = Count("Department", most=999_999_999)


class FinishForm(CleanForm):
    """Call or not, where to pick up, what the buyer should know."""

    call_first = RadioField(
        "Confirm by phone before ordering?",
        choices=[SelectChoice("yes", "Call"), SelectChoice("no", "No call")],
    )
    pickup_store_id = SelectField("Pick up at", coerce=int)
    comments = Paragraph("Note for the buyer", longest=1000)
