"""Sending messages: to real servers on loopback, once, tried again when it can help, honest when
nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.messages import offering, sending, writing
from app.domain.messages.templates import words_for
from app.domain.orders import lifecycle
from app.domain.orders.merging import move_lines
from app.domain.orders.statuses import book
from app.domain.settings import reading
from app.extensions import queue
from app.jobs import outbox, work
from app.jobs.units import LEASE
from app.models import Message, MessageState, MessageTemplate, OrderEvent, OrderLine, OutboxRow
from app.vocabulary import clock
from app.vocabulary.jobs import QUEUE_OF, Job
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.statuses import Key
from tests.factories import a_customer
from tests.support.cast import Cast, viewer_of
from tests.support.gateway import Gateway, gateway
from tests.support.goods import arrived
from tests.support.mail import Mailbox, mailbox

Write = Callable[..., Message]


@pytest.fixture
def box(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the app knows."""
    with mailbox() as server:
        app.config["MAIL_SERVER"] = server.settings(seconds=2)
        yield server
    app.config["MAIL_SERVER"] = None


@pytest.fixture
def gate(app: Flask) -> Iterator[Gateway]:
    """A gateway that the app knows."""
    with gateway() as server:
        app.config["TEXT_GATEWAY"] = server.settings(seconds=2)
        yield server
    app.config["TEXT_GATEWAY"] = None


@pytest.fixture
def lines(session: Session, cast: Cast) -> list[OrderLine]:
    """Two arrived lines of an order for somebody who can be reached both ways."""
    reading.change(session, {"quiet_for": "none"}, store_id=0, by=None)
    hana = a_customer(session, email="hana@example.org", phone="217 555 0142")
    return arrived(session, cast, 2, customer=hana)


@pytest.fixture
def write(session: Session, cast: Cast, lines: list[OrderLine]) -> Write:
    """Tell them by hand that it is here."""

    def make(way: MessageWay = MessageWay.EMAIL) -> Message:
        order, by = lines[0].order, viewer_of(cast.buyer)
        offer = offering.offer_of(session, order, Occasion.ARRIVED, by)
        out = next(each for each in offer.ways if each.way is way)
        words = words_for(session, order.store_id, Occasion.ARRIVED, way)
        made = writing.by_hand(session, order, offer.lines, offer.occasion, out, words, by=by,
                               one_time_key="k")  # fmt: skip
        session.commit()
        return made

    return make


def rows(session: Session) -> list[OutboxRow]:
    """What is asked for, in its order."""
    session.expire_all()
    wanted = sa.select(OutboxRow).where(OutboxRow.job == Job.SEND_MESSAGE)
    return list(session.scalars(wanted.order_by(OutboxRow.id)))


def run(app: Flask, session: Session, row: OutboxRow) -> OutboxRow:
    """Let a worker do it."""
    with app.app_context():
        work.run(row.id)
    session.expire_all()
    return row


def verbs(session: Session) -> list[str]:
    """What the timeline says of messages."""
    kept = OrderEvent.verb.startswith("message_")
    return list(session.scalars(sa.select(OrderEvent.verb).where(kept).order_by(OrderEvent.id)))


@pytest.mark.contract("C25", "B16")
def test_an_email_leaves_once(
    app: Flask, session: Session, box: Mailbox, write: Write, lines: list[OrderLine]
) -> None:
    made = write()
    version = lines[0].order.version
    [row] = rows(session)
    for _ in range(2):
        run(app, session, row)
    [mail] = box.mails
    assert mail["To"] == "hana@example.org"
    assert mail["Subject"] == f"Your order {lines[0].order.number} is here"
    assert (made.state, row.open, row.attempts) == (MessageState.SENT, 0, 1)
    assert mail["Message-ID"] == made.gateway_ref
    assert verbs(session) == ["message_written", "message_sent"]
    # What is sent meanwhile is no clash for whoever edits the order.
    assert lines[0].order.version == version


def test_a_text_leaves_and_its_report_comes_back(
    app: Flask, session: Session, gate: Gateway, write: Write
) -> None:
    made = write(MessageWay.TEXT)
    run(app, session, rows(session)[0])
    [content] = gate.sent.values()
    assert content["to"] == "+12175550142"
    assert (made.state, made.gateway_ref) == (MessageState.SENT, "gw-1")
    for _ in range(2):
        assert sending.delivered(session, "gw-1", True) is True
    assert made.state is MessageState.DELIVERED
    assert sending.delivered(session, "gw-1", False) is True
    assert made.state is MessageState.DELIVERED
    assert sending.delivered(session, "gw-2", True) is False
    assert sending.delivered(session, "", True) is False
    assert verbs(session)[-1] == "message_delivered"


@pytest.mark.parametrize("way", list(MessageWay))
def test_busy_is_tried_again_later(
    app: Flask, session: Session, box: Mailbox, gate: Gateway, write: Write, way: MessageWay
) -> None:
    box.data, gate.answers = "451 Later", [503]
    made = write(way)
    [row] = rows(session)
    run(app, session, row)
    assert (made.state, row.open) == (MessageState.WAITING, 1)
    assert made.problem.startswith("Not sent yet: the ")
    assert row.due_at - clock.now() > timedelta(seconds=25)
    box.data = ""
    with clock.set_to(row.due_at + timedelta(seconds=1)):
        run(app, session, row)
    assert (made.state, made.problem, row.open) == (MessageState.SENT, "", 0)
    assert len(box.mails) + len(gate.sent) == 1


@pytest.mark.parametrize("way", list(MessageWay))
def test_a_refusal_is_over_and_says_so(
    app: Flask, session: Session, box: Mailbox, gate: Gateway, write: Write, way: MessageWay
) -> None:
    box.data, gate.answers = "554 No", [400]
    made = write(way)
    [row] = rows(session)
    run(app, session, row)
    assert (made.state, row.open) == (MessageState.FAILED, 0)
    assert "does not take this" in made.problem
    assert "hana" not in made.problem + row.problem
    assert verbs(session)[-1] == "message_failed"


def test_nobody_knows_is_said_and_not_sent_again(
    app: Flask, session: Session, box: Mailbox, write: Write
) -> None:
    box.hang_up = True
    made = write()
    [row] = rows(session)
    run(app, session, row)
    box.hang_up = False
    run(app, session, row)
    assert len(box.mails) == 1
    assert made.state is MessageState.FAILED
    assert "may have been sent" in made.problem


@pytest.mark.parametrize(("way", "sent"), [(MessageWay.EMAIL, 0), (MessageWay.TEXT, 1)])
def test_a_worker_that_died_in_between(
    app: Flask, session: Session, box: Mailbox, gate: Gateway, write: Write,
    way: MessageWay, sent: int,
) -> None:  # fmt: skip
    """An e-mail is left alone then; a gateway drops what it knows, so a text is sent again."""
    made = write(way)
    [row] = rows(session)
    sending.take(session, made.id, LEASE)
    session.commit()
    run(app, session, row)
    assert (made.state, row.open) == (MessageState.SENDING, 1)
    with clock.set_to(clock.now() + LEASE * 2):
        run(app, session, row)
    assert len(box.mails) + len(gate.sent) == sent
    assert made.state is (MessageState.SENT if sent else MessageState.FAILED)
    assert ("may have been sent" in made.problem) is not bool(sent)


def test_not_set_up_is_said_not_crashed(app: Flask, session: Session, write: Write) -> None:
    made = write()
    run(app, session, rows(session)[0])
    assert (made.state, made.problem) == (MessageState.FAILED, "E-mail is not set up here.")


def test_what_waits_is_handed_out_when_it_is_due(
    app: Flask, session: Session, cast: Cast, box: Mailbox
) -> None:
    """By itself, after the waiting time, if it is still true then."""
    session.add(MessageTemplate(store_id=0, occasion=Occasion.ARRIVED, way=MessageWay.EMAIL,
                                subject="Here", body="{items}", by_itself=True))  # fmt: skip
    reading.change(session, {"write_to_callers": True}, store_id=0, by=None)
    hana = a_customer(session, email="hana@example.org")
    two = arrived(session, cast, 2, customer=hana)
    [row] = rows(session)
    with app.app_context():
        waiting = queue(QUEUE_OF[Job.SEND_MESSAGE])
        waiting.empty()
        outbox.hand_over([row.id])
        assert waiting.count == 0
        with clock.set_to(row.due_at + timedelta(seconds=1)):
            outbox.sweep()
            assert waiting.count == 1
        waiting.empty()
    statuses = book(session)
    with clock.set_to(row.due_at + timedelta(seconds=1)):
        lifecycle.move(two[0], statuses[Key.COMPLETED], by=viewer_of(cast.buyer), book=statuses)
        session.commit()
        run(app, session, row)
    [mail] = box.mails
    assert mail.get_content().strip() == "- Rolled oats"


def test_what_is_not_true_any_more_is_not_sent(
    app: Flask, session: Session, cast: Cast, box: Mailbox, write: Write, lines: list[OrderLine]
) -> None:
    made = write()
    made.user_id = None
    statuses = book(session)
    for line in lines:
        lifecycle.move(line, statuses[Key.PLACED], by=viewer_of(cast.buyer), book=statuses)
    session.commit()
    run(app, session, rows(session)[0])
    assert (made.state, box.mails) == (MessageState.DROPPED, [])
    assert verbs(session)[-1] == "message_dropped"


@pytest.mark.contract("C30")
@pytest.mark.parametrize("whole", [True, False])
def test_it_speaks_of_the_order_that_its_lines_are_in_by_now(
    app: Flask, session: Session, cast: Cast, box: Mailbox, write: Write, lines: list[OrderLine],
    whole: bool,
) -> None:  # fmt: skip
    made, old = write(), lines[0].order
    made.user_id = None
    target = arrived(session, cast, 1, customer=old.customer)[0].order
    gone = lines if whole else lines[:1]
    move_lines(session, gone, target, by=viewer_of(cast.buyer), book=book(session))
    session.commit()
    run(app, session, rows(session)[0])
    [mail] = box.mails
    numbers = str(target.number) if whole else f"{old.number} and {target.number}"
    assert mail["Subject"] == f"Your order {numbers} is here"
    assert made.order_id == (target if whole else old).id


def test_a_row_that_comes_too_early_leaves_one_for_later(
    app: Flask, session: Session, box: Mailbox, write: Write
) -> None:
    made = write()
    made.due_at = clock.now() + timedelta(hours=3)
    session.commit()
    [row] = rows(session)
    run(app, session, row)
    again = rows(session)
    assert [(each.open, each.due_at) for each in again[1:]] == [(1, made.due_at)]
    assert (row.open, box.mails) == (0, [])
