"""Ordering the same once more (C29, decision 11): today's price, the customer's newest contact, New
by its call choice, unprinted. What will be different is known before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session, joinedload

from app.domain.access import Viewer
from app.domain.customers.contact import contact_of
from app.domain.customers.merging import current
from app.domain.orders.again import wish_today
from app.domain.orders.content import DraftContent, DraftItem
from app.domain.orders.events import note
from app.domain.orders.heirs import newest
from app.domain.orders.placing import make, placed_before, sum_of
from app.domain.orders.showing import priced
from app.domain.pricing.changes import Change, changes, views_of
from app.domain.rows import by_id
from app.models import (
    Customer,
    Department,
    LineKind,
    MemberType,
    Order,
    OrderLine,
    Product,
    Store,
    VendorItem,
)
from app.vocabulary import clock
from app.vocabulary.decisions import Decision, no, when
from app.vocabulary.errors import Refused
from app.vocabulary.figures import Figure, PriceKind
from app.vocabulary.permissions import Permission

WITHDRAWN = "not in the catalogue any more"
_SAME = {"description": "description", "size": "size", "sku": "SKU", "case_size": "units in a case"}


@dataclass(frozen=True)
class Copy:
    """A line and what it would be today: `made` is unsaved and priced, None when nobody has it any
    more. `differs` names what is not as it was, prices aside."""

    line: OrderLine
    made: OrderLine | None
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clone:
    """What a clone of an order would be: `content` to make it from, its lines beside those they
    come from, what else differs in words, and the prices that moved, as far as they may be
    known."""

    order: Order
    content: DraftContent
    customer: Customer | None
    copies: tuple[Copy, ...]
    differs: tuple[str, ...]
    prices: tuple[Change, ...] = ()

    @property
    def withdrawn(self) -> list[OrderLine]:
        """Lines that nobody could order again."""
        return [copy.line for copy in self.copies if copy.made is None]

    @property
    def made(self) -> list[OrderLine]:
        """The lines it would have. Secret: show them through `view_of_line`."""
        return [copy.made for copy in self.copies if copy.made is not None]

    @property
    def total(self) -> Decimal | None:
        """What it comes to; None while the price of an item is needed. Secret."""
        items = [line for line in self.made if line.kind is LineKind.ITEM]
        if any(line.price_kind is PriceKind.NEEDED or line.total is None for line in items):
            return None
        return sum_of(items)


def may_clone(session: Session, order: Order) -> Decision:
    """Whether somebody said that it is not to be cloned, or nobody could get it."""
    customer = customer_of(session, order)
    if order.no_clone:
        return no("It is marked “do not clone”.")
    if customer is None:
        return when(bool(order.last_name), "This customer’s data was erased.")
    if customer.erased_at is not None:
        return no("This customer’s data was erased.")
    return when(customer.active, "The customer is not active any more.")


def customer_of(session: Session, order: Order) -> Customer | None:
    """Whose order it is today, after merges of records."""
    return None if order.customer is None else current(session, order.customer)


def plan(
    session: Session,
    order: Order,
    *,
    seen: frozenset[Figure] = frozenset(),
    cases: Mapping[int, int] | None = None,
    follow: bool = False,
) -> Clone:
    """What a clone made now would be; changes nothing. `cases`, by line number, are the quantities
    that are wanted now; a line that is not in it is left out. `follow`: lines that were moved to
    another order count as they stand there, instead of not at all."""
    customer = customer_of(session, order)
    today = clock.business_date(clock.now(), order.store.time_zone)
    lines = list(_wanted(session, order, cases, follow=follow))
    wishes = _wishes(session, lines, cases)
    items = [wish for wish in wishes if wish is not None]
    made = iter(priced(session, items, customer, on=today, store_id=order.store_id))
    copies = tuple(
        _copy(line, None if wish is None else next(made))
        for line, wish in zip(lines, wishes, strict=True)
    )
    content = _content(order, customer, items)
    differs = tuple(_differences(session, order, content, customer))
    return Clone(order, content, customer, copies, differs, _prices(copies, seen))


def clone(
    session: Session,
    order: Order,
    *,
    by: Viewer,
    one_time_key: str,
    cases: Mapping[int, int] | None = None,
) -> Order:
    """Order the same once more. A second call with the key returns the first clone. Refused for an
    order that is not to be cloned, or of which nothing is to be had; NotAllowed."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    known = placed_before(session, one_time_key)
    if known is not None:
        return known
    may_clone(session, order).enforce()
    made = make_of(session, plan(session, order, cases=cases), by, one_time_key)
    note(order, "cloned", by, detail={"order": made.number})
    session.flush()
    return made


def make_of(
    session: Session,
    planned: Clone,
    by: Viewer,
    one_time_key: str,
    *,
    how: str = "cloned_from",
    wanted_on: date | None = None,
) -> Order:
    """The order that was planned; `how` it came is kept in its timeline. Refused when it would have
    no line. Who may is the caller's to ask."""
    order = planned.order
    if not planned.made:
        raise Refused("Nothing of this order can be ordered again.")
    store = session.get_one(Store, order.store_id)
    made = make(
        session,
        replace(planned.content, requested_on=wanted_on),
        by,
        key=one_time_key,
        store=store,
        today=clock.business_date(clock.now(), store.time_zone),
        like=order,
        how=how,
    )
    customer = planned.customer
    made.best_hours = customer.best_hours if customer else order.best_hours
    kept = [copy.line for copy in planned.copies if copy.made is not None]
    for line, before in zip(made.lines, kept, strict=True):
        line.tag_note = before.tag_note
    session.flush()
    return made


def _wanted(
    session: Session, order: Order, cases: Mapping[int, int] | None, *, follow: bool
) -> Iterator[OrderLine]:
    """The lines to be ordered again: none that was taken off, or that is in another order now."""
    for line in order.lines:
        if cases is not None and line.number not in cases:
            continue
        if follow:
            line = newest(session, line)
        if line.voided_at is None and line.moved_to_id is None:
            yield line


def _wishes(
    session: Session, lines: Sequence[OrderLine], cases: Mapping[int, int] | None
) -> list[DraftItem | None]:
    mapped = joinedload(Product.department).joinedload(Department.ordered_as)
    products = by_id(session, Product, (x.product_id for x in lines), mapped)
    rows = by_id(session, VendorItem, (x.vendor_item_id for x in lines))
    wishes = []
    for line in lines:
        product, row = products.get(line.product_id or 0), rows.get(line.vendor_item_id or 0)
        wish = _wish(line, product, row)
        if wish is not None:
            size = line.case_size if line.case_size_by_hand else wish.case_size
            wish = replace(
                wish,
                cases=(cases or {}).get(line.number, line.cases),
                case_size=size,
                case_size_by_hand=line.case_size_by_hand,
                department_id=wish.department_id or line.department_id,
                ask=False,
                sure=True,
            )
        wishes.append(wish)
    return wishes


def _wish(line: OrderLine, product: Product | None, row: VendorItem | None) -> DraftItem | None:
    if line.kind is LineKind.ITEM:
        return wish_today(line, product, row)
    words = {"description": line.description, "department_id": line.department_id}
    return DraftItem(0, LineKind.NOTE, **words)  # type: ignore[arg-type]


def _content(order: Order, customer: Customer | None, items: Sequence[DraftItem]) -> DraftContent:
    content = DraftContent(
        customer_id=customer.id if customer else None,
        contact=contact_of(customer or order),
        call_first=order.call_first,
        pickup_store_id=order.pickup_store_id,
        comments=order.comments,
        source=order.source,
        delivery=order.delivery,
    )
    for item in items:
        content = content.adding(item)
    return content


def _copy(line: OrderLine, made: OrderLine | None) -> Copy:
    if made is None:
        return Copy(line, None, (WITHDRAWN,))
    differs = [
        f"{words} {getattr(line, name) or 'unknown'} → {getattr(made, name) or 'unknown'}"
        for name, words in _SAME.items()
        if getattr(line, name) != getattr(made, name)
    ]
    if line.department_id != made.department_id:
        before = line.department.name if line.department else "none"
        differs.append(f"department {before} → {made.department.name if made.department else '?'}")
    return Copy(line, made, tuple(differs))


def _differences(
    session: Session, order: Order, content: DraftContent, customer: Customer | None
) -> Iterator[str]:
    """What is not as it was in the order, in words without an amount."""
    before = contact_of(order)
    moved = [name for name, text in content.contact.items() if text != before[name]]
    if moved:
        named = ", ".join(name.replace("_", " ") for name in moved)
        yield f"The customer’s newest contact is taken: {named}"
    if customer is not None and customer.member_type_id != order.member_type_id:
        old, new = session.get(MemberType, order.member_type_id or 0), customer.member_type
        yield f"Member type {old.name if old else 'none'} → {new.name if new else 'none'}"
    if order.requested_on is not None:
        yield "No day is wished for"


def _prices(copies: Sequence[Copy], seen: frozenset[Figure]) -> tuple[Change, ...]:
    """Prices that are other ones today, by the clone's line numbers, for the same quantity or the
    new one."""
    pairs = [(copy.line, copy.made) for copy in copies if copy.made is not None]
    before = {made.number: view for line, made in pairs for view in views_of([line], seen).values()}
    names = {made.number: made.description for _, made in pairs}
    return tuple(changes(before, views_of([made for _, made in pairs], seen), names))
