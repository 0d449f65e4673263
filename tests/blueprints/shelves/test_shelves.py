"""Shelves in settings: many at once, one by one, and their labels down to the PDF."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.pickup import labels, shelves
from app.jobs import work
from app.models import OutboxRow, PrintJob, Shelf, ShelfPrint
from app.vocabulary.barcodes import shelf_code
from app.vocabulary.jobs import Job
from app.web.forms import new_key
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.pdf import decode
from tests.support.printers import a_printer

HOME = "/settings/shelves"


def codes(session: Session) -> list[str]:
    """All shelves."""
    return list(session.scalars(sa.select(Shelf.code).order_by(Shelf.id)))


@pytest.mark.contract("B12")
def test_many_are_added_at_once(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.manager)
    answer = tablet.post(HOME, {"codes": "A1–A3, Dock", "name": "Cooler"})
    assert (answer.location, codes(session)) == (HOME, ["A1", "A2", "A3", "Dock"])
    assert "4 shelves added." in tablet.get(HOME).text
    tablet.post(HOME, {"codes": "a3, A4", "name": ""})
    assert "1 shelf added. 1 was there already." in tablet.get(HOME).text


@pytest.mark.parametrize("text", ["", "A9–A1", "x" * 30, "A1–A9999", "x" * 2001])
def test_what_cannot_be_stays_as_it_was_typed(
    session: Session, cast: Cast, tablet: Tablet, text: str
) -> None:
    answer = tablet.sign_in(cast.manager).post(HOME, {"codes": text})
    assert (answer.status_code, codes(session), text[:20] in answer.text) == (422, [], True)


def test_one_is_taken_out_of_use(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.manager).post(HOME, {"codes": "A1"})
    row = session.scalars(sa.select(Shelf)).one()
    address = f"{HOME}/{row.id}"
    tablet.post(address, {"name": "Dock", "version": row.version})
    session.expire_all()
    assert (row.name, row.active) == ("Dock", False)
    assert tablet.post(address, {"name": "Again", "version": "1"}).status_code == 409


@pytest.mark.contract("B12")
def test_labels_from_the_button_to_the_scanner(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Laid out by a worker, ten to a sheet, all of them readable; and on the printer of lists."""
    by = viewer_of(cast.manager)
    made, _ = shelves.add_shelves(session, cast.hill.id, "A1–A11, Behind the door", "Ω", by=by)
    printer = a_printer(session, cast, "ipp://192.0.2.9/")
    session.commit()
    tablet.sign_in(cast.manager)
    form = {"one_time_key": new_key(), "all": "1", "shown": [one.id for one in made]}
    urls = {tablet.post(f"{HOME}/labels", {**form, "to": str(printer.id)}).location for _ in "ab"}
    (asked,) = session.scalars(sa.select(ShelfPrint)).all()
    printer.active = False
    session.commit()
    urls.add(tablet.post(f"{HOME}/labels", {**form, "to": str(printer.id)}).location)
    printer.active = True
    session.commit()
    assert urls == {f"{HOME}/labels/{asked.id}"}
    assert "Laying out 12 labels" in tablet.get(urls.pop()).text
    row = session.scalars(sa.select(OutboxRow).filter_by(job=Job.PRINT_SHELVES)).one()
    wanted = labels.compose(session, asked.id)
    from app.documents.shelves import render_shelf_labels

    pdf = render_shelf_labels(wanted.labels, paper="letter")
    assert row.payload == {"shelf_print_id": asked.id}
    assert sorted(decode(pdf)) == sorted(shelf_code(one.id) for one in made)
    labels.finish(session, asked.id, pdf)
    session.commit()
    answer = tablet.get(f"{HOME}/labels/{asked.id}.pdf")
    assert (answer.mimetype, answer.data) == ("application/pdf", pdf)
    assert session.scalars(sa.select(PrintJob.printer_id)).all() == [printer.id]
    tags = a_printer(
        session, cast, "ipp://192.0.2.10/", name="Zebra", paper="label-4x6", for_slips=False,
        for_lists=False,
    )  # fmt: skip
    assert "Zebra" in tablet.get(HOME).text
    tablet.post(f"{HOME}/labels", {**form, "one_time_key": new_key(), "to": str(tags.id)})
    assert session.scalars(sa.select(ShelfPrint.paper).order_by("id")).all()[1:] == ["label-4x6"]
    assert Job.PRINT_SHELVES in work.TASKS


def test_labels_of_other_stores_are_not_there(session: Session, cast: Cast, tablet: Tablet) -> None:
    by = viewer_of(cast.manager)
    (there,), _ = shelves.add_shelves(session, cast.river.id, "A1", "", by=by)
    session.commit()
    tablet.sign_in(cast.manager)
    form = {"one_time_key": new_key(), "shelf": [there.id]}
    assert tablet.post(f"{HOME}/labels", form).status_code == 404
    assert tablet.get(f"{HOME}/{there.id}").status_code == 404
    assert tablet.post(f"{HOME}/labels", {"one_time_key": new_key()}).status_code == 422
