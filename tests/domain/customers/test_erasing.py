"""Erasing on request: not a trace is left anywhere in the database, on both of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.customers import actions, erasing, intakes, merging, places, reaching
from app.domain.customers.defaults import default_customers as default_customers_of
from app.domain.customers.details import Details
from app.domain.customers.unmerging import may_undo
from app.domain.orders import actions as orders
from app.domain.orders import drafts, repricing
from app.domain.orders.content import DraftContent, DraftItem
from app.domain.orders.statuses import book
from app.domain.settings import default_customers
from app.domain.tags import printing
from app.models import (
    AttributeKind,
    AuditEvent,
    Customer,
    CustomerAttribute,
    CustomerMerge,
    Document,
    Import,
    ImportFile,
    ImportKind,
    ImportProblem,
    ImportState,
    LineKind,
    Message,
    MessageState,
    Order,
    TagPrint,
)
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from app.vocabulary.occasions import MessageWay, Occasion
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

FIRST, LAST = "Zyxwina", "Quallenbeisser"
OLD_LAST = "Vorherquast"
PHONE, SECOND_PHONE = "+12175550142", "+12175550188"
MAIL, SECOND_MAIL, RECEIPTS = "zyx@quall.example", "second@quall.example", "till@quall.example"
STREET, OFFICE, CONTACT = "77 Zwirbelgasse", "9 Knarzweg", "Fridolina Contact"
NOTE, ANSWER, COMMENT = "Rings like zwitscher", "Brombeerzunge", "Leave it with Zyxwina"
WORDS = (
    FIRST, LAST, OLD_LAST, MAIL, SECOND_MAIL, RECEIPTS, STREET, OFFICE, CONTACT, "zwitscher",
    ANSWER, "5550142", "555-0142", "5550188",
)  # fmt: skip


@pytest.fixture
def manager(cast: Cast) -> Viewer:
    return viewer_of(cast.manager)


def traces_in(session: Session) -> list[str]:
    """Every place of the database where one of the words stands, in any table and any column."""
    session.flush()
    connection = session.connection()
    found = []
    for table in sorted(sa.inspect(connection).get_table_names()):
        names = [c["name"] for c in sa.inspect(connection).get_columns(table)]
        quoted = ", ".join(f'"{name}"' for name in names)
        for row in connection.execute(sa.text(f'SELECT {quoted} FROM "{table}"')):
            for name, value in zip(names, row, strict=True):
                said = _said(value)
                found += [f"{table}.{name}: {word}" for word in WORDS if word.lower() in said]
    return found


def _said(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", errors="replace").lower()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).lower()
    return str(value).lower() if isinstance(value, str) else ""


@pytest.fixture
def known(session: Session, cast: Cast, manager: Viewer) -> Customer:
    """Somebody who has left their data everywhere, through the real actions."""
    asked = CustomerAttribute(label="Favourite", kind=AttributeKind.TEXT)
    session.add(asked)
    session.flush()
    details = Details(
        first_name=FIRST, last_name=OLD_LAST, phone="217 555 0142", email=MAIL, street=STREET,
        note=NOTE, receipt_email=RECEIPTS, extras={str(asked.id): ANSWER},
    )  # fmt: skip
    hill = cast.hill.id
    made = actions.add(session, details, by=manager, store_id=hill, one_time_key="zyx-key-0001")
    session.commit()
    actions.change(session, made, Details(last_name=LAST), by=manager)
    _second_contacts(session, made, manager, cast)
    _twice(session, made, manager, hill)
    default_customers.choose(session, cast.hill, made, manager)
    _orders(session, made, cast, manager)
    _papers(session, made)
    session.commit()
    return made


def _second_contacts(session: Session, made: Customer, by: Viewer, cast: Cast) -> None:
    from app.domain.settings import reading
    from app.models import AddressPurpose, ReachKind

    reading.change(session, {"secondary_contacts": True}, store_id=cast.hill.id, by=by)
    place = places.Place(
        purpose=AddressPurpose.OFFICE, contact_name=CONTACT, contact_phone=SECOND_PHONE,
        street=OFFICE,
    )  # fmt: skip
    places.add_place(session, made, place, by=by)
    for kind, value in ((ReachKind.EMAIL, SECOND_MAIL), (ReachKind.PHONE, SECOND_PHONE)):
        reaching.add_reach(
            session, made, kind=kind, value=value, label="work", consents=True, by=by
        )
    session.commit()


def _twice(session: Session, made: Customer, by: Viewer, hill: int) -> None:
    """The same person once more, merged; and once more, waiting to become a record."""
    details = Details(first_name=FIRST, last_name=LAST, phone=SECOND_PHONE, email=SECOND_MAIL)
    other = actions.add(session, details, by=by, store_id=hill, one_time_key="zyx-key-0002")
    session.commit()
    merging.merge(session, merging.pair(session, made.id, other.id), {"phone"}, by)
    sent = {"last_name": LAST, "phone": PHONE, "note": NOTE}
    session.commit()
    converted = intakes.receive(session, "sent-by-tablet-1", "tablet", sent, hill)
    intakes.convert(session, converted, by)
    # That one is somebody else as far as anybody knows, until it is merged as well.
    third = session.get_one(Customer, converted.customer_id)
    session.commit()
    merging.merge(session, merging.pair(session, made.id, third.id), {"phone"}, by)
    intakes.receive(session, "sent-by-tablet-2", "tablet", {**sent, "email": MAIL}, hill)
    spelt = {"last_name": LAST, "phone": "1 (217) 555.0142"}
    intakes.receive(session, "sent-by-tablet-3", "tablet", spelt, hill)
    shouted = {"last_name": LAST, "email": MAIL.upper()}
    intakes.receive(session, "sent-by-tablet-4", "tablet", shouted, hill)


def _orders(session: Session, made: Customer, cast: Cast, by: Viewer) -> None:
    statuses = book(session)
    product = a_product(session, a_department(session))
    note = DraftItem(
        0, LineKind.NOTE, description=f"Bread for {FIRST}, call (217) 555-0142",
        department_id=product.department_id,
    )  # fmt: skip
    order = an_order(session, by, [a_wish(product), note], made, comments=COMMENT)
    moved = {"first_name": FIRST, "last_name": LAST, "phone": SECOND_PHONE, "email": SECOND_MAIL}
    orders.edit_contact(order, moved, by=by)
    orders.edit_notes(order, f"{COMMENT} again", by=by)
    orders.edit_line(order.lines[0], {"tag_note": f"For {LAST}"}, by=by)
    orders.close(order, "completed", by=by, book=statuses)
    printed = an_order(session, by, [a_wish(product)], made)
    for key in ("placed", "arrived"):
        orders.move_all(printed, key, by=by, book=statuses, sure=True)
    session.flush()
    _print(session, printed, by)
    _message(session, printed)
    orders.close(printed, "completed", by=by, book=statuses)
    somebody = a_customer(session, first_name="Some", last_name="Body")
    given = an_order(session, by, [a_wish(product)], made)
    repricing.change_customer(session, given, somebody, by=by)
    content = drafts.choose_customer(DraftContent(comments=COMMENT), made).adding(note)
    draft = drafts.open_draft(session, "a-draft-of-somebody", viewer_of(cast.taker))
    drafts.keep(session, draft, content)
    session.commit()


def _message(session: Session, order: Order) -> None:
    """What was written to them, and could not be sent."""
    session.add(
        Message(
            one_time_key="message-to-somebody", order_id=order.id, customer_id=order.customer_id,
            store_id=order.store_id, occasion=Occasion.ARRIVED, way=MessageWay.EMAIL, sent_to=MAIL,
            subject=f"For {FIRST}", body=f"Hello {FIRST} {LAST}", due_at=clock.now(),
            problem=f"{MAIL} was refused",
        )
    )  # fmt: skip
    session.flush()


def _print(session: Session, order: Order, by: Viewer) -> None:
    made = printing.request(
        session, list(order.lines), by=by, paper="letter", one_time_key="print-of-somebody"
    )
    session.flush()
    sheet = printing.compose(session, made.id)
    faces = " ".join(f"{face}" for face in sheet.faces)
    printing.finish(session, sheet, f"%PDF {faces}".encode())
    session.flush()


def _papers(session: Session, made: Customer) -> None:
    done = Import(
        kind=ImportKind.CUSTOMERS, state=ImportState.DONE, store_id=1, one_time_key="import-0001",
        file_name="members.csv",
    )  # fmt: skip
    done.store_id = session.scalars(sa.select(Order.store_id)).first() or 1
    session.add(done)
    session.flush()
    session.add(ImportFile(import_id=done.id, content=f"{FIRST};{LAST};{MAIL}".encode()))
    session.add(ImportProblem(import_id=done.id, row=2, message=f"{LAST} has no number."))


def test_not_a_trace_is_left(session: Session, manager: Viewer, known: Customer) -> None:
    before = traces_in(session)
    assert {word for word in WORDS if any(place.endswith(word) for place in before)} >= {
        FIRST, LAST, OLD_LAST, MAIL, SECOND_MAIL, RECEIPTS, STREET, OFFICE, CONTACT, ANSWER,
    }  # fmt: skip
    theirs = sa.select(Order).filter_by(customer_id=known.id).order_by(Order.number)
    order = session.scalars(theirs).first()
    assert order is not None
    number, total = order.number, order.lines[0].total
    erasing.erase(session, known, f"  {FIRST.upper()} {LAST}", manager)
    session.commit()
    assert traces_in(session) == []
    session.expire_all()
    [message] = session.scalars(sa.select(Message))
    assert (message.state, message.customer_id) == (MessageState.DROPPED, None)
    assert default_customers_of(session) == {}
    kept = session.scalars(sa.select(Order).filter_by(number=number)).one()
    assert (kept.customer_id, kept.full_name, kept.lines[0].total) == (None, "", total)
    assert [line.description for line in kept.lines] == ["Rolled oats", "Bread for …, call …"]
    assert known.erased_at is not None
    assert (known.active, known.full_name) == (False, "")


def test_only_that_it_was_done_is_written_down(
    session: Session, manager: Viewer, known: Customer
) -> None:
    erasing.erase(session, known, f"{FIRST} {LAST}", manager)
    session.commit()
    event = session.scalars(sa.select(AuditEvent).filter_by(kind="customer erased")).one()
    assert (event.subject, event.before, event.after) == (
        f"customer:{known.id}", {}, {"records": 3},
    )  # fmt: skip
    assert event.user_id == manager.user_id
    erasing.erase(session, known, "anything", manager)
    count = sa.select(sa.func.count()).where(AuditEvent.kind == "customer erased")
    assert session.scalar(count) == 1


def test_others_keep_what_is_theirs(session: Session, cast: Cast, manager: Viewer) -> None:
    """The same surname, the same sheet of tags, the same household."""
    product = a_product(session, a_department(session))
    stays = a_customer(session, first_name="Ada", last_name=LAST, member_number=7)
    goes = a_customer(session, first_name=FIRST, last_name=LAST, member_number=7, person_number=2)
    mine = an_order(session, manager, [a_wish(product)], stays, comments=COMMENT)
    theirs = an_order(session, manager, [a_wish(product)], goes)
    orders.close(theirs, "completed", by=manager, book=book(session))
    session.commit()
    erasing.erase(session, goes, f"{FIRST} {LAST}", manager)
    session.commit()
    session.expire_all()
    assert (stays.last_name, stays.member_number, stays.active) == (LAST, 7, True)
    assert (mine.full_name, mine.comments, mine.customer_id) == (f"Ada {LAST}", COMMENT, stays.id)
    assert (theirs.full_name, theirs.member_number) == ("", None)


def test_open_orders_come_first(session: Session, manager: Viewer) -> None:
    customer = a_customer(session)
    product = a_product(session, a_department(session))
    order = an_order(session, manager, [a_wish(product)], customer)
    session.commit()
    said = f"Order {order.number} is still open. Close it first."
    assert erasing.may_erase(session, customer).reason == said
    with pytest.raises(Refused):
        erasing.erase(session, customer, customer.full_name, manager)
    assert customer.erased_at is None


def test_the_name_must_be_typed(session: Session, cast: Cast, manager: Viewer) -> None:
    customer = a_customer(session)
    session.commit()
    for typed in ("", "Ada", "yes", "Quill Ada"):
        with pytest.raises(Invalid):
            erasing.erase(session, customer, typed, manager)
    with pytest.raises(NotAllowed):
        erasing.erase(session, customer, customer.full_name, viewer_of(cast.buyer))
    assert customer.erased_at is None


def test_a_merge_cannot_be_undone_afterwards(
    session: Session, manager: Viewer, known: Customer
) -> None:
    erasing.erase(session, known, f"{FIRST} {LAST}", manager)
    session.commit()
    reasons = {may_undo(session, one).reason for one in session.scalars(sa.select(CustomerMerge))}
    assert reasons == {"The data was erased since."}
    assert session.scalars(sa.select(Document)).all() == []
    assert session.scalars(sa.select(TagPrint.document_id)).all() == [None]
