"""Customers: members and everybody else."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Stamped, Versioned
from app.models.pricing import MemberType
from app.models.types import word


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
        return ", ".join(part for part in (self.last_name, self.first_name) if part)


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
    )

    kind: Mapped[CustomerKind] = mapped_column(word(CustomerKind), default=CustomerKind.PERSON)
    member_number: Mapped[int | None]
    person_number: Mapped[int] = mapped_column(default=1)
    member_type_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member_types.id"), index=True)
    phone_digits: Mapped[str] = mapped_column(sa.String(20), default="", index=True)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    search_text: Mapped[str] = mapped_column(sa.String(400), default="")
    member_type: Mapped[MemberType | None] = relationship(lazy="joined")
