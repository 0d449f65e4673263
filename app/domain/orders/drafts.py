"""A draft: the order being taken, kept on the server at every step (P1, C13–C20).

Each verb takes a draft row, changes its content and leaves it to the caller's commit. Nothing here
knows a price; the lines of a draft are built and priced only to be shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, lazyload

from app.domain.access import Viewer
from app.domain.catalog.lookup import Hit
from app.domain.customers import phones
from app.domain.customers.contact import contact_of, contact_problems
from app.domain.orders.content import MOST_CASES, MOST_ITEMS, DraftContent, DraftItem, from_json
from app.domain.orders.finishing import day_problem
from app.models import (
    CONTACT_FIELDS,
    Customer,
    Department,
    Draft,
    LineKind,
    User,
)
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound, Refused

MOST_SHOWN = 12


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


def begin(session: Session, draft: Draft) -> Draft:
    """Save a new draft before anything is put into it. If a second tap was faster, its draft is
    taken instead, so that two first taps make one draft."""
    draft.touched_at = clock.now()
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:
        query = sa.select(Draft).where(Draft.key == draft.key).with_for_update()
        return session.scalars(query).one()
    return draft


def of_store(session: Session, by: Viewer, *, but: str = "") -> list[Draft]:
    """The newest drafts somebody may go on with: those of their store that hold something."""
    return list(
        session.scalars(
            sa.select(Draft)
            .where(Draft.store_id == by.store_id, Draft.empty.is_(False), Draft.key != but)
            .options(joinedload(Draft.user).options(lazyload(User.store), lazyload(User.roles)))
            .order_by(Draft.touched_at.desc(), Draft.id.desc())
            .limit(MOST_SHOWN)
        )
    )


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
    """Contact as typed: of a non-member, or overriding a member's for this order only (C13, C14).

    A phone number or e-mail that nobody could reach raises Invalid, unless it stood there before:
    what a member's record says is not the order taker's to mend.
    """
    typed = {name: contact.get(name, "") for name in CONTACT_FIELDS}
    known = content.contact.get("phone", "")
    if phones.same(typed["phone"], known):
        typed["phone"] = known
    problems = contact_problems(typed, before=content.contact)
    if problems:
        raise Invalid(problems)
    return replace(content, contact=typed)


def forget_customer(content: DraftContent) -> DraftContent:
    """Start over with the customer."""
    return replace(content, customer_id=None, contact={})


def add_hit(content: DraftContent, hit: Hit) -> DraftContent:
    """Add what was found: one entry means one case (C15), so the same thing once more is one more
    case of it. A carried item goes through the department map (C4); a department with a minimum, or
    one that always asks, asks (C5, C17)."""
    return add_wish(content, wish_of(hit))


def add_wish(content: DraftContent, wish: DraftItem) -> DraftContent:
    """Add a wish with its department and questions; of what is there already, as many cases
    more."""
    known = alike(content, wish)
    if known is not None:
        more = min(known.cases + wish.cases, MOST_CASES)
        return content.changing(replace(known, cases=more))
    _refuse_full(content)
    return content.adding(wish)


def standing(content: DraftContent, hit: Hit) -> DraftItem | None:
    """The item of the draft that is what was found, if it has been added."""
    return alike(content, wish_of(hit))


def alike(content: DraftContent, wish: DraftItem) -> DraftItem | None:
    """The item of the draft that is the same thing as `wish`."""
    return next((i for i in content.items if i.is_same(wish)), None)


def wish_of(hit: Hit) -> DraftItem:
    """What was found as a draft would hold it: one case of it."""
    department = _mapped(hit)
    return asking(
        DraftItem(
            ref=0,
            product_id=hit.product.id if hit.product else None,
            vendor_item_id=hit.row.id if hit.row else None,
            description=hit.description,
            brand=hit.brand,
            size=hit.size,
            upc=hit.upc,
            sku=hit.sku,
            case_size=hit.case_size,
        ),
        department,
    )


def add_described(
    content: DraftContent, item: DraftItem, department: Department | None
) -> DraftContent:
    """Add an item in words, or a note (C18, C19); both name a department (C20), and what that
    department wants to know of quantities is asked (C5, C17)."""
    _refuse_full(content)
    problems = {}
    if not item.description:
        problems["description"] = "Say what is wanted."
    if department is None:
        problems["department_id"] = "Choose the department that will look after it."
    elif item.case_size and item.cases * item.case_size < department.minimum_quantity:
        problems["case_size"] = _too_few(department.minimum_quantity)
    if problems:
        raise Invalid(problems)
    asked = asking(replace(item, case_size_by_hand=item.case_size is not None), department)
    # What was asked in the form a moment ago needs no second question.
    return content.adding(replace(asked, ask=asked.least > 0 and item.case_size is None))


def set_quantity(
    content: DraftContent,
    ref: int,
    *,
    cases: int,
    case_size: int | None,
    confirmed: bool = True,
) -> DraftContent:
    """Set cases and units in a case of an item; a department's minimum holds (C5). Without a
    question of the department `case_size` may stay None: the buyer finds out. What is asked for
    and not `confirmed` is kept as far as it is typed, and still asked."""
    item = content.item(ref)
    if item is None:
        raise NotFound("That item is not in the order any more.")
    if item.kind is LineKind.NOTE:
        return content
    answered = confirmed or not item.ask or (case_size is not None and not item.least)
    if answered and item.least and case_size is None:
        raise Invalid({"case_size": "This department needs to know how many."})
    if answered and case_size is not None and cases * case_size < item.least:
        raise Invalid({"case_size": _too_few(item.least)})
    by_hand = case_size is not None and (item.case_size_by_hand or case_size != item.case_size)
    told = replace(item, cases=cases, case_size=case_size, case_size_by_hand=by_hand)
    return content.changing(replace(told, ask=not answered))


def order_again(content: DraftContent, ref: int) -> DraftContent:
    """Say that an item is meant although it was ordered lately."""
    item = content.item(ref)
    return content if item is None else content.changing(replace(item, sure=True))


def set_department(content: DraftContent, ref: int, department: Department) -> DraftContent:
    """Name who looks after an item whose catalogue row does not say (C20); what that department
    wants to know of quantities is asked (C5, C17)."""
    item = content.item(ref)
    if item is None:
        raise NotFound("That item is not in the order any more.")
    return content.changing(asking(item, department))


def missing(content: DraftContent, today: date | None = None) -> dict[str, str]:
    """What still keeps the order from being placed, in the order in which a person would go on:
    field name → what to do. Empty when it can be placed. A draft may be older than the day that
    was wished for in it: `today` finds out."""
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
        if item.ask and item.least:
            problems.setdefault(f"quantity-{item.ref}", "Confirm how many.")
        if item.department_id is None:
            problems.setdefault(
                f"department-{item.ref}", "Choose the department that will look after it."
            )
    if today is not None and (problem := day_problem(content.requested_on, today)):
        problems["requested_on"] = problem
    return problems


def asking(item: DraftItem, department: Department | None) -> DraftItem:
    """The item in its department, which may want to know the quantity (C5, C17); how many come in
    a case is asked whenever nobody knows. A note has neither."""
    department_id = department.id if department else None
    if item.kind is LineKind.NOTE:
        return replace(item, department_id=department_id)
    least = 0
    if department is not None:
        least = max(department.minimum_quantity, 1 if department.always_ask else 0)
    ask = least > 0 or item.case_size is None
    return replace(item, department_id=department_id, ask=ask, least=least)


def _too_few(least: int) -> str:
    return f"This department takes {least:,} or more at a time."


def _mapped(hit: Hit) -> Department | None:
    department: Department | None = hit.department
    carried = hit.product is not None and hit.product.department is not None
    if carried and department is not None and department.ordered_as is not None:
        return department.ordered_as
    return department


def _refuse_full(content: DraftContent) -> None:
    if len(content.items) >= MOST_ITEMS:
        raise Refused(f"An order holds at most {MOST_ITEMS} lines. Place it and start another.")
