"""The printers of a store: which there are, what each is for, how it was when it was last asked."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.printing.addresses import HERE, address
from app.domain.printing.media import MEDIA, is_word, lacks
from app.domain.settings.editing import MOST_ROWS, add, edit, room_for
from app.domain.settings.known import StoreSettings
from app.models import PaperUse, Printer, PrinterState, Store
from app.vocabulary import clock
from app.vocabulary.decisions import YES, Decision, no
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission

PAPERS = dict(StoreSettings.about()["tag_paper"].choices)
TAKEN = {"name": "There is a printer of this name in this store already."}
_FINGERPRINT = 95
_FOR = {PaperUse.TAG: "for_tags", PaperUse.SLIP: "for_slips", PaperUse.LIST: "for_lists"}


@dataclass(frozen=True)
class PrinterFacts:
    """What settings say of a printer."""

    store_id: int
    name: str
    uri: str
    paper: str
    media: str = ""
    fingerprint: str = ""
    for_tags: bool = False
    for_slips: bool = False
    for_lists: bool = False
    active: bool = True


def all_printers(session: Session) -> Sequence[Printer]:
    """All of them, store by store, those in use first, as they are usual."""
    query = sa.select(Printer).join(Printer.store).options(joinedload(Printer.store))
    order = (Store.name, Printer.active.desc(), Printer.id)
    return session.scalars(query.order_by(*order).limit(MOST_ROWS)).all()


def not_asked_since(session: Session, since: datetime) -> Sequence[Printer]:
    """Printers in use that nobody has spoken to since then, as far as we know."""
    silent = sa.or_(Printer.asked_at.is_(None), Printer.asked_at < since)
    query = sa.select(Printer).where(Printer.active.is_(True), silent)
    return session.scalars(query.order_by(Printer.id).limit(MOST_ROWS)).all()


def printers_for(session: Session, store_id: int, *uses: PaperUse) -> Sequence[Printer]:
    """The printers of a store that are for one of these kinds of paper, the usual one first."""
    fits = sa.or_(*(getattr(Printer, _FOR[use]).is_(True) for use in uses))
    query = sa.select(Printer).where(Printer.store_id == store_id, Printer.active.is_(True), fits)
    return session.scalars(query.order_by(Printer.id).limit(MOST_ROWS)).all()


def printer_for(session: Session, printer_id: int, store_id: int, *uses: PaperUse) -> Printer:
    """The printer of this store that somebody chose. Raises NotFound, Refused."""
    printer = session.get(Printer, printer_id)
    if printer is None or printer.store_id != store_id:
        raise NotFound("There is no such printer in this store.")
    if not printer.active:
        raise Refused(f"{printer.name} is not in use any more.")
    if not any(getattr(printer, _FOR[use]) for use in uses):
        raise Refused(f"{printer.name} is not for {uses[0].label.lower()}.")
    return printer


def add_printer(
    session: Session, facts: PrinterFacts, by: Viewer, here: Container[int] = HERE
) -> Printer:
    """A new printer; it is asked how it is. `here`: ports of the own machine where one may be.
    Raises Invalid, NotAllowed."""
    by.can(Permission.SETTINGS_MANAGE).enforce()
    room_for(session, Printer)
    values = _checked(session, facts, here)
    made = Printer(**values)
    add(session, made, by, "printer added", facts.name, values, TAKEN)
    ask(session, made, by=by)
    return made


def change_printer(
    session: Session,
    printer: Printer,
    facts: PrinterFacts,
    by: Viewer,
    here: Container[int] = HERE,
) -> None:
    """Change a printer; who is elsewhere now is asked how it is. Raises Invalid, NotAllowed."""
    by.can(Permission.SETTINGS_MANAGE).enforce()
    values = _checked(session, facts, here)
    changed = edit(session, printer, values, by, "printer changed", facts.name, TAKEN)
    if changed & {"uri", "fingerprint", "paper", "media"}:
        ask(session, printer, by=by)


def ask(session: Session, printer: Printer, *, by: Viewer) -> None:
    """Have a worker ask the printer how it is. Raises NotAllowed."""
    by.can(Permission.SETTINGS_MANAGE).enforce()
    session.flush()
    note_state(session, printer.id, PrinterState.ASKED, "")
    outbox.leave(session, Job.LOOK_AT_PRINTER, {"printer_id": printer.id})


def note_state(
    session: Session,
    printer_id: int,
    state: PrinterState,
    said: str,
    abilities: dict[str, Any] | None = None,
    *still: sa.ColumnElement[bool],
) -> None:
    """Write down how a printer is, if this is `still` so. Not a change of its settings: its version
    stays, so nobody's form gets old by it."""
    values: dict[str, Any] = {"state": state, "said": said[:300], "asked_at": clock.now()}
    if abilities is not None:
        values["abilities"] = abilities
    session.execute(sa.update(Printer).where(Printer.id == printer_id, *still).values(**values))
    session.expire_all()


def takes(printer: Printer, paper: str) -> Decision:
    """Whether what is laid out for `paper` (a key; "" for what fits any) may go to it now."""
    if not printer.active:
        return no(f"{printer.name} is not in use any more.")
    if paper in ("", printer.paper):
        return YES
    there, wanted = PAPERS[printer.paper], PAPERS.get(paper, paper)
    return no(f"{printer.name} has {there} in it, and this is laid out for {wanted}.")


def media_of(printer: Printer) -> str:
    """The paper in it, in its own words."""
    return printer.media or MEDIA[printer.paper]


def paper_problem(printer: Printer, known: list[str]) -> str:
    """Why it can't print on the paper that is set, as far as it says itself; "" if it can."""
    if not lacks(media_of(printer), known):
        return ""
    return f"It does not know the paper that is set here ({media_of(printer)})."


def _checked(session: Session, facts: PrinterFacts, here: Container[int]) -> dict[str, Any]:
    """The facts as they are kept. Raises Invalid."""
    address(facts.uri, here)
    if session.get(Store, facts.store_id) is None:
        raise Invalid({"store": "Choose one of the stores."})
    if facts.paper not in PAPERS:
        raise Invalid({"paper": "Choose one of the listed papers."})
    if facts.media and not is_word(facts.media):
        raise Invalid({"media": "Write it as the printer does, like na_letter_8.5x11in."})
    pairs = facts.fingerprint.strip().upper()
    if pairs and not (len(pairs) == _FINGERPRINT and set(pairs) <= set("0123456789ABCDEF:")):
        raise Invalid({"fingerprint": "Copy all 32 pairs, as they are shown."})
    if facts.paper.startswith("label") and (facts.for_slips or facts.for_lists):
        raise Invalid({"paper": "Slips and lists need sheets: labels are too small for them."})
    return {**asdict(facts), "uri": facts.uri.strip(), "fingerprint": pairs}
