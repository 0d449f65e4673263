"""The forms of a new order: shapes and types; what a store allows is the domain's."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import Length, Optional

from app.domain.orders.content import MOST_CASES
from app.models import CONTACT_FIELDS, ContactWay, DeliveryWish, OrderSource
from app.web.forms import CleanForm, Count, Line, Paragraph, Phone, new_key
from app.web.picked import LONGEST_QUERY

WAYS = {
    ContactWay.CALL: "Call",
    ContactWay.TEXT: "Text",
    ContactWay.EMAIL: "E-mail",
    ContactWay.NONE: "No message",
}
# How to get it, apart from picking it up, which names a store.
ELSEWHERE = (DeliveryWish.DELIVER, DeliveryWish.SHIP)
BY_CASE, BY_UNIT = "case", "each"


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
    phone = Phone("Phone")
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
    by = RadioField(
        "Ordered",
        choices=[SelectChoice(BY_CASE, "By the case"), SelectChoice(BY_UNIT, "Single units")],
        default=BY_CASE,
    )
    cases = Count("How many", most=MOST_CASES, default=1)
    case_size = Count("Units in a case", optional=True)
    department_id = Count("Department", most=999_999_999, optional=True)
    once = Once()

    @property
    def units(self) -> int | None:
        """Units in a case; single units are cases of one."""
        return 1 if self.by.data == BY_UNIT else self.case_size.data


class WriteNoteForm(CleanForm):
    """A wish in words that a buyer turns into items (C19)."""

    description = Paragraph("What does the customer wish for?", longest=1000)
    department_id = Count("Department", most=999_999_999, optional=True)
    once = Once()


class SetQuantityForm(CleanForm):
    """Cases, and units in a case, of one item (C2, C5)."""

    cases = Count("Cases", most=MOST_CASES)
    case_size = Count("Units in a case", optional=True)
    confirmed = BooleanField("")


class OrderAgainForm(CleanForm):
    """A line of the customer's orders, or a whole order of theirs, to be ordered once more."""

    line = Count("Line", most=999_999_999, optional=True)
    order = Count("Order", most=999_999_999, optional=True)
    once = Once()


class SetDepartmentForm(CleanForm):
    """Who looks after an item (C20)."""

    department_id = Count("Department", most=999_999_999)


class Day(DateField):
    """A day; what is none is refused in words that people use."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what a date field sends."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError("Write a day, like 12/31/2026.") from None


class FinishForm(CleanForm):
    """Call or not, how and when the customer would like to get it, what the buyer should know
    (L2)."""

    call_first = RadioField(
        "Confirm by phone before ordering?",
        choices=[SelectChoice("yes", "Call"), SelectChoice("no", "No call")],
    )
    getting = SelectField("How they get it")
    comments = Paragraph("Note for the buyer", longest=1000)
    source = SelectField(
        "How the order came",
        choices=[SelectChoice(each.value, each.label) for each in OrderSource],
        default=OrderSource.COUNTER.value,
    )
    requested_on = Day("Wanted by", [Optional()])

    def offer(self, stores: list[tuple[int, str]], here: int) -> None:
        """Let it be picked up at `stores`, this one first, or be brought."""
        places = sorted(stores, key=lambda store: store[0] != here)
        self.getting.choices = [
            *(
                SelectChoice(
                    str(number), "Pick up here" if number == here else f"Pick up at {name}"
                )
                for number, name in places
            ),
            *(SelectChoice(wish.value, wish.label) for wish in ELSEWHERE),
        ]

    @property
    def delivery(self) -> DeliveryWish:
        """The wish that was chosen."""
        brought = self.getting.data in {wish.value for wish in ELSEWHERE}
        return DeliveryWish(self.getting.data) if brought else DeliveryWish.PICKUP

    @property
    def pickup_store_id(self) -> int | None:
        """Where it is picked up; None if it is brought."""
        return int(self.getting.data) if self.delivery is DeliveryWish.PICKUP else None
