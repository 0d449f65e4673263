"""A new order over HTTP: its addresses, what is kept, and what the answers show."""

from __future__ import annotations

import re
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders.content import DraftContent, from_json
from app.models import Customer, Department, Draft, Order, Product
from tests.factories import a_customer, a_department, a_member_type, a_product

KEY = "a-fresh-key-of-this-order"

# A retail price that stands nowhere else: a page that shows it has leaked it.
SECRET = Decimal("7531.97")


def url(verb: str = "", *, key: str = KEY, ref: int | None = None) -> str:
    """The address of a verb of the draft, or of one of its items."""
    item = f"/items/{ref}" if ref is not None else ""
    return f"/orders/new/{key}{item}/{verb}" if verb else f"/orders/new/{key}"


def kept(session: Session, key: str = KEY) -> DraftContent:
    """What the draft holds in the database now; empty if there is none."""
    session.expire_all()
    draft = session.scalar(sa.select(Draft).where(Draft.key == key))
    return from_json(draft.content) if draft else DraftContent()


def orders(session: Session) -> list[Order]:
    """Every order, oldest first."""
    session.expire_all()
    return list(session.scalars(sa.select(Order).order_by(Order.number)))


def invalid(page: str) -> list[str]:
    """The ids of the fields that are marked as wrong, from top to bottom."""
    tags = re.findall(r"<(?:input|select|textarea)\b[^>]*aria-invalid=\"true\"[^>]*>", page)
    return [re.search(r'\bid="([^"]+)"', tag)[1] for tag in tags]


def said(page: str) -> list[str]:
    """The messages beside fields, from top to bottom."""
    return re.findall(r'<span class="error"[^>]*>([^<]+)</span>', page)


def a_shelf(session: Session) -> tuple[Customer, Department, Product]:
    """A member, a department and an item with a price that must not be seen."""
    terms = a_member_type(session, name="Working owner")
    customer = a_customer(session, member_number=208, member_type=terms, phone="217-555-0142")
    department = a_department(session)
    product = a_product(session, department, upc="0004721355102", retail=SECRET)
    return customer, department, product
