"""Labels of shelves on paper: asked for by a person, made by a worker, once (B12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.pickup.shelves import MOST_SHELVES, as_counted
from app.domain.printing import jobs
from app.domain.rows import added
from app.domain.settings.reading import settings_of
from app.models import Document, PaperUse, Printer, PrintState, Shelf, ShelfPrint, Store
from app.vocabulary import clock
from app.vocabulary.barcodes import shelf_code
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission

PAPER_USES = (PaperUse.LIST, PaperUse.TAG)
"""What a printer of shelf labels is for: sheets, or the labels that tags are printed on."""


@dataclass(frozen=True)
class Label:
    """What one label says. `code12` is its barcode."""

    code: str
    name: str
    store: str
    code12: str


@dataclass(frozen=True)
class Wanted:
    """What a worker lays out: the labels in the order people walk, and the paper."""

    print_id: int
    paper: str
    labels: list[Label]


def request(
    session: Session,
    shelf_ids: Sequence[int],
    *,
    by: Viewer,
    one_time_key: str,
    printer: Printer | None = None,
) -> ShelfPrint:
    """Ask for the labels of these shelves of the viewer's store, on the paper of the store's tags
    or what lies in `printer`; a second call with the key returns the first. Raises Invalid,
    NotFound, NotAllowed."""
    by.can(Permission.SETTINGS_MANAGE).enforce()
    known = asked_before(session, one_time_key)
    if known is not None:
        return known
    wanted = list(dict.fromkeys(shelf_ids))
    if not 1 <= len(wanted) <= MOST_SHELVES:
        raise Invalid({"shelf": "Tick the shelves that need a label."})
    if len(_shelves(session, wanted, by.store_id)) != len(wanted):
        raise NotFound("One of these shelves is not there.")
    paper = printer.paper if printer else settings_of(session, by.store_id).tag_paper
    made = ShelfPrint(
        one_time_key=one_time_key,
        store_id=by.store_id,
        user_id=by.user_id,
        paper=paper,
        shelf_ids=wanted,
        printer_id=printer.id if printer else None,
    )
    kept = added(session, made, lambda: asked_before(session, one_time_key))
    if kept is not made:
        return kept
    outbox.leave(session, Job.PRINT_SHELVES, {"shelf_print_id": made.id})
    return made


def compose(session: Session, print_id: int) -> Wanted:
    """What a print puts on paper. Raises Refused if none of the shelves is there."""
    made = session.get_one(ShelfPrint, print_id)
    store = session.get_one(Store, made.store_id)
    shelves = _shelves(session, [int(one) for one in made.shelf_ids], made.store_id)
    if not shelves:
        raise Refused("None of these shelves is there any more.")
    labels = [Label(s.code, s.name, store.name, shelf_code(s.id)) for s in shelves]
    return Wanted(print_id, made.paper, labels)


def finish(session: Session, print_id: int, pdf: bytes) -> None:
    """Keep the PDF, and give it to the printer that was chosen."""
    made = session.get_one(ShelfPrint, print_id)
    now = clock.now()
    keep = settings_of(session, made.store_id).keep_documents_days
    made.document = Document(
        name=f"shelves-{made.id}.pdf",
        media_type="application/pdf",
        content=pdf,
        shows_figures=False,
        keep_until=now + timedelta(days=keep),
    )
    made.state, made.finished_at = PrintState.DONE, now
    session.flush()
    printer = session.get(Printer, made.printer_id) if made.printer_id else None
    if printer is not None and printer.active:
        asker = Viewer(made.user_id, "", frozenset(), made.store_id)
        title, key = f"Shelf labels {made.id}", f"shelves:{made.id}"
        jobs.ask(
            session, printer, by=asker, title=title, one_time_key=key, document=made.document,
            paper=made.paper,
        )  # fmt: skip


def fail(session: Session, print_id: int, why: str) -> None:
    """Mark a print as failed, `why` in words for people; done ones stay done."""
    made = session.get(ShelfPrint, print_id)
    if made is not None and made.state is PrintState.WAITING:
        made.state, made.problem, made.finished_at = PrintState.FAILED, why[:300], clock.now()


def print_of(session: Session, print_id: int, by: Viewer) -> ShelfPrint:
    """A print of the viewer's store. Raises NotFound."""
    made = session.get(ShelfPrint, print_id)
    if made is None or made.store_id != by.store_id:
        raise NotFound("There are no such labels in this store.")
    return made


def document_of(session: Session, print_id: int, by: Viewer) -> Document:
    """The PDF of a print. Raises NotFound when it is not there, or not kept any more."""
    found = print_of(session, print_id, by).document
    if found is None:
        raise NotFound("There is no such document, or it is not kept any more.")
    return found


def _shelves(session: Session, ids: Sequence[int], store_id: int) -> list[Shelf]:
    query = sa.select(Shelf).where(Shelf.id.in_(ids), Shelf.store_id == store_id)
    return sorted(session.scalars(query), key=lambda shelf: as_counted(shelf.code))


def asked_before(session: Session, key: str) -> ShelfPrint | None:
    """The labels that this one-time key has asked for already, if any."""
    return session.scalar(sa.select(ShelfPrint).where(ShelfPrint.one_time_key == key))
