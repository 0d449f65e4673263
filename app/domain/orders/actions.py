"""What people do to an order: the verbs. Each checks who and when, changes, and leaves its
event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers.contact import contact_of, contact_problems, write_contact
from app.domain.orders import lifecycle, policies
from app.domain.orders.building import build_lines
from app.domain.orders.content import DraftItem
from app.domain.orders.events import note
from app.domain.orders.placing import list_key
from app.domain.orders.quoting import price_by_rules
from app.domain.orders.statuses import StatusBook, first_status
from app.domain.orders.voiding import (
    KEPT_DAYS,
    came_since,
    keep_from_night,
    reopened_to,
    restore,
    void,
)
from app.domain.pricing.lines import retotal
from app.models import Department, Order, OrderLine, Vendor
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.vocabulary.searching import haystack
from app.vocabulary.statuses import Stage

__all__ = [
    "KEPT_DAYS",
    "add_line",
    "close",
    "departments",
    "edit_contact",
    "edit_line",
    "edit_notes",
    "keep_open",
    "move",
    "move_all",
    "reopen",
    "restore",
    "set_best_hours",
    "set_cloning",
    "void",
]


def move(
    line: OrderLine, key: str, *, by: Viewer, book: StatusBook, sure: bool = False, why: str = ""
) -> bool:
    """Move one line to an open status (C23), for the reason `why`; True if that changed
    anything."""
    target = book.named(key)
    who = by.can(Permission.ORDERS_MOVE)
    (who & policies.may_move(line, target, book, sure=sure, why=why)).enforce()
    return lifecycle.move(line, target, by=by, book=book, why=why)


def move_all(
    order: Order, key: str, *, by: Viewer, book: StatusBook, sure: bool = False, why: str = ""
) -> int:
    """Change an order's status: all its open lines go along (decision 1). Returns how many
    moved."""
    return sum(
        move(line, key, by=by, book=book, sure=sure, why=why)
        for line in list(order.lines)
        if line.open
    )


def close(
    order: Order,
    key: str,
    *,
    by: Viewer,
    book: StatusBook,
    lines: Iterable[OrderLine] = (),
    why: str = "",
    sure: bool = True,
    said: Mapping[str, Any] | None = None,
) -> int:
    """Close by hand as Completed, Canceled or Inquiry (C34): the named lines, or all that are
    open; for the reason `why`, if one was said. `sure` is False where an end that is out of order
    asks first; where the store says never, it stays open. What else is `said` the events keep."""
    target = book.named(key)
    (by.can(Permission.ORDERS_CLOSE) & policies.may_close(order)).enforce()
    if target.stage is not Stage.CLOSED:
        raise Invalid({"status": "Choose Completed, Canceled or Inquiry."})
    chosen = [line for line in (list(lines) or order.lines) if line.open]
    for line in chosen:
        policies.may_go(line, target, book, sure=sure, why=why).enforce()
    more: dict[str, Any] = {"by": by, "book": book, "why": why or "by hand", "said": said}
    return sum(lifecycle.move(line, target, **more) for line in chosen)


def reopen(
    order: Order, *, by: Viewer, book: StatusBook, why: str, lines: Iterable[OrderLine] = ()
) -> int:
    """Open closed lines again for the reason `why`, where their order's call choice starts, or
    arrived if the goods are here, or where the rest is waited for if a part is; what was taken off
    stays off. The order is kept open for
    KEPT_DAYS at least: the night must not close it at once for the age it was closed for before.
    Invalid without a reason."""
    (by.can(Permission.ORDERS_REOPEN) & policies.may_reopen(order)).enforce()
    if not why:
        raise Invalid({"why": "Say why it is opened again."})
    chosen = [line for line in (list(lines) or order.lines) if policies.may_reopen_line(line)]
    for line in chosen:
        back = book[reopened_to(line)]
        since, said = came_since(line, back), {"reason": why}
        lifecycle.move(line, back, by=by, book=book, why="reopened", said=said, since=since)
    keep_from_night(order)
    return len(chosen)


def edit_contact(order: Order, contact: dict[str, str], *, by: Viewer) -> bool:
    """Change the contact of this order only (C14). Invalid for what nobody could be reached by."""
    by.can(Permission.ORDERS_EDIT).enforce()
    before = contact_of(order)
    problems = contact_problems(contact, before=before)
    if problems:
        raise Invalid(problems)
    write_contact(order, contact)
    return _note_changes(order, by, "contact_edited", before, contact_of(order))


def edit_notes(order: Order, comments: str, *, by: Viewer) -> bool:
    """Change the note for the buyer."""
    by.can(Permission.ORDERS_EDIT).enforce()
    before = {"comments": order.comments}
    order.comments = comments
    return _note_changes(order, by, "notes_edited", before, {"comments": comments})


def set_best_hours(order: Order, hours: str, *, by: Viewer) -> bool:
    """When somebody is best called about this order, in their own words (B7)."""
    by.can(Permission.ORDERS_EDIT).enforce()
    before = {"best_hours": order.best_hours}
    order.best_hours = hours
    return _note_changes(order, by, "contact_edited", before, {"best_hours": hours})


def set_cloning(order: Order, *, allowed: bool, by: Viewer) -> bool:
    """Whether an order may be cloned and repeated (decision 11); True if that changed anything."""
    by.can(Permission.ORDERS_SPLIT).enforce()
    before, order.no_clone = {"no_clone": order.no_clone}, not allowed
    return _note_changes(order, by, "cloning_set", before, {"no_clone": not allowed})


def edit_line(line: OrderLine, changes: Mapping[str, Any], *, by: Viewer) -> bool:
    """Change what a line is: any of description, brand, size, sku, cases, case_size, tag_note,
    bin, and, as rows or None, department and vendor. The total follows the quantity; the unit
    price stays as it was quoted, whatever the catalogue says by now (C12, C21). A case size that is
    typed is marked as typed."""
    (by.can(Permission.ORDERS_EDIT) & policies.may_edit_line(line)).enforce()
    if "department" in changes and changes["department"] is None:
        raise Invalid({"department": "Choose the department that will look after it."})
    before = {name: _plain(getattr(line, name)) for name in changes}
    for name, value in changes.items():
        setattr(line, name, value)
    if "department" in changes:
        _take_department(line, changes["department"])
    if "vendor" in changes:
        vendor: Vendor | None = changes["vendor"]
        line.vendor_id = vendor.id if vendor else None
    if {"description", "brand", "size"} & set(changes):
        line.search_text = haystack(line.description, line.brand, line.size)
    if changes.get("case_size", before.get("case_size")) != before.get("case_size"):
        # What somebody typed is theirs: no catalogue takes it back.
        line.case_size_by_hand = changes["case_size"] is not None
    if {"cases", "case_size"} & set(changes):
        retotal(line)
    after = {name: _plain(value) for name, value in changes.items()}
    return _note_changes(line.order, by, "line_edited", before, after, line=line)


def add_line(
    session: Session, order: Order, item: DraftItem, *, by: Viewer, book: StatusBook
) -> OrderLine:
    """Add a line to an order that was placed; it gets the next number, never one that was used."""
    (by.can(Permission.ORDERS_EDIT) & policies.may_add_line(order)).enforce()
    line = build_lines(session, [item], store_id=order.store_id)[0]
    order.lines_made += 1
    line.number = order.lines_made
    lifecycle.start([line], book[first_status(order.call_first)])
    line.list_key = list_key(order, line)
    with session.no_autoflush:
        # Whole before it is written: one INSERT, with its price.
        order.lines.append(line)
        price_by_rules(session, order, [line])
    lifecycle.settle(order, book)
    note(order, "line_added", by, line=line, detail={"description": line.description})
    session.flush()
    return line


def keep_open(order: Order, until: date | None, *, by: Viewer) -> None:
    """Keep the night from closing this order before `until` (B4); None: it may again."""
    (by.can(Permission.ORDERS_KEEP) & policies.may_close(order)).enforce()
    order.keep_open_until = until
    note(order, "kept_open", by, detail={"until": until.isoformat() if until else None})


def departments(session: Session) -> list[Department]:
    """Active departments to choose from, by number."""
    return list(
        session.scalars(
            sa.select(Department).where(Department.active.is_(True)).order_by(Department.number)
        )
    )


def _take_department(line: OrderLine, department: Department | None) -> None:
    line.department_id = department.id if department else None
    line.super_department_id = department.super_department_id if department else None
    line.super_department = department.super_department if department else None


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, Department | Vendor) else value


def _note_changes(
    order: Order,
    by: Viewer,
    verb: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    line: OrderLine | None = None,
) -> bool:
    changed = {k: [before[k], after[k]] for k in after if before[k] != after[k]}
    if changed:
        note(order, verb, by, line=line, detail={"changed": changed})
    return bool(changed)
