"""Going round the printers by the clock, so that what pages and alarms say of them is true."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from app.domain.printing import printers
from app.jobs.printing import Answer, asked, noted, target_of
from app.jobs.units import reading, writing
from app.models import Printer, PrinterState
from app.printers.line import Target
from app.vocabulary import clock
from app.vocabulary.errors import Invalid

EVERY = timedelta(minutes=5)
# All are asked at once and none is waited for long: whoever is dead holds up nobody.
AT_ONCE = 16
SECONDS = 2.0


def has_any() -> bool:
    """Whether there is a printer in use."""
    with reading() as session:
        return bool(printers.not_asked_since(session, clock.now()))


def go_round() -> None:
    """Ask every printer in use that nobody has spoken to lately how it is, and write it down;
    nothing for one that somebody spoke to meanwhile, who knows better."""
    with reading() as session:
        due = printers.not_asked_since(session, clock.now() - EVERY / 2)
        round_ = [(one.id, one.asked_at, _where(one)) for one in due]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(_asked, [where for *_, where in round_]))
    for (printer_id, before, _), answer in zip(round_, answers, strict=True):
        with writing() as session:
            noted(session, printer_id, answer, Printer.asked_at.is_not_distinct_from(before))


def _where(printer: Printer) -> Target | str:
    """Where to ask; why it can't be, in words, if there may be no printer there (any more)."""
    try:
        return target_of(printer.uri, printer.fingerprint)
    except Invalid as error:
        return error.message


def _asked(where: Target | str) -> Answer:
    if isinstance(where, str):
        return Answer(PrinterState.REFUSES, where)
    return asked(where, SECONDS)
