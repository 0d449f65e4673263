"""Sending a purchase order: the PDF for our own files, and, where the vendor takes e-mail, the PDF
and the file in the vendor's columns (C25)."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app
from sqlalchemy.orm import Session

from app.config import MailServer
from app.documents.purchases import purchase_file, render_purchase_order
from app.documents.sheets import CSV
from app.domain.purchasing import sending
from app.domain.settings.reading import settings_of
from app.jobs.units import (
    LEASE,
    TOO_OFTEN,
    DoneAlready,
    held,
    reading,
    settling,
    writing,
)
from app.messages.outcomes import TryLater, Undeliverable
from app.messages.smtp import Attachment, send_email
from app.vocabulary.errors import BROKEN

NO_SERVER = "No mail server is set, so it could not be sent by e-mail (docs/messages.md)."


def send_purchase_order(row_id: int, payload: Mapping[str, int]) -> None:
    """Make the PDF of a purchase order, send both if it goes by e-mail, and keep the PDF. The
    e-mail is taken before it leaves: after a crash people are asked to look, nothing goes out
    twice. Undeliverable, Uncertain, TryLater."""
    with reading() as session:
        parcel = sending.compose(
            session, payload["purchase_order_id"], with_costs=bool(payload["with_costs"])
        )
        paper = settings_of(session, parcel.store_id).tag_paper
    pdf = render_purchase_order(parcel.sheet, paper=paper)
    if parcel.to:
        _send(parcel, pdf, row_id)
    with settling(row_id) as session:
        sending.finish(session, parcel, pdf)


def failed(session: Session, payload: Mapping[str, int], why: str) -> None:
    """Keep with the purchase order why it did not go out; if nobody knows whether it did, that."""
    unknown = sending.TAKEN in payload and why in {TOO_OFTEN, BROKEN}
    sending.fail(session, payload["purchase_order_id"], sending.MAYBE_SENT if unknown else why)


def _send(parcel: sending.Parcel, pdf: bytes, row_id: int) -> None:
    server: MailServer | None = current_app.config["MAIL_SERVER"]
    if server is None:
        raise Undeliverable(NO_SERVER)
    files = _files(parcel, pdf)
    sheet, key = parcel.sheet, f"purchase-{parcel.purchase_order_id}-{row_id}"
    subject = f"Purchase order {sheet.number} from {sheet.store}"
    with writing() as session:
        taken = sending.take(held(session, row_id), LEASE)
    if not taken:
        raise DoneAlready
    try:
        send_email(server, parcel.to, subject, sending.words_of(sheet), files, key=key)
    except TryLater:
        with writing() as session:
            sending.put_back(held(session, row_id))
        raise


def _files(parcel: sending.Parcel, pdf: bytes) -> list[Attachment]:
    sheet, name = parcel.sheet, f"purchase-order-{parcel.sheet.number}"
    return [
        Attachment(f"{name}.pdf", "application/pdf", pdf),
        Attachment(f"{name}.csv", CSV, purchase_file(sheet, parcel.columns)),
    ]
