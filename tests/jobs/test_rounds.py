"""Going round the printers: dead ones hold up nobody, and who knows better is not written over."""

from __future__ import annotations

import time
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.jobs import alarms
from app.domain.jobs.alarms import Alarm
from app.domain.printing import printers
from app.jobs import printing, rounds
from app.models import Printer, PrinterState
from app.printers import ipp
from app.vocabulary import clock
from tests.support.cast import Cast
from tests.support.ipp import receiver
from tests.support.printers import a_printer


def later(app: Flask) -> None:
    """The clock goes round again."""
    with app.app_context(), clock.set_to(clock.now() + rounds.EVERY):
        rounds.go_round()


def test_how_every_printer_is_is_known(app: Flask, session: Session, cast: Cast) -> None:
    """Without anybody asking, and told on the page of jobs as long as it is so."""
    with app.app_context():
        assert not rounds.has_any()
    with receiver() as good, receiver() as bad:
        with receiver() as gone:
            made = [
                a_printer(session, cast, one.uri, name=name)
                for name, one in (("A", good), ("B", bad), ("C", gone))
            ]
        bad.reasons = ("media-empty-error",)
        quiet = a_printer(session, cast, good.uri, name="D", active=False)
        refused = a_printer(session, cast, good.uri, name="E")
        refused.uri = "ipp://169.254.169.254/"
        session.commit()
        with app.app_context():
            assert rounds.has_any()
        later(app)
        session.expire_all()
        assert [(one.state, one.said[:7]) for one in (*made, quiet, refused)] == [
            (PrinterState.READY, ""), (PrinterState.TROUBLE, "It has "),
            (PrinterState.AWAY, "Nobody "), (PrinterState.ASKED, ""),
            (PrinterState.REFUSES, "No prin"),
        ]  # fmt: skip
        assert Alarm.PRINTER in alarms.raised(session, cast.hill, clock.now())
        assert Alarm.PRINTER not in alarms.raised(session, cast.river, clock.now())
        # Whom somebody spoke to just now is left alone.
        for one in (*made, refused):
            printers.note_state(session, one.id, PrinterState.BUSY, "")
        session.commit()
        with app.app_context():
            rounds.go_round()
        assert [good.operations, bad.operations] == [[ipp.GET_PRINTER_ATTRIBUTES]] * 2


def test_dead_printers_are_waited_for_all_at_once(app: Flask, session: Session, cast: Cast) -> None:
    with receiver() as slow:
        slow.spoiled, slow.answers = ipp.GET_PRINTER_ATTRIBUTES, ["slow"] * 8
        for number in range(8):
            a_printer(session, cast, slow.uri, name=f"Slow {number}")
        began = time.monotonic()
        later(app)
        assert time.monotonic() - began < 2.5
    states = session.scalars(sa.select(Printer.state)).all()
    assert states == [PrinterState.AWAY] * 8


def test_who_spoke_to_it_meanwhile_knows_better(session: Session, cast: Cast) -> None:
    printer = a_printer(session, cast, "ipp://10.0.0.9/")
    before = printer.asked_at
    with clock.set_to(clock.now() + timedelta(seconds=1)):
        printers.note_state(session, printer.id, PrinterState.TROUBLE, "It has no paper.")
        same = Printer.asked_at.is_not_distinct_from(before)
        printing.noted(session, printer.id, printing.Answer(PrinterState.READY, ""), same)
    session.refresh(printer)
    assert (printer.state, printer.said) == (PrinterState.TROUBLE, "It has no paper.")
