"""A tag that no printer printed is none: its line waits again, and the trail says so."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders.queries import arrived_untagged
from app.domain.printing import jobs, sending
from app.domain.printing.queries import missed
from app.domain.tags import printing
from app.models import JobState, OrderEvent, OrderLine, Printer, PrintJob, TagCopy, TagPrint
from app.vocabulary.errors import Refused
from app.web.forms import new_key
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import arrived, printed
from tests.support.printers import a_printer


@pytest.fixture
def printer(session: Session, cast: Cast) -> Printer:
    """One of the settings; nobody goes there."""
    return a_printer(session, cast, "ipp://10.0.0.9/")


@pytest.fixture
def line(session: Session, cast: Cast) -> OrderLine:
    """Goods without a tag."""
    return arrived(session, cast)[0]


def asked(session: Session, cast: Cast, line: OrderLine, printer: Printer) -> TagPrint:
    """A tag that is to come out there."""
    by = viewer_of(cast.taker)
    return printing.request(
        session, [line], by=by, paper="letter", one_time_key=new_key(), printer=printer
    )


def laid_out(session: Session, cast: Cast, line: OrderLine, printer: Printer) -> PrintJob:
    """It, waiting for the printer."""
    made = asked(session, cast, line, printer)
    printed(session, made)
    return session.scalars(sa.select(PrintJob).where(PrintJob.tag_print_id == made.id)).one()


def counts(session: Session, line: OrderLine) -> tuple[int, bool, list[int | None]]:
    """How many copies the line has, whether it waits for a tag, and the numbers of its copies."""
    session.flush()
    session.expire_all()
    numbers = sa.select(TagCopy.copy_number).where(TagCopy.line_id == line.id).order_by(TagCopy.id)
    waits = line in session.scalars(arrived_untagged(line.store_id)).all()
    return line.copies, waits, list(session.scalars(numbers))


@pytest.mark.contract("C26", "C28")
def test_what_is_taken_back_waits_for_a_tag_again(
    session: Session, cast: Cast, line: OrderLine, printer: Printer
) -> None:
    """The next tag is a first one, and the order's history knows of both."""
    job = laid_out(session, cast, line, printer)
    assert counts(session, line) == (1, False, [1])
    jobs.drop(session, job.id, by=viewer_of(cast.taker))
    assert counts(session, line) == (0, True, [None])
    assert line.printed_at is None
    laid_out(session, cast, line, printer)
    assert counts(session, line) == (1, False, [None, 1])
    verbs = session.scalars(sa.select(OrderEvent.verb).order_by(OrderEvent.id)).all()
    assert [verb for verb in verbs if verb.startswith("tag_")] == [
        "tag_printed", "tag_not_printed", "tag_printed",
    ]  # fmt: skip


def test_it_may_be_taken_back_before_it_is_laid_out(
    session: Session, cast: Cast, line: OrderLine, printer: Printer
) -> None:
    made = asked(session, cast, line, printer)
    job = session.scalars(sa.select(PrintJob)).one()
    jobs.drop(session, job.id, by=viewer_of(cast.taker))
    printed(session, made)
    assert counts(session, line) == (0, True, [None])


@pytest.mark.contract("C28")
def test_what_is_perhaps_printed_counts(
    session: Session, cast: Cast, line: OrderLine, printer: Printer
) -> None:
    job = laid_out(session, cast, line, printer)
    sending.unsure(session, job.id, "The line broke.")
    assert counts(session, line) == (1, False, [1])
    # Nor does a second try that fails take anything back.
    again = jobs.again(session, job, by=viewer_of(cast.taker), one_time_key=new_key())
    sending.fail(session, again.id, "Nobody answers.")
    assert counts(session, line) == (1, False, [1])


def test_sent_again_it_counts_again_unless_another_came_out(
    session: Session, cast: Cast, line: OrderLine, printer: Printer
) -> None:
    """What was printed anew has made it good: nobody is told of it any more."""
    by = viewer_of(cast.taker)
    job = laid_out(session, cast, line, printer)
    sending.fail(session, job.id, "Nobody answers.")
    again = jobs.again(session, job, by=by, one_time_key=new_key())
    assert counts(session, line) == (1, False, [1])
    sending.fail(session, again.id, "Nobody answers.")
    assert counts(session, line) == (0, True, [None])
    assert session.scalars(missed(line.store_id)).all() == [again.id]
    other = laid_out(session, cast, line, printer)
    assert session.scalars(missed(line.store_id)).all() == []
    with pytest.raises(Refused, match="print them anew"):
        jobs.again(session, again, by=by, one_time_key=new_key())
    assert (counts(session, line), other.state) == (
        (1, False, [None, 1]), JobState.WAITING,
    )  # fmt: skip


def test_a_copy_of_one_that_came_out_leaves_that_one(
    session: Session, cast: Cast, line: OrderLine, printer: Printer
) -> None:
    first, second = (laid_out(session, cast, line, printer) for _ in range(2))
    assert counts(session, line) == (2, False, [1, 2])
    sending.fail(session, second.id, "Nobody answers.")
    assert counts(session, line) == (1, False, [1, None])
    jobs.drop(session, first.id, by=viewer_of(cast.taker))
    assert counts(session, line) == (0, True, [None, None])


@pytest.mark.contract("C26")
def test_opened_by_hand_it_counts(
    session: Session, cast: Cast, line: OrderLine, printer: Printer, tablet: Tablet
) -> None:
    job = laid_out(session, cast, line, printer)
    sending.fail(session, job.id, "Nobody answers.")
    session.commit()
    assert session.scalars(missed(line.store_id)).all() == [job.id]
    url = f"/tags/prints/{job.tag_print_id}"
    page = tablet.sign_in(cast.taker).get(url).text
    words = ("Nothing came out of a printer.", "not on paper", f'action="{url}/by-hand"')
    assert [each in page for each in words] == [True] * 3
    document = session.scalars(sa.select(TagPrint.document_id)).one()
    assert tablet.post(f"{url}/by-hand").location == f"/tags/documents/{document}.pdf"
    assert counts(session, line) == (1, False, [1])
    assert "Nothing came out" not in tablet.get(url).text
    assert session.scalars(missed(line.store_id)).all() == []
