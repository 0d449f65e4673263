"""Everything that is known of a customer, to be given to them: as JSON, or as a table to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.customers import attributes, belongings, forgetting, intakes
from app.domain.customers.actions import subject_of
from app.domain.customers.details import NAMES
from app.domain.customers.erasing import family, traces_of
from app.domain.customers.parts import plain
from app.domain.messages.queries import may_read
from app.domain.orders.content import DraftItem
from app.domain.orders.drafts import content_of
from app.domain.pricing.view import view_of_line
from app.domain.recurring.queries import of_orders
from app.models import (
    CONTACT_FIELDS,
    AuditEvent,
    Call,
    Customer,
    CustomerAddress,
    CustomerIntake,
    CustomerReach,
    Draft,
    Message,
    Order,
    OrderLine,
)
from app.vocabulary import money
from app.vocabulary.cells import plain_cell
from app.vocabulary.countries import country_name
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission

# Of the figures of a line, what concerns the customer: never what the store paid.
_THEIRS = (Figure.UNIT, Figure.TOTAL)
# What is given out of the trail: facts about people. A fact that is not named here could be a
# figure, and stays.
_FACTS = frozenset(
    {
        *NAMES, "contact_name", "contact_phone", "purpose", "value", "label", "consents", "record",
        "records", "orders", "as", "best_hours",
    }
)  # fmt: skip


def gathered(session: Session, customer: Customer, by: Viewer) -> dict[str, Any]:
    """All that is kept of somebody, as JSON takes it: records, orders, messages, calls, drafts, who
    waits with their phone or e-mail, and what the trail says of them. Amounts are text, and only
    there if `by` may see them. NotAllowed without the right to manage customers."""
    by.can(Permission.CUSTOMERS_MANAGE).enforce()
    records = family(session, customer)
    ids = [one.id for one in records]
    orders = session.scalars(
        sa.select(Order)
        .where(Order.customer_id.in_(ids))
        .options(selectinload(Order.lines))
        .order_by(Order.id)
    ).all()
    return {
        "customer": _record(session, customer),
        "merged_records": [_record(session, one) for one in records if one.id != customer.id],
        "orders": [_order(order, by) for order in orders],
        "repeating_orders": of_orders(session, [order.id for order in orders]),
        "messages": [_message(one, by) for one in _messages(session, ids)],
        "calls": [_call(one) for one in _calls(session, ids)],
        "orders_being_taken": [
            _draft(draft) for key in ids for draft in belongings.drafts_of(session, key)
        ],
        "waiting": [
            _intake(session, one)
            for one in forgetting.waiting_of(session, traces_of(session, records))
        ],
        "trail": _trail(session, records),
    }


def note_export(session: Session, customer: Customer, kind: str, by: Viewer) -> None:
    """Write down that somebody's data was given out, and as what."""
    record(session, by, "customer exported", subject_of(customer), after={"as": kind})


def as_json(data: dict[str, Any]) -> str:
    """For a program to read, and for people who look closely."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_rows(data: dict[str, Any]) -> list[list[str]]:
    """The same as rows of part, fact and value; nothing in a cell can act as a formula."""
    rows = [["Part", "Fact", "Value"], *_walk("", data)]
    return [[plain_cell(cell) for cell in row] for row in rows]


def _walk(part: str, value: Any, name: str = "") -> Iterator[list[str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            nested = isinstance(each, dict | list)
            inside = f"{part} / {key}".strip(" /") if nested else part
            yield from _walk(inside, each, key)
    elif isinstance(value, list):
        for n, each in enumerate(value, start=1):
            yield from _walk(f"{part} {n}", each, name)
    elif value not in (None, ""):
        yield [part.replace("_", " "), name.replace("_", " "), _said(value)]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _record(session: Session, customer: Customer) -> dict[str, Any]:
    contact = {name: plain(getattr(customer, name)) for name in CONTACT_FIELDS}
    return {
        "number": customer.id,
        "kind": plain(customer.kind),
        **contact,
        "country": country_name(customer.country),
        "address_purpose": customer.address_purpose.label,
        "member_number": customer.member_number,
        "member_type": customer.member_type.name if customer.member_type else None,
        "standing": customer.account_state.label,
        "note": customer.note,
        "best_hours": customer.best_hours,
        "receipts": customer.receipt_way.label,
        "receipt_email": customer.receipt_email,
        "currency": customer.currency,
        "language": customer.language,
        "group": customer.group.name if customer.group else None,
        "dimensions": dict(customer.dimensions),
        "affiliations": sorted(one.name for one in customer.affiliations),
        "answers": dict(attributes.answers(session, customer.extras)),
        "further_addresses": [_address(one) for one in customer.addresses],
        "further_phones_and_emails": [_reach(one) for one in customer.reaches],
        "known_since": customer.created_at.isoformat(),
        "active": customer.active,
    }


def _address(address: CustomerAddress) -> dict[str, Any]:
    names = ("contact_name", "contact_phone", "street", "city", "region", "postal_code")
    return {
        "purpose": address.purpose.label,
        **{name: getattr(address, name) for name in names},
        "country": country_name(address.country),
    }


def _reach(reach: CustomerReach) -> dict[str, Any]:
    noted = reach.consent_noted_at
    return {
        "kind": plain(reach.kind),
        "value": reach.value,
        "label": reach.label,
        "agrees_to_marketing": reach.consents,
        "noted_at": noted.isoformat() if noted else None,
    }


def _order(order: Order, by: Viewer) -> dict[str, Any]:
    return {
        "number": order.number,
        "ordered_on": order.ordered_on.isoformat(),
        "status": order.status,
        "contact": {name: plain(getattr(order, name)) for name in CONTACT_FIELDS},
        "comments": order.comments,
        "lines": [_line(line, by) for line in order.lines],
    }


def _messages(session: Session, ids: Sequence[int]) -> list[Message]:
    query = sa.select(Message).where(Message.customer_id.in_(ids)).order_by(Message.id)
    return list(session.scalars(query.options(joinedload(Message.order))))


def _message(message: Message, by: Viewer) -> dict[str, Any]:
    """What was written to them; its words only if `by` may see the amounts that are in them."""
    words = {"subject": message.subject, "text": message.body}
    return {
        "order": message.order.number,
        "about": message.occasion.label,
        "way": message.way.value,
        "to": message.sent_to,
        "state": message.state.label,
        "written_at": message.created_at.isoformat(),
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
        **(words if may_read(message, by) else {}),
    }


def _calls(session: Session, ids: Sequence[int]) -> list[Call]:
    query = sa.select(Call).where(Call.customer_id.in_(ids)).order_by(Call.id)
    return list(session.scalars(query))


def _call(call: Call) -> dict[str, Any]:
    """A call to them; who called is a colleague's own business."""
    return {
        "called_at": call.at.isoformat(),
        "number": call.number,
        "how_it_ended": call.outcome.label,
        "note": call.note,
    }


def _draft(draft: Draft) -> dict[str, Any]:
    """An order being taken; no price is known in it yet."""
    content = content_of(draft)
    day = content.requested_on
    return {
        "last_touched": draft.touched_at.isoformat(),
        "contact": {name: content.contact.get(name, "") for name in CONTACT_FIELDS},
        "comments": content.comments,
        "wanted_on": day.isoformat() if day else None,
        "lines": [_item(item) for item in content.items],
    }


def _item(item: DraftItem) -> dict[str, Any]:
    names = ("description", "brand", "size", "cases", "case_size")
    return {name: getattr(item, name) for name in names}


def _intake(session: Session, intake: CustomerIntake) -> dict[str, Any]:
    content = intake.content
    known = (*intakes.FIELDS, *intakes.WORDS)
    return {
        "came_from": intake.origin,
        "came_at": intake.created_at.isoformat(),
        **{name: content[name] for name in known if name in content},
        "answers": dict(attributes.answers(session, content.get("extras", {}))),
    }


def _trail(session: Session, records: Sequence[Customer]) -> list[dict[str, Any]]:
    """What was noted about them, the oldest first. Who noted it is a colleague's own business."""
    subjects = [subject_of(one) for one in records]
    query = sa.select(AuditEvent).where(AuditEvent.subject.in_(subjects))
    return [
        {
            "at": event.at.isoformat(),
            "what": event.kind,
            "record": event.subject.partition(":")[2],
            "before": _facts(session, event.before),
            "after": _facts(session, event.after),
        }
        for event in session.scalars(query.order_by(AuditEvent.id))
    ]


def _facts(session: Session, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts about people among these; answers by what was asked."""
    told = {name: value for name, value in facts.items() if name in _FACTS}
    if "extras" in told:
        told["answers"] = dict(attributes.answers(session, told.pop("extras")))
    return told


def _line(line: OrderLine, by: Viewer) -> dict[str, Any]:
    view = view_of_line(line, by.figures)
    amounts = {one.value: view.figures[one.value] for one in _THEIRS if view.shows(one)}
    return {
        "description": line.description,
        "brand": line.brand,
        "size": line.size,
        "cases": line.cases,
        "case_size": line.case_size,
        "status": line.status,
        **{name: money.show(amount) for name, amount in amounts.items()},
    }
