"""A draft: the order being taken, kept on the server at every step (P1, C13–C20).

Each verb takes a draft row, changes its content and leaves it to the caller's commit. Nothing here
knows a price; the lines of a draft are built and priced only to be shown.
"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.catalog.lookup import Hit
from app.domain.customers.contact import contact_of
from app.domain.orders.content import MOST_ITEMS, DraftContent, DraftItem, from_json
from app.models import CONTACT_FIELDS, Customer, Department, Draft, LineKind
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound, Refused


def open_draft(session: Session, key: str, by: Viewer, *, lock: bool = False) -> Draft:
    """The draft of `key`, or a new empty one that is not saved until something is put into it. Any
    colleague of the same store may go on with it; nobody else learns that it exists."""
    query = sa.select(Draft).where(Draft.key == key)
    draft = session.scalar(query.with_for_update() if lock else query)
    if draft is None:
        return Draft(
            key=key, user_id=by.user_id, store_id=by.store_id, content={}, version=0, empty=True
        )
    if draft.store_id != by.store_id and draft.user_id != by.user_id:
        raise NotFound("There is no such draft.")
    return draft


def content_of(draft: Draft) -> DraftContent:
    """What the draft holds."""
    return from_json(draft.content or {})


def keep(session: Session, draft: Draft, content: DraftContent) -> None:
    """Write `content` back; saves a new draft."""
    draft.content = content.to_json()
    draft.empty = content.empty
    draft.touched_at = clock.now()
    if draft not in session:
        session.add(draft)


def choose_customer(content: DraftContent, customer: Customer) -> DraftContent:
    """Take over a customer: every contact field is filled (C13)."""
    return replace(content, customer_id=customer.id, contact=contact_of(customer))


def write_contact(content: DraftContent, contact: dict[str, str]) -> DraftContent:
    """Contact as typed: of a non-member, or overriding a member's for this order only (C13,
    C14)."""
    return replace(content, contact={name: contact.get(name, "") for name in CONTACT_FIELDS})


def forget_customer(content: DraftContent) -> DraftContent:
    """Start over with the customer."""
    return replace(content, customer_id=None, contact={})


def add_hit(content: DraftContent, hit: Hit) -> DraftContent:
    """Add what was found: one entry means one case (C15). A carried item goes through the
    department map (C4); a department with a minimum, or one that always asks, or an unknown case
    size, asks (C5, C17)."""
    _refuse_full(content)
    department = _mapped(hit)
    asks = department is not None and (department.always_ask or department.minimum_quantity > 0)
    return content.adding(
        DraftItem(
            ref=0,
            product_id=hit.product.id if hit.product else None,
            vendor_item_id=hit.row.id if hit.row else None,
            department_id=department.id if department else None,
            description=hit.description,
            brand=hit.brand,
            size=hit.size,
            upc=hit.upc,
            sku=hit.sku,
            case_size=hit.case_size,
            ask=asks,
            least=department.minimum_quantity if department else 0,
        )
    )


def add_described(content: DraftContent, item: DraftItem) -> DraftContent:
    """Add an item in words, or a note (C18, C19); both name a department (C20)."""
    _refuse_full(content)
    problems = {}
    if not item.description:
        problems["description"] = "Say what is wanted."
    if item.department_id is None:
        problems["department_id"] = "Choose the department that will look after it."
    if problems:
        raise Invalid(problems)
    return content.adding(item)


def set_quantity(
    content: DraftContent, ref: int, *, cases: int, case_size: int | None
) -> DraftContent:
    """Confirm cases and case size of an item; a department's minimum holds (C5)."""
    item = content.item(ref)
    if item is None:
        raise NotFound("That item is not in the order any more.")
    if item.kind is LineKind.NOTE:
        return content
    if item.ask and case_size is None:
        raise Invalid({"case_size": "This department needs to know how many."})
    if item.least and case_size is not None and cases * case_size < item.least:
        raise Invalid({"case_size": f"This department takes {item.least} or more at a time."})
    return content.changing(replace(item, cases=cases, case_size=case_size, ask=False))


def set_department(content: DraftContent, ref: int, department: Department) -> DraftContent:
    """Name who looks after an item whose catalogue row does not say (C20)."""
    item = content.item(ref)
    if item is None:
        raise NotFound("That item is not in the order any more.")
    return content.changing(replace(item, department_id=department.id))


def missing(content: DraftContent) -> dict[str, str]:
    """What still keeps the order from being placed, in the order in which a person would go on:
    field name → what to do. Empty when it can be placed."""
    problems: dict[str, str] = {}
    if not content.chosen:
        problems["customer"] = "Choose a customer, or type a name."
    elif content.customer_id is None and not (
        content.contact.get("phone") or content.contact.get("email")
    ):
        problems["phone"] = "Add a phone number or an e-mail, so that we can say when it is here."
    if not content.items:
        problems["items"] = "Add at least one item or a note."
    for item in content.items:
        if item.ask:
            problems.setdefault(f"quantity-{item.ref}", "Confirm how many.")
        if item.department_id is None:
            problems.setdefault(
                f"department-{item.ref}", "Choose the department that will look after it."
            )
    return problems


def _mapped(hit: Hit) -> Department | None:
    department: Department | None = hit.department
    carried = hit.product is not None and hit.product.department is not None
    if carried and department is not None and department.ordered_as is not None:
        return department.ordered_as
    return department


def _refuse_full(content: DraftContent) -> None:
    if len(content.items) >= MOST_ITEMS:
        raise Refused(f"An order holds at most {MOST_ITEMS} lines. Place it and start another.")
