"""Sending a message: taken first, then sent by its way, then written down.

What is known to have failed is tried again, at growing intervals; what a server refuses is over;
what nobody can know is said so and left alone (docs/messages.md).
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import current_app
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.messages import sending
from app.domain.messages.sending import NotYet
from app.jobs.units import LEASE, DoneAlready, held, settling, writing
from app.messages.outcomes import TryLater
from app.messages.ways import ways_of
from app.vocabulary.jobs import Job

log = structlog.get_logger()


def send_message(row_id: int, payload: Mapping[str, int]) -> None:
    """Send one message, if it is due and nobody else is at it. Undeliverable, Uncertain, TryLater.

    The row that asked is closed when the message is taken out there; a row that comes too early
    leaves another for when it is due."""
    message_id = payload["message_id"]
    with writing() as session:
        held(session, row_id)
        parcel = sending.take(session, message_id, LEASE)
    if isinstance(parcel, NotYet) and parcel.busy:
        raise DoneAlready
    if parcel is None or isinstance(parcel, NotYet):
        with settling(row_id) as session:
            if parcel is not None:
                outbox.leave(session, Job.SEND_MESSAGE, payload, due_at=parcel.at)
        return
    try:
        ref = ways_of(current_app.config).send(
            parcel.way, parcel.to, parcel.subject, parcel.body, key=parcel.key
        )
    except TryLater as error:
        with writing() as session:
            sending.put_back(session, message_id, f"Not sent yet: {error}.")
        raise
    with settling(row_id) as session:
        sending.sent(session, message_id, ref)
    log.info("message_sent", message=message_id, way=parcel.way.value)


def failed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Mark the message as failed, in words for people."""
    sending.fail(session, payload["message_id"], why)
