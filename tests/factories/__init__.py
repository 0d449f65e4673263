"""Factories that never surprise: everything they make is named in the call or has a plain
default."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent, DraftItem
from app.domain.orders.placing import place
from app.models import (
    Customer,
    Department,
    Draft,
    MemberRule,
    MemberType,
    Order,
    Product,
    SuperDepartment,
    Vendor,
    VendorItem,
)
from app.vocabulary import clock
from app.vocabulary.searching import haystack

_numbers = count(100)


def a_department(session: Session, name: str = "Grocery", **values: Any) -> Department:
    """A department in a super department of the same name, unless one is given."""
    if "super_department" not in values and "super_department_id" not in values:
        values["super_department"] = SuperDepartment(number=next(_numbers), name=name)
    made = Department(name=name, **{"number": next(_numbers), **values})
    session.add(made)
    session.flush()
    return made


def a_vendor(session: Session, name: str = "", **values: Any) -> Vendor:
    """A vendor."""
    made = Vendor(name=name or f"Vendor {next(_numbers)}", **values)
    session.add(made)
    session.flush()
    return made


def a_product(session: Session, department: Department | None = None, **values: Any) -> Product:
    """A carried item: retail 10.00, cost 5.00, case of 12, unless said otherwise."""
    usual = {
        "upc": f"{next(_numbers):013d}",
        "description": "Rolled oats",
        "retail": Decimal("10.00"),
        "cost": Decimal("5.00"),
        "case_size": 12,
    }
    made = Product(department=department, **{**usual, **values})
    made.search_text = haystack(made.description, made.brand or "", made.size or "", made.upc)
    session.add(made)
    session.flush()
    return made


def a_vendor_item(session: Session, vendor: Vendor, **values: Any) -> VendorItem:
    """A row of a vendor's catalogue."""
    usual = {
        "sku": f"S{next(_numbers)}",
        "description": "Coconut wraps",
        "case_size": 8,
        "cost": Decimal("4.00"),
        "suggested_retail": Decimal("8.00"),
    }
    made = VendorItem(vendor=vendor, **{**usual, **values})
    made.search_text = haystack(made.description, made.brand or "", made.sku, made.upc or "")
    session.add(made)
    session.flush()
    return made


def a_member_type(
    session: Session, rule: MemberRule = MemberRule.NONE, percent: str = "0", **values: Any
) -> MemberType:
    """A member type with a price rule."""
    usual = {"number": next(_numbers), "name": "Member", "is_member": True}
    made = MemberType(rule=rule, percent=Decimal(percent), **{**usual, **values})
    session.add(made)
    session.flush()
    return made


def a_customer(session: Session, **values: Any) -> Customer:
    """A customer with a phone; a member if `member_number` is given."""
    usual = {
        "first_name": "Ada",
        "last_name": "Quill",
        "phone": "555-0100",
        "phone_digits": "5550100",
    }
    made = Customer(**{**usual, **values})
    made.search_text = haystack(made.first_name, made.last_name, str(made.member_number or ""))
    session.add(made)
    session.flush()
    return made


def a_wish(product: Product, **values: Any) -> DraftItem:
    """A carried item as a draft holds it."""
    usual = {
        "ref": 0,
        "product_id": product.id,
        "department_id": product.department_id,
        "description": product.description,
        "upc": product.upc,
        "case_size": product.case_size,
    }
    return DraftItem(**{**usual, **values})


def an_order(
    session: Session,
    by: Viewer,
    wishes: Sequence[DraftItem],
    customer: Customer | None = None,
    **values: Any,
) -> Order:
    """An order taken through the real action."""
    content = DraftContent(**{"call_first": False, **values})
    if customer is not None:
        content = drafts.choose_customer(content, customer)
    else:
        content = drafts.write_contact(content, {"last_name": "Walk-in", "phone": "555-0199"})
    for wish in wishes:
        content = content.adding(wish)
    draft = Draft(
        key=uuid4().hex,
        user_id=by.user_id,
        store_id=by.store_id,
        touched_at=clock.now(),
        content=content.to_json(),
    )
    return place(session, draft, by)
