"""Purchase orders go out: to a real mail server on loopback, once, with costs only from those who
see them (C25)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders.statuses import book
from app.domain.purchasing import placing, queries, sending
from app.jobs import outbox, work
from app.jobs.units import LEASE
from app.models import Document, OutboxRow, PurchaseOrder, PurchaseState, SendWay
from app.vocabulary import clock
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission
from tests.factories import a_vendor
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of
from tests.support.mail import Mailbox, mailbox

pytestmark = pytest.mark.contract("C25")


@pytest.fixture
def box(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the app knows."""
    with mailbox() as server:
        app.config["MAIL_SERVER"] = server.settings(seconds=2)
        yield server
    app.config["MAIL_SERVER"] = None


def placed(session: Session, cast: Cast, way: SendWay, by: Viewer | None = None) -> PurchaseOrder:
    """A purchase order that waits for its worker; its first item begins like a formula."""
    vendor = a_vendor(
        session, order_email="orders@mills.example", file_columns=["cases", "sku", "case_cost"]
    )
    order = an_order_of(session, viewer_of(cast.buyer), vendor, lines=2, cases=2)
    order.lines[0].sku = "=1+1"
    made = in_purchase(session, order.lines, state=PurchaseState.DRAFT)
    held, by = queries.held(session, made.id), by or viewer_of(cast.buyer)
    placing.place(session, held, way, None, by=by, book=book(session))
    session.commit()
    return made


def run(app: Flask, row: OutboxRow) -> None:
    """Do what a worker does."""
    with app.app_context():
        work.run(row.id)


def content_of(part: Any) -> bytes:
    """What a receiver would save."""
    content: bytes = part.get_payload(decode=True)
    return content


def row_of(session: Session) -> OutboxRow:
    rows = session.scalars(sa.select(OutboxRow).filter_by(job=Job.SEND_PURCHASE_ORDER))
    return rows.one()


def test_the_vendor_gets_one_mail_with_pdf_and_file(
    app: Flask, session: Session, cast: Cast, box: Mailbox
) -> None:
    made = placed(session, cast, SendWay.EMAIL)
    row = row_of(session)
    run(app, row)
    run(app, row)
    session.expire_all()
    assert len(box.mails) == 1
    mail = box.mails[0]
    assert mail["Subject"] == f"Purchase order {made.number} from Hill Store"
    files = {part.get_filename(): content_of(part) for part in mail.iter_attachments()}
    name = f"purchase-order-{made.number}"
    assert sorted(files) == [f"{name}.csv", f"{name}.pdf"]
    assert files[f"{name}.pdf"].startswith(b"%PDF")
    rows = files[f"{name}.csv"].decode("utf-8-sig").splitlines()
    assert rows[:2] == ["Cases,SKU,Case cost", "2,'=1+1,48.00"]
    assert (made.sent_at is not None, made.problem, row.open) == (True, "", 0)
    assert made.document is not None
    assert made.document.shows_figures


def test_who_may_not_see_costs_sends_none(
    app: Flask, session: Session, cast: Cast, box: Mailbox
) -> None:
    buyer = viewer_of(cast.buyer)
    blind = Viewer(buyer.user_id, "", buyer.permissions - {Permission.COSTS_SEE}, buyer.store_id)
    made = placed(session, cast, SendWay.EMAIL, blind)
    run(app, row_of(session))
    session.expire_all()
    csv = next(p for p in box.mails[0].iter_attachments() if (p.get_filename() or "")[-3:] == "csv")
    assert b"48.00" not in content_of(csv)
    assert made.document is not None
    assert not made.document.shows_figures


def test_a_file_is_made_and_nothing_is_sent(
    app: Flask, session: Session, cast: Cast, box: Mailbox
) -> None:
    made = placed(session, cast, SendWay.FILE)
    run(app, row_of(session))
    session.expire_all()
    assert box.mails == []
    assert made.document_id is not None


def test_without_a_server_people_are_told_and_the_order_stands(
    app: Flask, session: Session, cast: Cast
) -> None:
    made = placed(session, cast, SendWay.EMAIL)
    row = row_of(session)
    run(app, row)
    session.expire_all()
    assert made.problem.startswith("No mail server is set")
    assert (made.state, made.sent_at, row.open) == (PurchaseState.PLACED, None, 0)


def test_a_busy_server_is_asked_again(
    app: Flask, session: Session, cast: Cast, box: Mailbox
) -> None:
    made = placed(session, cast, SendWay.EMAIL)
    row = row_of(session)
    box.data = "451 Later"
    run(app, row)
    session.expire_all()
    assert (row.open, made.sent_at) == (1, None)
    box.data = ""
    run(app, row)
    session.expire_all()
    assert (len(box.mails), row.open, made.problem) == (1, 0, "")


@contextmanager
def the_database_gone() -> Iterator[None]:
    """The database goes away when the worker wants to write down that it was sent."""

    def gone(session: Session, *_: object) -> None:
        if any(isinstance(row, Document) for row in session.new):
            raise OperationalError("INSERT INTO documents", {}, ConnectionError("gone"))

    event.listen(Session, "before_flush", gone)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", gone)


def test_what_was_sent_and_not_written_down_is_not_sent_again(
    app: Flask, session: Session, cast: Cast, box: Mailbox
) -> None:
    """People are asked to look; by hand it goes out once more."""
    made = placed(session, cast, SendWay.EMAIL)
    row = row_of(session)
    with the_database_gone():
        run(app, row)
    session.expire_all()
    assert (len(box.mails), row.open, made.sent_at, made.problem) == (1, 1, None, "")
    run(app, row)
    assert (len(box.mails), row.open) == (1, 1)
    with clock.set_to(clock.now() + LEASE * 2):
        run(app, row)
    session.expire_all()
    assert (len(box.mails), row.open, made.sent_at) == (1, 0, None)
    assert made.problem == sending.MAYBE_SENT
    held = queries.held(session, made.id)
    placing.send(session, held, SendWay.EMAIL, by=viewer_of(cast.buyer))
    session.commit()
    run(app, session.scalars(sa.select(OutboxRow).where(OutboxRow.open == 1)).one())
    session.expire_all()
    assert (len(box.mails), made.sent_at is not None, made.problem) == (2, True, "")


def test_a_worker_that_died_with_it_in_hand(
    app: Flask, session: Session, cast: Cast, box: Mailbox
) -> None:
    made = placed(session, cast, SendWay.EMAIL)
    row = row_of(session)
    assert sending.take(row, LEASE) is True
    session.commit()
    run(app, row)
    session.expire_all()
    assert (box.mails, row.open, made.problem) == ([], 1, "")
    with clock.set_to(clock.now() + LEASE * 2):
        run(app, row)
    session.expire_all()
    assert (box.mails, row.open, made.problem) == ([], 0, sending.MAYBE_SENT)


def test_a_worker_that_died_with_it_in_hand_at_the_last_try(
    app: Flask, session: Session, cast: Cast, box: Mailbox
) -> None:
    """The sweeper gives it up; the vendor may have it all the same."""
    made = placed(session, cast, SendWay.EMAIL)
    row = row_of(session)
    sending.take(row, LEASE)
    row.attempts, row.due_at = work.MOST_ATTEMPTS, clock.now()
    session.commit()
    with app.app_context():
        outbox.sweep()
    session.expire_all()
    assert (box.mails, row.open, made.problem) == ([], 0, sending.MAYBE_SENT)


def test_what_the_mail_server_never_takes_was_not_sent(
    app: Flask, session: Session, cast: Cast, box: Mailbox
) -> None:
    made = placed(session, cast, SendWay.EMAIL)
    box.data = "550 Never"
    run(app, row_of(session))
    session.expire_all()
    assert (made.sent_at, made.problem[-19:]) == (None, " (it answered 550).")
