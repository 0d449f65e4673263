"""From the tap to the printer: tags at once, papers of a batch, and what can be done when it
fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.models import Document, JobState, KnownTag, OrderLine, Printer, PrintJob, Setting, TagPrint
from app.web.forms import new_key
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.goods import arrived
from tests.support.ipp import Receiver, receiver
from tests.support.ippserver import RealPrinter
from tests.support.pdf import decode, page_sizes, text_of
from tests.support.printers import a_printer
from tests.support.work import do_all


@pytest.fixture
def paper() -> Iterator[Receiver]:
    """A printer that does what it is asked."""
    with receiver() as one:
        yield one


@pytest.fixture
def printer(session: Session, cast: Cast, paper: Receiver) -> Printer:
    """It, in the settings."""
    return a_printer(session, cast, paper.uri)


def form(lines: list[OrderLine], **more: Any) -> dict[str, Any]:
    """What a page of tags sends."""
    return {"line": [line.id for line in lines], "one_time_key": new_key(), **more}


def jobs(session: Session) -> list[PrintJob]:
    """Every job, freshly read."""
    query = sa.select(PrintJob).order_by(PrintJob.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


@pytest.mark.contract("C26", "C28")
def test_tags_come_out_of_a_real_printer(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, ippeveprinter: RealPrinter
) -> None:
    """One tap: laid out, kept, sent, and the very bytes of the PDF lie in its spool."""
    a_printer(session, cast, ippeveprinter.uri)
    lines = arrived(session, cast, 2)
    tablet.sign_in(cast.taker)
    assert "Print on" in tablet.get("/tags").text
    place = tablet.post("/tags/print", form(lines)).location
    do_all(app, session)
    (job,) = jobs(session)
    assert (job.state, job.problem) == (JobState.DONE, "")
    kept = session.scalars(sa.select(Document.content)).one()
    assert job.number is not None
    assert ippeveprinter.got(job.number) == kept
    number = lines[0].order.number
    assert [code[:11] for code in decode(kept, 203)] == [f"454{number:06d}0{n}" for n in (1, 2)]
    shown = tablet.get(place).text
    assert ("Printed on Tag printer." in shown, "Open PDF" in shown) == (True, True)
    assert [line.copies for line in lines] == [1, 1]


@pytest.mark.contract("C26")
def test_a_tag_that_was_laid_out_is_not_laid_out_again(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The next copy is imposed from its card."""
    lines = arrived(session, cast, 2)
    tablet.sign_in(cast.taker).post("/tags/print", form(lines))
    do_all(app, session)
    cards = dict(session.execute(sa.select(KnownTag.line_id, KnownTag.id)).all())
    tablet.post("/tags/print", form(lines))
    do_all(app, session)
    assert dict(session.execute(sa.select(KnownTag.line_id, KnownTag.id)).all()) == cards
    assert [line.copies for line in lines] == [2, 2]
    pdf = session.scalars(sa.select(Document.content).order_by(Document.id.desc())).first()
    assert text_of(pdf or b"").count("COPY 2") == 2
    assert set(cards) == {line.id for line in lines}


@pytest.mark.contract("C26")
def test_tags_come_on_the_paper_that_lies_in_the_printer(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, paper: Receiver
) -> None:
    paper.media = ["custom_label_108x140mm"]
    a_printer(session, cast, paper.uri, paper="label", for_slips=False, for_lists=False)
    tablet.sign_in(cast.taker).post("/tags/print", form(arrived(session, cast, 2), paper="a4"))
    do_all(app, session)
    assert [(round(w), round(h)) for w, h in page_sizes(paper.sent[0])] == [(306, 397)] * 2


def test_a_pdf_is_still_to_be_had(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, printer: Printer
) -> None:
    tablet.sign_in(cast.taker).post("/tags/print", form(arrived(session, cast), to="pdf"))
    do_all(app, session)
    assert jobs(session) == []


@pytest.mark.parametrize(("change", "status"), [("active", 409), ("for_tags", 409), ("store", 404)])
def test_a_printer_that_is_not_for_it_is_refused(
    session: Session, cast: Cast, tablet: Tablet, printer: Printer, change: str, status: int
) -> None:
    lines = arrived(session, cast)
    if change == "store":
        printer.store_id = cast.river.id
    else:
        setattr(printer, change, False)
    answer = tablet.sign_in(cast.taker).post("/tags/print", form(lines, to=printer.id))
    assert answer.status_code == status
    assert session.scalars(sa.select(TagPrint)).all() == []


def test_when_it_fails_the_pdf_is_there_and_it_can_be_sent_again(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, printer: Printer, paper: Receiver
) -> None:
    paper.answers = [(0x0499,)]
    place = tablet.sign_in(cast.taker).post("/tags/print", form(arrived(session, cast))).location
    do_all(app, session)
    shown = tablet.get(place).text
    assert ["Not printed on Tag printer" in shown, "Open PDF" in shown] == [True, True]
    line = session.scalars(sa.select(OrderLine)).one()
    assert ([f"{line.description}" in tablet.get("/tags").text, "not on paper" in shown],
            line.copies) == ([True, True], 0)  # fmt: skip
    latest = tablet.get("/tags").text.partition("Latest prints")[2]
    number = session.scalars(sa.select(OrderLine)).one().order.number
    assert [f"<b>{number}</b>" in latest, "Not printed" in latest] == [True, True]
    assert "Tags, print" in tablet.get("/failed-prints").text
    assert 'href="/failed-prints"' in tablet.get("/").text
    url = re.search(r'action="(/printing/\d+/again)"', shown)
    key = {"one_time_key": new_key(), "next": place}
    assert url is not None
    assert [tablet.post(url[1], key).location for _ in range(2)] == [place, place]
    do_all(app, session)
    assert "Printed on Tag printer." in tablet.get(place).text
    session.refresh(line)
    assert ("Tags, print" in tablet.get("/failed-prints").text, line.copies) == (False, 1)
    assert ([job.state for job in jobs(session)], len(paper.sent)) == (
        [JobState.FAILED, JobState.DONE], 1,
    )  # fmt: skip


def test_what_waits_can_be_hurried_or_taken_back(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, printer: Printer, paper: Receiver
) -> None:
    tablet.sign_in(cast.taker).post("/tags/print", form(arrived(session, cast)))
    (job,) = jobs(session)
    assert "It goes to Tag printer as soon as it is made." in tablet.get(f"/printing/{job.id}").text
    job.state, job.problem = JobState.WAITING, "It is busy."
    waiting = tablet.get(f"/printing/{job.id}").text
    assert ["Try now" in waiting, "Take it back" in waiting] == [True, True]
    assert tablet.post(f"/printing/{job.id}/now").status_code == 303
    assert tablet.post(f"/printing/{job.id}/drop").status_code == 303
    assert tablet.post(f"/printing/{job.id}/drop").status_code == 409
    do_all(app, session)
    assert ([each.state for each in jobs(session)], paper.sent) == ([JobState.DROPPED], [])


@pytest.mark.contract("C8")
def test_paper_with_prices_is_sent_again_only_by_those_who_see_them(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, printer: Printer, paper: Receiver
) -> None:
    session.add(Setting(key="tag_shows_total", store_id=0, value={"is": True}))
    tablet.sign_in(cast.buyer).post("/tags/print", form(arrived(session, cast)))
    do_all(app, session)
    (job,) = jobs(session)
    url = f"/printing/{job.id}/again"
    answer = tablet.sign_in(cast.taker).post(url, {"one_time_key": new_key()})
    assert (answer.status_code, len(paper.sent)) == (403, 1)


def test_prints_are_their_persons_and_their_stores(
    session: Session, cast: Cast, tablet: Tablet, printer: Printer
) -> None:
    tablet.sign_in(cast.taker).post("/tags/print", form(arrived(session, cast)))
    (job,) = jobs(session)
    assert job.title in tablet.get("/printing").text
    assert tablet.sign_in(cast.buyer).get(f"/printing/{job.id}").status_code == 200
    assert job.title not in tablet.get("/printing?mine=1").text
    assert tablet.sign_in(cast.outsider).get(f"/printing/{job.id}").status_code == 404
    # One's own is seen from another store and another device too.
    cast.taker.store_id = cast.river.id
    assert job.title in tablet.sign_in(cast.taker).get("/printing?mine=1").text
    assert job.title not in tablet.get("/printing").text


def test_what_is_printed_again_in_another_store_comes_out_there(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, printer: Printer
) -> None:
    lines = arrived(session, cast)
    place = tablet.sign_in(cast.taker).post("/tags/print", form(lines)).location
    do_all(app, session)
    assert f'name="to" value="{printer.id}"' in tablet.get(place).text
    cast.taker.store_id = cast.river.id
    assert 'name="to"' not in tablet.sign_in(cast.taker).get(place).text


@pytest.mark.contract("C8")
def test_a_print_is_not_ones_own_without_the_right_to_what_it_shows(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, printer: Printer, paper: Receiver
) -> None:
    tablet.sign_in(cast.taker).post("/tags/print", form(arrived(session, cast)))
    do_all(app, session)
    (job,) = jobs(session)
    url, key = f"/printing/{job.id}", {"one_time_key": new_key()}
    assert tablet.get(url).status_code == 200
    cast.taker.roles = []
    session.commit()
    assert [tablet.get(url).status_code, tablet.post(f"{url}/again", key).status_code] == [404] * 2
    assert len(paper.sent) == 1


@pytest.mark.contract("L6")
@pytest.mark.parametrize("kind", ["picking_list", "receipt_copies"])
def test_papers_of_a_batch_go_the_same_way(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, printer: Printer, paper: Receiver,
    kind: str,
) -> None:  # fmt: skip
    lines = arrived(session, cast, 2)
    tablet.sign_in(cast.taker)
    sent = form(lines, kind=f"{kind}:{printer.id}")
    at_once = tablet.post("/batches", sent).location
    later = tablet.post("/batches", form(lines, kind=kind)).location
    do_all(app, session)
    kept = session.scalars(sa.select(Document.content).order_by(Document.id)).all()
    assert (paper.sent, "Printed on Tag printer." in tablet.get(at_once).text) == (kept[:1], True)
    offered = re.search(r'action="(/batches/\d+/to-printer)"', tablet.get(later).text)
    assert offered is not None
    # One form twice, and two forms at the same time, are one wish; later it is another.
    twice = [new_key()] * 2
    for key in (*twice, new_key()):
        tablet.post(offered[1], {"printer": printer.id, "one_time_key": key})
    do_all(app, session)
    assert paper.sent == kept
    tablet.post(offered[1], {"printer": printer.id, "one_time_key": new_key()})
    tablet.post(offered[1], {"printer": printer.id, "one_time_key": twice[0]})
    do_all(app, session)
    assert paper.sent == [*kept, kept[1]]
    printer.active = False
    session.commit()
    taps = [{"printer": printer.id, "one_time_key": key} for key in (twice[0], new_key())]
    assert [tablet.post(offered[1], tap).status_code for tap in taps] == [303, 409]
    assert tablet.post("/batches", sent).location == at_once
    printer.active, printer.paper = True, "a4"
    session.commit()
    refused = tablet.post(offered[1], {"printer": printer.id, "one_time_key": new_key()})
    assert (refused.status_code, "Tag printer has A4" in refused.text) == (409, True)


def test_a_slip_comes_out_of_the_printer_for_slips(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, printer: Printer, paper: Receiver
) -> None:
    lines = arrived(session, cast, 2)
    page = tablet.sign_in(cast.taker).get(f"/orders/{lines[0].order.number}/slip").text
    names = ("kind", "line", "one_time_key", "next")
    sent = {n: re.search(rf'name="{n}" value="([^"]*)"', page)[1] for n in names}
    assert tablet.post("/batches", sent).status_code == 303
    do_all(app, session)
    assert ([job.state for job in jobs(session)], len(paper.sent)) == ([JobState.DONE], 1)


def test_many_tags_go_to_the_printer_too(
    app: Flask, session: Session, cast: Cast, tablet: Tablet, printer: Printer, paper: Receiver
) -> None:
    lines = [line for _ in range(6) for line in arrived(session, cast, 4)]
    tablet.sign_in(cast.taker).post("/batches", form(lines, kind="tags"))
    do_all(app, session)
    assert sum(len(decode(document)) for document in paper.sent) == 24
