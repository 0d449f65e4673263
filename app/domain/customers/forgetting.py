"""The places where somebody's data has gone, each with how it is taken out there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers import belongings
from app.domain.customers.contact import write_contact
from app.domain.customers.traces import Traces
from app.domain.orders.content import DraftItem
from app.domain.orders.drafts import content_of, forget_customer, keep
from app.models import (
    AuditEvent,
    Batch,
    BatchRow,
    Call,
    CallLine,
    CustomerIntake,
    Document,
    Import,
    ImportFile,
    ImportKind,
    ImportProblem,
    ImportState,
    KnownTag,
    LookAlike,
    Message,
    MessageState,
    Order,
    OrderEvent,
    OrderLine,
    PutAway,
    TagCopy,
    TagPrint,
)
from app.vocabulary import clock
from app.vocabulary.searching import haystack

BITE = 500
_OVER = (ImportState.DONE, ImportState.FAILED, ImportState.DROPPED)


def orders(session: Session, ids: Sequence[int], traces: Traces) -> None:
    """Their orders become nobody's: no contact, no comments, nothing in lines, timelines or on
    printed tags that says whose they were."""
    theirs = sa.select(Order.id).where(Order.customer_id.in_(ids))
    numbers = list(session.scalars(theirs))
    for start in range(0, len(numbers), BITE):
        some = numbers[start : start + BITE]
        _papers(session, some)
        _lines(session, some, traces)
        _events(session, OrderEvent.order_id.in_(some), traces)
        for order in session.scalars(sa.select(Order).where(Order.id.in_(some))):
            order.customer_id = order.member_number = None
            order.comments = order.best_hours = ""
            write_contact(order, {})
        session.flush()
    # An order that was given to somebody else since says in its timeline whose it was.
    given = sa.and_(OrderEvent.verb == "customer_changed", _names_them(traces, OrderEvent.detail))
    _events(session, given, traces, own=False)


def look_alikes(session: Session, traces: Traces) -> None:
    """Tags that were set aside for them by name, without an order, go with their paper; so do those
    of somebody of the same name, which can be made again. What waits is not printed any more."""
    # Locked, so that what is being laid out has its paper by now, or finds itself unwanted.
    every = session.scalars(sa.select(LookAlike).order_by(LookAlike.id).with_for_update())
    theirs = [
        row
        for row in every.all()
        if any(traces.meant_by(str(row.wish.get(said, ""))) for said in ("customer", "note"))
    ]
    prints = sa.select(TagPrint.document_id).where(
        TagPrint.id.in_([row.tag_print_id for row in theirs]), TagPrint.document_id.is_not(None)
    )
    _drop(session, session.scalars(prints).all())
    for row in theirs:
        session.delete(row)
    session.flush()


def messages(session: Session, ids: Sequence[int]) -> None:
    """What was written to them loses address and words; that something was sent, when and about
    which lines stays. What waits is not sent any more. Call it while their orders are still
    theirs: a message to somebody without a record is found by them."""
    theirs = sa.select(Order.id).where(Order.customer_id.in_(ids))
    unnamed = sa.and_(Message.customer_id.is_(None), Message.order_id.in_(theirs))
    which = sa.or_(Message.customer_id.in_(ids), unnamed)
    waits = sa.case(
        (Message.state == MessageState.WAITING, MessageState.DROPPED.value), else_=Message.state
    )
    session.execute(
        sa.update(Message)
        .where(which)
        .values(
            customer_id=None, sent_to="", subject="", body="", problem="", gateway_ref="",
            state=waits, version=Message.version + 1,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def calls(session: Session, ids: Sequence[int]) -> None:
    """Calls to them lose the number and what was noted; that somebody called, when and how it ended
    stays. Call it while their orders are still theirs."""
    theirs = sa.select(Order.id).where(Order.customer_id.in_(ids))
    about = (
        sa.select(CallLine.call_id)
        .join(OrderLine, OrderLine.id == CallLine.order_line_id)
        .where(OrderLine.order_id.in_(theirs))
    )
    which = sa.or_(Call.customer_id.in_(ids), Call.id.in_(about))
    gone = sa.update(Call).where(which).values(customer_id=None, number="", note="")
    session.execute(gone.execution_options(synchronize_session=False))


def _names_them(traces: Traces, *columns: Any) -> sa.ColumnElement[bool]:
    """Whether one of the columns holds what can hardly be anybody else's."""
    said = [
        sa.cast(column, sa.Text).contains(text, autoescape=True)
        for text in traces.certain
        for column in columns
    ]
    return sa.or_(sa.false(), *said)


def _papers(session: Session, order_ids: Sequence[int]) -> None:
    """Printed sheets with one of their tags go whole, as do lists and files of many lines with one
    of theirs; what others had on them can be made again."""
    lines = sa.select(OrderLine.id).where(OrderLine.order_id.in_(order_ids))
    prints = sa.select(TagCopy.tag_print_id).where(TagCopy.line_id.in_(lines))
    sheets = sa.select(TagPrint.document_id).where(
        TagPrint.id.in_(prints), TagPrint.document_id.is_not(None)
    )
    files = (
        sa.select(Batch.document_id)
        .join(BatchRow, BatchRow.batch_id == Batch.id)
        .where(BatchRow.order_line_id.in_(lines), Batch.document_id.is_not(None))
        .distinct()
    )
    session.execute(sa.delete(KnownTag).where(KnownTag.line_id.in_(lines)))
    _drop(session, [*session.scalars(sheets), *session.scalars(files)])


def _drop(session: Session, documents: Sequence[int | None]) -> None:
    for paper in (TagPrint, Batch):
        gone = sa.update(paper).where(paper.document_id.in_(documents)).values(document_id=None)
        session.execute(gone)
    session.execute(sa.delete(Document).where(Document.id.in_(documents)))


def _lines(session: Session, order_ids: Sequence[int], traces: Traces) -> None:
    lines = sa.select(OrderLine.id).where(OrderLine.order_id.in_(order_ids))
    places = sa.update(PutAway).where(PutAway.order_line_id.in_(lines))
    session.execute(places.values(place="", before=""))
    for line in session.scalars(sa.select(OrderLine).where(OrderLine.order_id.in_(order_ids))):
        line.tag_note = line.bin = ""
        if line.product_id is None and line.vendor_item_id is None:
            # In somebody's own words; what comes from a catalogue says nothing of people.
            line.description = traces.scrub(line.description)
            line.brand, line.size = traces.scrub(line.brand), traces.scrub(line.size)
            line.search_text = haystack(line.description, line.brand, line.size)
    session.flush()


def _events(
    session: Session, which: sa.ColumnElement[bool], traces: Traces, *, own: bool = True
) -> None:
    for event in session.scalars(sa.select(OrderEvent).where(which)):
        scrubbed = traces.scrub_facts(event.detail, own=own)
        if scrubbed != event.detail:
            event.detail = scrubbed
    session.flush()


def drafts(session: Session, ids: Sequence[int], traces: Traces) -> None:
    """Orders being taken for them go on without a customer."""
    for key in ids:
        for draft in belongings.drafts_of(session, key):
            content = forget_customer(content_of(draft))
            items = tuple(_scrubbed(item, traces) for item in content.items)
            keep(session, draft, replace(content, comments="", items=items))
    session.flush()


def _scrubbed(item: DraftItem, traces: Traces) -> DraftItem:
    if item.product_id is not None or item.vendor_item_id is not None:
        return item
    return replace(item, description=traces.scrub(item.description))


def trail(session: Session, subjects: Sequence[str], traces: Traces) -> None:
    """What the trail says of them goes; that something was changed, when and by whom stays."""
    session.execute(
        sa.update(AuditEvent).where(AuditEvent.subject.in_(subjects)).values(before={}, after={})
    )
    said = _names_them(traces, AuditEvent.before, AuditEvent.after, AuditEvent.subject)
    for event in session.scalars(sa.select(AuditEvent).where(said)):
        event.before = traces.scrub_facts(event.before, own=False)
        event.after = traces.scrub_facts(event.after, own=False)
        event.subject = traces.scrub(event.subject)
    session.flush()


def waiting(session: Session, traces: Traces) -> None:
    """Whoever waits to become a customer with the same phone or e-mail is dropped."""
    for intake in waiting_of(session, traces):
        intake.content, intake.problem, intake.converted_at = {}, "", clock.now()
    session.flush()


def waiting_of(session: Session, traces: Traces) -> list[CustomerIntake]:
    """Who waits to become a customer with their phone or e-mail, however it is written, the oldest
    first. All who wait are looked at: they are few, and raw."""
    query = sa.select(CustomerIntake).where(CustomerIntake.converted_at.is_(None))
    every = session.scalars(query.order_by(CustomerIntake.id))
    return [intake for intake in every if traces.reach(intake.content)]


def files(session: Session, traces: Traces) -> None:
    """Member files that were read and are over are dropped; complaints about rows are scrubbed."""
    over = sa.select(Import.id).where(Import.kind == ImportKind.CUSTOMERS, Import.state.in_(_OVER))
    session.execute(
        sa.delete(ImportFile)
        .where(ImportFile.import_id.in_(over))
        .execution_options(synchronize_session=False)
    )
    members = sa.select(Import.id).where(Import.kind == ImportKind.CUSTOMERS)
    for problem in session.scalars(
        sa.select(ImportProblem).where(ImportProblem.import_id.in_(members))
    ):
        problem.message = traces.scrub(problem.message)
    session.flush()


def indexes(session: Session) -> None:
    """Let what was taken out leave the indexes of words too. SQLite only notes there that a row has
    gone and keeps its words until the pieces of the index are next put together: that is now."""
    connection: Any = session.connection()
    if connection.dialect.name != "sqlite":
        return
    found = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
    for name in connection.execute(sa.text(found)).scalars().all():
        connection.execute(sa.text(f"INSERT INTO {name}({name}) VALUES ('optimize')"))  # noqa: S608
