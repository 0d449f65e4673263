"""A batch in slices, and the files that batches end in, read back."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.batches import making, papers, running
from app.domain.batches.kinds import Wish
from app.domain.orders import actions
from app.domain.orders.content import DraftItem
from app.domain.orders.statuses import book
from app.jobs import batches
from app.models import (
    Batch,
    BatchKind,
    BatchState,
    Document,
    LineKind,
    OrderLine,
    RolePermission,
)
from app.vocabulary.barcodes import tag_code
from app.vocabulary.permissions import Permission
from tests.factories import a_customer, a_department, a_product, a_vendor, a_wish, an_order
from tests.support.batches import a_batch, many_lines, results_of
from tests.support.cast import Cast, viewer_of
from tests.support.pdf import decode, pages_text, text_of
from tests.support.work import do_all

PLACE = Wish(BatchKind.MOVE, status="placed")


def handed_out(session: Session, wish: Wish, lines: list[OrderLine], by: Viewer) -> Batch:
    """A batch in the outbox."""
    batch = a_batch(session, wish, lines, by)
    making.hand_out(session, batch)
    return batch


def content_of(session: Session, batch: Batch) -> bytes:
    """The file a batch ended in."""
    content = sa.select(Document.content).where(Document.id == batch.document_id)
    return bytes(session.scalars(content).one())


def shelf(session: Session, cast: Cast) -> list[OrderLine]:
    """An order of Hana Ito: two items in bins, one without, a note, and one canceled."""
    bulk, cool = a_department(session, "Bulk"), a_department(session, "Cool")
    vendor = a_vendor(session, "Prairie Mills")
    oats = a_product(session, bulk, vendor=vendor, description="=2+3 oats")
    milk = a_product(session, cool, vendor=vendor, description="Almond milk")
    note = DraftItem(0, LineKind.NOTE, description="The good one", department_id=bulk.id)
    person = a_customer(session, first_name="Hana", last_name="Ito", member_number=208)
    wishes = [a_wish(oats, cases=2, brand="@Mill"), a_wish(milk), a_wish(milk), note, a_wish(oats)]
    order = an_order(session, viewer_of(cast.taker), wishes, person)
    lines = list(order.lines)
    lines[0].bin, lines[1].bin = "A10", "A2"
    buyer, statuses = viewer_of(cast.buyer), book(session)
    actions.close(order, "canceled", by=buyer, book=statuses, lines=[lines[4]])
    session.flush()
    return lines


def test_a_slice_leaves_the_rest_to_the_next(
    app: Flask, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each slice takes a chunk at least, and hands the rest out again."""
    monkeypatch.setattr(batches, "SLICE", -1.0)
    monkeypatch.setattr(running, "CHUNK", 10)
    by = viewer_of(cast.buyer)
    lines = many_lines(session, by, 5, 50)
    batch = handed_out(session, PLACE, lines, by)

    assert do_all(app, session) == 3
    assert (batch.state, batch.done, batch.refused) == (BatchState.DONE, 250, 0)
    assert {line.status for line in lines} == {"placed"}


def test_work_of_a_batch_that_was_stopped_ends(app: Flask, session: Session, cast: Cast) -> None:
    """Its row is closed, its lines are as they were; a second run finds nothing."""
    by = viewer_of(cast.buyer)
    lines = many_lines(session, by, 2)
    for wish in (PLACE, Wish(BatchKind.EXPORT, form="csv")):
        batch = handed_out(session, wish, lines, by)
        making.stop(session, batch, by=by)
        assert do_all(app, session) == 1
        assert (batch.state, batch.document_id) == (BatchState.STOPPED, None)
    assert [line.status for line in lines] == ["new_no_call", "new_no_call"]


def test_a_file_that_may_not_be_had_any_more_fails(
    app: Flask, session: Session, cast: Cast
) -> None:
    """In words for people; no line is said to be done."""
    by = viewer_of(cast.buyer)
    lines = many_lines(session, by, 2)
    batch = handed_out(session, Wish(BatchKind.EXPORT, form="csv"), lines, by)
    cast.buyer.roles = cast.taker.roles[:]
    do_all(app, session)

    assert batch.state is BatchState.FAILED
    assert batch.problem == "Your role does not include “Export lists as files”."
    assert results_of(session, batch) == [(None, "")] * 2


@pytest.mark.contract("L6")
def test_the_picking_list_leads_from_bin_to_bin(app: Flask, session: Session, cast: Cast) -> None:
    """A2 before A10, without a bin last; every line's tag can be scanned from it; what can't be
    fetched is told."""
    lines = shelf(session, cast)
    batch = handed_out(session, Wish(BatchKind.PICKING_LIST), lines, viewer_of(cast.taker))
    do_all(app, session)

    number = lines[0].order.number
    pdf = content_of(session, batch)
    text = text_of(pdf)
    places = [text.index(words) for words in ("Bin A2", "Bin A10", "No bin")]
    assert places == sorted(places)
    assert decode(pdf, 300) == [tag_code(number, line) for line in (2, 1, 3)]
    assert (text.count("Ito, Hana"), text.count("=2+3 oats"), text.count("2 × 12")) == (3, 1, 1)
    assert "3 lines" in text
    on_it = (True, papers.ON_IT)
    assert results_of(session, batch) == [
        on_it,
        on_it,
        on_it,
        (False, "A note can't be fetched. Turn it into items first."),
        (False, "This line is closed."),
    ]
    assert (batch.done, batch.refused, batch.state) == (3, 2, BatchState.DONE)
    assert batch.document is not None
    assert not batch.document.shows_figures


@pytest.mark.contract("L6", "C8")
@pytest.mark.parametrize("person", ["taker", "buyer"])
def test_a_receipt_copy_of_each_order(
    app: Flask, session: Session, cast: Cast, person: str
) -> None:
    """One page each, however many of its lines were ticked; amounts only for those who see them,
    a canceled line adds nothing."""
    lines = shelf(session, cast)
    others = many_lines(session, viewer_of(cast.taker), 1)
    by = viewer_of(cast.everybody[person])
    batch = handed_out(session, Wish(BatchKind.RECEIPT_COPIES), [*lines, *others], by)
    do_all(app, session)

    first, second = pages_text(content_of(session, batch))
    assert str(lines[0].order.number) in first
    assert str(others[0].order.number) in second
    assert "Hana Ito" in first
    assert first.count("Almond milk") == 2
    # 2 × 12 × 10.00 and twice 12 × 10.00; the note has no price, so there is no sum of the first.
    amounts = [text in first for text in ("240.00", "120.00", "Total")]
    assert amounts == ([True, True, False] if person == "buyer" else [False] * 3)
    assert ("Total" in second) is (person == "buyer")
    assert batch.document is not None
    assert batch.document.shows_figures is (person == "buyer")
    assert (batch.done, batch.refused) == (6, 0)


@pytest.mark.contract("L6")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_is_read_back_as_it_was(
    app: Flask, session: Session, cast: Cast, form: str
) -> None:
    """Each line in the order of the list, amounts exact, no cell a formula."""
    lines = shelf(session, cast)
    batch = handed_out(
        session, Wish(BatchKind.EXPORT, form=form), lines[:4][::-1], viewer_of(cast.buyer)
    )
    do_all(app, session)

    content = content_of(session, batch)
    header, *rows = table_of(content, form)
    assert [row[header.index("Line")] for row in rows] == ["4", "3", "2", "1"]
    last = dict(zip(header, rows[3], strict=True))
    wanted = {
        "Customer": "Ito, Hana",
        "Member": "208",
        "Item": "'=2+3 oats",
        "Brand": "'@Mill",
        "Cases": "2",
        "Units": "24",
        "Vendor": "Prairie Mills",
        "Status": "New, no call",
        "Bin": "A10",
        "Price": "regular",
    }
    assert {name: last[name] for name in wanted} == wanted
    amounts = {"Unit price": 10, "Total": 240, "Unit cost": 5, "Margin %": 50}
    assert {name: Decimal(last[name]) for name in amounts} == amounts
    note = dict(zip(header, rows[0], strict=True))
    assert (note["Kind"], note["Total"]) == ("note", "")
    assert (batch.done, batch.state) == (4, BatchState.DONE)


def table_of(content: bytes, form: str) -> list[list[str]]:
    """The cells of a table as words."""
    if form == "xlsx":
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [[_word(cell) for cell in row] for row in sheet.to_python()]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _word(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


@pytest.mark.contract("C8", "B1")
def test_columns_follow_what_the_person_may_see(app: Flask, session: Session, cast: Cast) -> None:
    """With prices but no costs: no cost, and no margin to find it by."""
    taker = cast.taker.roles[0]
    wanted = {Permission.ORDERS_EXPORT: set(), Permission.PRICES_SEE: {"Total", "Unit price"}}
    lines = shelf(session, cast)
    for permission, columns in wanted.items():
        taker.grants.append(RolePermission(permission=permission))
        session.flush()
        by = viewer_of(cast.taker)
        batch = handed_out(session, Wish(BatchKind.EXPORT, form="csv"), lines[:1], by)
        do_all(app, session)
        header, row = table_of(content_of(session, batch), "csv")
        figures = {"Total", "Unit price", "Unit cost", "Margin %"}
        assert set(header) & figures == columns
        assert ("240.00" in row, "5.0000" in row) == (bool(columns), False)
        assert batch.document is not None
        assert batch.document.shows_figures is bool(columns)
