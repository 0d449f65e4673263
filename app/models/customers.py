"""Customers: members and everybody else."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.people import User
from app.models.pricing import MemberType
from app.models.types import word
from app.vocabulary.words import Labelled


class ContactWay(StrEnum):
    """How somebody likes to be reached."""

    CALL = "call"
    TEXT = "text"
    EMAIL = "email"
    NONE = "none"


class CustomerKind(StrEnum):
    """A person, or an organization such as a school kitchen."""

    PERSON = "person"
    ORGANIZATION = "organization"


class AccountState(Labelled):
    """How a customer stands with the store: said where an order is taken."""

    GOOD = "good", "In good standing"
    PREPAY = "prepay", "Pays in advance"
    HOLD = "hold", "On hold: ask a manager first"


class AddressPurpose(Labelled):
    """What an address is for (M14)."""

    HOME = "home", "Home"
    BUSINESS = "business", "Business"
    OFFICE = "office", "Office"
    POST_BOX = "post_box", "Post box"
    OTHER = "other", "Other"


class ReceiptWay(Labelled):
    """How somebody wants their receipt (M8)."""

    PAPER = "paper", "Printed"
    EMAIL = "email", "By e-mail"
    BOTH = "both", "Printed and by e-mail"


class CustomerGroup(Versioned, Base):
    """A group of customers for the books: its `dimensions` (name → value) go to new customers of it
    (M10)."""

    __tablename__ = "customer_groups"

    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    dimensions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active: Mapped[bool] = mapped_column(default=True)


class Affiliation(Versioned, Base):
    """A grouping that customers belong to, as many as they like (M9)."""

    __tablename__ = "affiliations"

    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    active: Mapped[bool] = mapped_column(default=True)


class Contact:
    """The contact fields a customer and an order have in common; an order keeps its own copy
    (C14)."""

    first_name: Mapped[str] = mapped_column(sa.String(60), default="")
    last_name: Mapped[str] = mapped_column(sa.String(80), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    email: Mapped[str] = mapped_column(sa.String(120), default="")
    street: Mapped[str] = mapped_column(sa.String(120), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    region: Mapped[str] = mapped_column(sa.String(40), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(20), default="")
    contact_way: Mapped[ContactWay] = mapped_column(word(ContactWay), default=ContactWay.CALL)

    @property
    def full_name(self) -> str:
        """First and last name as they are said aloud."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def sorted_name(self) -> str:
        """Last name first, as lists and tags show it."""
        return sorted_name(self.last_name, self.first_name)


def sorted_name(last: str, first: str) -> str:
    """A name as lists and tags show it, last name first."""
    return ", ".join(part for part in (last, first) if part)


CONTACT_FIELDS = (
    "first_name",
    "last_name",
    "phone",
    "email",
    "street",
    "city",
    "region",
    "postal_code",
    "contact_way",
)


class Customer(Contact, Versioned, Stamped, Base):
    """One person or organization. Several people may share a member number (a household): each has
    their own `person_number`. Without a member number the customer is not a member."""

    __tablename__ = "customers"
    __table_args__ = (
        sa.UniqueConstraint("member_number", "person_number"),
        sa.Index("ix_customers_by_name", "active", "last_name", "first_name", "id"),
        sa.Index("ix_customers_by_kind", "active", "kind", "last_name", "first_name", "id"),
        sa.Index(
            "ix_customers_by_state", "active", "account_state", "last_name", "first_name", "id"
        ),
    )

    kind: Mapped[CustomerKind] = mapped_column(word(CustomerKind), default=CustomerKind.PERSON)
    member_number: Mapped[int | None]
    person_number: Mapped[int] = mapped_column(default=1)
    member_type_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member_types.id"), index=True)
    phone_digits: Mapped[str] = mapped_column(sa.String(20), default="", index=True)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    best_hours: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    account_state: Mapped[AccountState] = mapped_column(
        word(AccountState), default=AccountState.GOOD, server_default=AccountState.GOOD.value
    )
    # The address among the contact fields is the main one; further ones are rows of their own.
    address_purpose: Mapped[AddressPurpose] = mapped_column(
        word(AddressPurpose), default=AddressPurpose.HOME, server_default=AddressPurpose.HOME.value
    )
    country: Mapped[str] = mapped_column(sa.String(2), default="", server_default="")
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer_groups.id"), index=True)
    receipt_way: Mapped[ReceiptWay] = mapped_column(
        word(ReceiptWay), default=ReceiptWay.PAPER, server_default=ReceiptWay.PAPER.value
    )
    receipt_email: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    currency: Mapped[str] = mapped_column(sa.String(3), default="", server_default="")
    language: Mapped[str] = mapped_column(sa.String(12), default="", server_default="")
    # Financial dimensions by name, taken from the group when the customer was made (M10).
    dimensions: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # Answers by the id of the attribute, as text: what one means its definition says (M4).
    extras: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    erased_at: Mapped[datetime | None]
    one_time_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    search_text: Mapped[str] = mapped_column(sa.String(400), default="")
    member_type: Mapped[MemberType | None] = relationship(lazy="joined")
    group: Mapped[CustomerGroup | None] = relationship()
    affiliations: Mapped[list[Affiliation]] = relationship(secondary="customer_affiliations")
    addresses: Mapped[list[CustomerAddress]] = relationship(
        back_populates="customer", order_by="CustomerAddress.id", cascade="all, delete-orphan"
    )
    reaches: Mapped[list[CustomerReach]] = relationship(
        back_populates="customer", order_by="CustomerReach.id", cascade="all, delete-orphan"
    )


customer_affiliations = sa.Table(
    "customer_affiliations",
    Base.metadata,
    sa.Column("customer_id", sa.ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column(
        "affiliation_id", sa.ForeignKey("affiliations.id", ondelete="CASCADE"), primary_key=True
    ),
)


class CustomerAddress(Base):
    """A further address. Its name and phone are those of the contact that belongs to it (M13);
    empty means the customer's own."""

    __tablename__ = "customer_addresses"

    customer_id: Mapped[int] = mapped_column(
        sa.ForeignKey("customers.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[AddressPurpose] = mapped_column(word(AddressPurpose))
    contact_name: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    street: Mapped[str] = mapped_column(sa.String(120), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    region: Mapped[str] = mapped_column(sa.String(40), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(20), default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    customer: Mapped[Customer] = relationship(back_populates="addresses")


class ReachKind(StrEnum):
    """A further way to reach somebody."""

    PHONE = "phone"
    EMAIL = "email"


class CustomerReach(Base):
    """A secondary phone or e-mail (M5), with the customer's consent to marketing there, or not
    (M6), and when and by whom it was noted."""

    __tablename__ = "customer_reaches"
    __table_args__ = (sa.UniqueConstraint("customer_id", "kind", "value"),)

    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id", ondelete="CASCADE"))
    kind: Mapped[ReachKind] = mapped_column(word(ReachKind))
    value: Mapped[str] = mapped_column(sa.String(120), index=True)
    digits: Mapped[str] = mapped_column(sa.String(20), default="", index=True)
    label: Mapped[str] = mapped_column(sa.String(40), default="")
    consents: Mapped[bool] = mapped_column(default=False)
    consent_noted_at: Mapped[datetime | None]
    consent_noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    customer: Mapped[Customer] = relationship(back_populates="reaches")
    consent_noted_by: Mapped[User | None] = relationship()


class AttributeKind(Labelled):
    """What an attribute's answer looks like (M4)."""

    TEXT = "text", "Text"
    NUMBER = "number", "Number"
    DATE = "date", "Date"
    CHOICE = "choice", "Choice"
    YES_NO = "yes_no", "Yes or no"


class CustomerAttribute(Versioned, Base):
    """An extra that a store wants to know of its customers, defined in settings (M3, M4)."""

    __tablename__ = "customer_attributes"

    label: Mapped[str] = mapped_column(sa.String(60), unique=True)
    kind: Mapped[AttributeKind] = mapped_column(word(AttributeKind))
    choices: Mapped[list[str]] = mapped_column(sa.JSON(), default=list)
    required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class CustomerMerge(Base):
    """Two records of one customer made one, with what is needed to undo it: `moved` holds the ids
    of what went over, by table, and both records as they were."""

    __tablename__ = "customer_merges"

    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    merged_id: Mapped[int] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)


class CustomerIntake(Stamped, Base):
    """A customer as a tablet or another program sent it, raw, until it is made a record (M16).
    `one_time_key` makes what arrives twice one."""

    __tablename__ = "customer_intakes"

    one_time_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    origin: Mapped[str] = mapped_column(sa.String(40))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    converted_at: Mapped[datetime | None] = mapped_column(index=True)
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customers.id"), index=True)
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
