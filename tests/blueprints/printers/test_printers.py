"""Printers in the settings: added, asked, tested; their state in plain words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.models import AuditEvent, JobState, Printer, PrintJob
from app.web.forms import new_key
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.ipp import Receiver, receiver
from tests.support.pdf import decode
from tests.support.printers import a_printer
from tests.support.work import do_all


@pytest.fixture
def paper() -> Iterator[Receiver]:
    """A printer that does what it is asked."""
    with receiver() as one:
        yield one


def typed(cast: Cast, uri: str = "ipp://10.0.0.9/", **more: object) -> dict[str, object]:
    """What a manager types."""
    usual = {"name": "Counter", "store_id": cast.hill.id, "uri": uri, "paper": "letter"}
    return {**usual, "for_tags": "y", "active": "y", **more}


def _box(page: str, name: str) -> str:
    """The tag of a tick box."""
    return next(tag for tag in page.split("<input") if f'name="{name}"' in tag).partition(">")[0]


def test_a_manager_adds_one_and_sees_how_it_is(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, paper: Receiver
) -> None:
    paper.reasons = ("media-low-report",)
    tablet.sign_in(cast.manager)
    form = tablet.get("/settings/printers/new").text
    assert ["checked" in _box(form, use) for use in ("for_tags", "for_slips", "for_lists")] == [
        True
    ] * 3
    answer = tablet.post("/settings/printers/new", typed(cast, paper.uri))
    printer = session.scalars(sa.select(Printer)).one()
    assert (answer.status_code, answer.location) == (303, f"/settings/printers/{printer.id}")
    state = f"{answer.location}/state"
    assert f'hx-get="{state}"' in tablet.get(answer.location).text
    do_all(app, session)
    asked = tablet.get(state, htmx=True).text
    assert [words in asked for words in ("Ready.", "Paper is low.", "Receiver", "hx-get")] == [
        True, True, True, False,
    ]  # fmt: skip
    kinds = session.scalars(sa.select(AuditEvent.kind).where(AuditEvent.subject == "Counter"))
    assert kinds.all() == ["printer added"]
    assert "printer added" in tablet.get("/settings/trail").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"uri": "http://169.254.169.254/latest/meta-data"}, "No printer can be there."),
        ({"uri": "file:///etc/passwd"}, "Write it like ipp://"),
        ({"uri": "ipp://user:pass@10.0.0.1/"}, "Write it like ipp://"),
        ({"name": ""}, "Write a name."),
        ({"store_id": "999"}, "Choose one of the list."),
        ({"paper": "papyrus"}, "Choose one of the listed papers."),
        ({"paper": "label", "for_lists": "y"}, "Slips and lists need sheets"),
        ({"media": "A4 please"}, "Write it as the printer does"),
        ({"fingerprint": "AB:CD"}, "Copy all 32 pairs"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(
    session: Session, cast: Cast, tablet: Tablet, wrong: dict[str, str], words: str
) -> None:
    sent = typed(cast, **wrong)
    answer = tablet.sign_in(cast.manager).post("/settings/printers/new", sent)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert session.scalars(sa.select(Printer)).all() == []


def test_two_managers_do_not_overwrite_each_other(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    printer = a_printer(session, cast, "ipp://10.0.0.9/")
    url = f"/settings/printers/{printer.id}"
    tablet.sign_in(cast.manager)
    sent = typed(cast, "ipp://10.0.0.8/", version=printer.version)
    assert tablet.post(url, sent).status_code == 303
    assert tablet.post(url, {**sent, "uri": "ipp://10.0.0.7/"}).status_code == 409
    session.refresh(printer)
    assert (printer.uri, printer.for_lists) == ("ipp://10.0.0.8/", False)


def test_a_test_page_says_what_became_of_it(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, paper: Receiver
) -> None:
    printer = a_printer(session, cast, paper.uri)
    paper.answers = [401]
    key = {"one_time_key": new_key()}
    tablet.sign_in(cast.manager)
    places = {tablet.post(f"/settings/printers/{printer.id}/test", key).location for _ in range(2)}
    (place,) = places
    assert "On its way to Tag printer" in tablet.get(place).text
    do_all(app, session)
    shown = tablet.get(place).text
    assert "Not printed on Tag printer." in shown
    assert "The printer asks for a password, and we have none." in shown
    assert "Send to a printer" in tablet.get("/jobs").text
    again = tablet.post(f"{place}/again", {"one_time_key": new_key()})
    do_all(app, session)
    shown = tablet.get(again.location).text
    assert "Printed on Tag printer." in shown
    # Back to the printer, and what to look at on the paper.
    ways = (f'href="/settings/printers/{printer.id}"', "The line is 80 mm long.", "test.pdf")
    assert [way in shown for way in ways] == [True] * 3
    page = tablet.get(f"/settings/printers/{printer.id}/test.pdf")
    assert (page.mimetype, decode(page.data, 203)) == ("application/pdf", ["454999999997"])
    states = session.execute(sa.select(PrintJob.state, PrintJob.let_go).order_by(PrintJob.id)).all()
    # A later good one makes good what an earlier one said.
    assert (states, len(paper.sent)) == ([(JobState.FAILED, True), (JobState.DONE, False)], 1)
    assert "Test page" not in tablet.get("/failed-prints").text
    assert "Nothing failed" in tablet.get("/jobs").text


def test_a_failed_test_page_can_be_let_go(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, paper: Receiver
) -> None:
    printer = a_printer(session, cast, paper.uri)
    paper.answers = [401]
    tablet.sign_in(cast.manager)
    key = {"one_time_key": new_key()}
    place = tablet.post(f"/settings/printers/{printer.id}/test", key).location
    do_all(app, session)
    assert ["Test page" in tablet.get("/failed-prints").text,
            "Send to a printer" in (work := tablet.get("/jobs").text)] == [True, True]  # fmt: skip
    assert [f'href="{place}"' in work, "prints that failed" in work] == [True, True]
    assert "Forget it" in tablet.get(place).text
    assert [tablet.post(f"{place}/forget").status_code for _ in range(2)] == [303, 303]
    assert f"Let go by {cast.manager.name}." in tablet.get(place).text
    assert "Test page" not in tablet.get("/failed-prints").text
    assert "Nothing failed" in tablet.get("/jobs").text
    again = tablet.post(f"{place}/again", {"one_time_key": new_key()}).location
    assert tablet.post(f"{again}/forget").status_code == 409


def test_a_page_never_goes_to_a_printer_itself(
    session: Session, cast: Cast, tablet: Tablet, paper: Receiver
) -> None:
    """Only workers do: no page waits for a network, or tells what is in it."""
    printer = a_printer(session, cast, paper.uri)
    url = f"/settings/printers/{printer.id}"
    tablet.sign_in(cast.manager)
    tablet.post(f"{url}/ask")
    tablet.post(f"{url}/test", {"one_time_key": new_key()})
    for address in (url, f"{url}/state", "/settings/printers", "/printing"):
        assert tablet.get(address).status_code == 200
    assert paper.operations == []


def test_others_find_no_printers(session: Session, cast: Cast, tablet: Tablet) -> None:
    printer = a_printer(session, cast, "ipp://10.0.0.9/")
    tablet.sign_in(cast.buyer)
    for url in ("/settings/printers", f"/settings/printers/{printer.id}", "/settings/printers/new"):
        assert tablet.get(url).status_code == 403
