"""The forms of the customer file: shapes and types; what a store allows is the domain's."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask import request
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    ValidationError,
)
from wtforms.validators import Length

from app.domain.customers.details import LARGEST_MEMBER, Details
from app.domain.customers.lookalike import Typed
from app.domain.customers.places import Place
from app.extensions import db
from app.models import (
    AccountState,
    AddressPurpose,
    ContactWay,
    CustomerKind,
    MemberType,
    ReachKind,
    ReceiptWay,
)
from app.vocabulary.countries import COUNTRIES
from app.vocabulary.permissions import Permission
from app.vocabulary.words import Labelled
from app.web.access import viewer
from app.web.converters import number_in
from app.web.forms import CleanForm, Line, Paragraph, Version, one_line
from app.web.picked import LONGEST_QUERY

KINDS = {CustomerKind.PERSON: "A person", CustomerKind.ORGANIZATION: "An organization"}
WAYS = {
    ContactWay.CALL: "Call",
    ContactWay.TEXT: "Text",
    ContactWay.EMAIL: "E-mail",
    ContactWay.NONE: "No message",
}
REACHES = {ReachKind.PHONE: "Phone", ReachKind.EMAIL: "E-mail"}
USUAL = SelectChoice("", "Home, or Business for an organization")
NO_TYPE = SelectChoice("", "None: regular prices")
NO_COUNTRY = SelectChoice("", "–")
# Fields that only some people have in their form; whoever sends one all the same is refused.
GUARDED = {
    "member_type": Permission.PRICES_EDIT,
    "member_number": Permission.CUSTOMERS_MANAGE,
    "account_state": Permission.CUSTOMERS_MANAGE,
}
_TEXTS = (
    "first_name", "last_name", "phone", "email", "street", "city", "region", "postal_code",
    "country", "note", "receipt_email",
)  # fmt: skip


def listed(words: dict[Any, str] | type[Labelled]) -> list[SelectChoice]:
    """The choices of a few words."""
    if isinstance(words, dict):
        return [SelectChoice(str(key), said) for key, said in words.items()]
    return [SelectChoice(one.value, one.label) for one in words]


class OneOf(SelectField):
    """One word of a list."""

    def __init__(self, label: str, choices: list[SelectChoice], **kwargs: Any) -> None:
        super().__init__(label, choices=choices, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Only what is listed, with a kind word for the rest."""
        if str(self.data if self.data is not None else "") not in {
            str(choice.value) for choice in self.choices
        }:
            raise ValidationError("Choose one of the list.")


class SideBySide(RadioField):
    """One word of a few, side by side."""

    def __init__(self, label: str, words: dict[StrEnum, str], **kwargs: Any) -> None:
        super().__init__(label, choices=listed(words), validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Only what is listed."""
        if self.data not in {choice.value for choice in self.choices}:
            raise ValidationError("Choose one of these.")


class MemberNumber(Line):
    """A member number in plain digits; empty for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("Member number", longest=12, **kwargs)

    @property
    def number(self) -> int | None:
        """The number, None for none; ValidationError for what is none."""
        text = self.data or ""
        if not text:
            return None
        number = number_in(text, LARGEST_MEMBER)
        if number is None:
            raise ValidationError(f"Write a number from 1 to {LARGEST_MEMBER:,}.")
        return number

    def pre_validate(self, form: Any) -> None:
        """Digits only."""
        _ = self.number


class CustomerForm(CleanForm):
    """A customer (M1, M3). Fields that the viewer has no right to are not in it."""

    kind = SideBySide("Who is it?", KINDS, default=CustomerKind.PERSON.value)
    first_name = Line("First name", longest=60)
    last_name = Line("Last name", longest=80)
    phone = Line("Phone", longest=40)
    email = Line("E-mail", longest=120)
    contact_way = SideBySide("Reach them by", WAYS, default=ContactWay.CALL.value)
    note = Paragraph("Note", longest=1000)
    address_purpose = OneOf("Kind of address", [USUAL, *listed(AddressPurpose)], default="")
    street = Line("Street", longest=120)
    city = Line("City", longest=80)
    region = Line("State", longest=40)
    postal_code = Line("ZIP code", longest=20)
    country = OneOf("Country", [NO_COUNTRY, *(SelectChoice(*one) for one in COUNTRIES)], default="")
    member_number = MemberNumber()
    member_type = OneOf("Member type", [], default="")
    account_state = OneOf("Account", listed(AccountState), default=AccountState.GOOD.value)
    receipt_way = OneOf("Receipt", listed(ReceiptWay), default=ReceiptWay.PAPER.value)
    receipt_email = Line("E-mail for receipts", longest=120)
    one_time_key = HiddenField("", [Length(min=16, max=64)])
    version = Version()

    @property
    def details(self) -> Details:
        """What was typed, as the domain takes it; extras come from their own form."""
        chosen: dict[str, Any] = {name: self[name].data for name in _TEXTS}
        chosen["kind"] = CustomerKind(self.kind.data)
        chosen["contact_way"] = ContactWay(self.contact_way.data)
        chosen["receipt_way"] = ReceiptWay(self.receipt_way.data)
        if self.address_purpose.data:
            chosen["address_purpose"] = AddressPurpose(self.address_purpose.data)
        if "member_number" in self:
            chosen["member_number"] = self.member_number.number
        if "member_type" in self:
            chosen["member_type_id"] = int(self.member_type.data) if self.member_type.data else None
        if "account_state" in self:
            chosen["account_state"] = AccountState(self.account_state.data)
        return Details(**chosen)

    @property
    def typed(self) -> Typed:
        """What a look-alike is looked for by."""
        first = "" if self.kind.data == CustomerKind.ORGANIZATION else self.first_name.data or ""
        return Typed(first, self.last_name.data or "", self.phone.data or "", self.email.data or "")


class PlaceForm(CleanForm):
    """A further address, with its own contact (M12, M13)."""

    purpose = OneOf("Kind of address", listed(AddressPurpose))
    contact_name = Line("Contact", longest=120)
    contact_phone = Line("Phone there", longest=40)
    street = Line("Street", longest=120)
    city = Line("City", longest=80)
    region = Line("State", longest=40)
    postal_code = Line("ZIP code", longest=20)
    country = OneOf("Country", [NO_COUNTRY, *(SelectChoice(*one) for one in COUNTRIES)], default="")
    version = Version()

    @property
    def place(self) -> Place:
        """The address as the domain takes it."""
        names = ("contact_name", "contact_phone", "street", "city", "region", "postal_code",
                 "country")  # fmt: skip
        typed = {name: self[name].data or "" for name in names}
        return Place(purpose=AddressPurpose(self.purpose.data), **typed)


class ReachForm(CleanForm):
    """A further phone or e-mail, with consent or without (M5, M6)."""

    kind = SideBySide("What is it?", REACHES, default=ReachKind.PHONE.value)
    value = Line("Phone or e-mail", longest=120, required="Type the phone or the e-mail.")
    label = Line("Whose, or where", longest=40)
    consents = BooleanField("Agrees to marketing here")
    version = Version()


def offer_types(form: CustomerForm, now: MemberType | None) -> None:
    """The member types to choose from, with the customer's own though it is out of use."""
    rows = list(
        db.session.scalars(
            sa.select(MemberType).where(MemberType.active.is_(True)).order_by(MemberType.name)
        )
    )
    if now is not None and now not in rows:
        rows.append(now)
    form.member_type.choices = [NO_TYPE, *(SelectChoice(str(row.id), row.name) for row in rows)]


def for_viewer(form: CustomerForm) -> CustomerForm:
    """Without the fields that the viewer has no right to."""
    for name, permission in GUARDED.items():
        if not viewer().can(permission):
            del form[name]
    return form


def crafted(form: CustomerForm) -> list[str]:
    """Guarded fields that were sent though the viewer's form has none of them."""
    return [name for name in GUARDED if name in request.form and name not in form]


def begun_from(text: str) -> dict[str, str]:
    """What was searched for as a start for the form: an e-mail, a phone number, or a name."""
    text = one_line(text)[:LONGEST_QUERY]
    digits = sum(c.isdigit() for c in text)
    if "@" in text:
        return {"email": text}
    if digits and not any(c.isalpha() for c in text):
        return {"phone": text[:40]} if digits >= 4 else {}
    first, _, last = text.rpartition(" ")
    return {"first_name": first[:60], "last_name": last[:80]}
