"""Shelves of a store: many at once, each once, known by code and by label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.pickup import shelves
from app.models import AuditEvent, Shelf
from app.vocabulary.barcodes import read_shelf, read_tag, shelf_code, upca_bits
from app.vocabulary.errors import Invalid, NotAllowed, NotFound
from tests.support.cast import Cast, viewer_of


@pytest.mark.contract("B12")
@given(st.integers(1, 99_999_999))
def test_a_label_reads_as_its_shelf_and_never_as_a_tag(number: int) -> None:
    code = shelf_code(number)
    assert (read_shelf(code), read_shelf(code[:11]), read_shelf(f"00{code}")) == (number,) * 3
    assert (read_tag(code), len(upca_bits(code))) == (None, 95)


@pytest.mark.parametrize(
    "text", ["", "A12", "454000001012", "455000000000", "455000000013", "9" * 30]
)
def test_what_is_no_label_is_none(text: str) -> None:
    assert read_shelf(text) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A1–A4", ["A1", "A2", "A3", "A4"]),
        ("A1-3, B 09..B 11", ["A1", "A2", "A3", "B 09", "B 10", "B 11"]),
        ("Cooler 1–2\nFreezer;  Dock  door ", ["Cooler 1", "Cooler 2", "Freezer", "Dock door"]),
        ("a1, A1, A01", ["a1", "A01"]),
        ("A1–B2, A-3", ["A1–B2", "A-3"]),
        ("1–3", ["1", "2", "3"]),
    ],
)
def test_many_are_written_in_one_line(text: str, codes: list[str]) -> None:
    assert shelves.expanded(text) == codes


@pytest.mark.parametrize(
    "text", ["", " , ; \n", "A12–A1", "A1–A9999", "A1–A400, B1–B400", "x" * 25, "9" * 5000]
)
def test_what_cannot_be_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        shelves.expanded(text)
    assert set(refused.value.fields) == {"codes"}


@pytest.mark.contract("B12")
def test_adding_again_adds_only_what_is_new(session: Session, cast: Cast) -> None:
    """And brings back what was out of use; each store has its own."""
    by = viewer_of(cast.manager)
    first, _ = shelves.add_shelves(session, cast.hill.id, "A1–A12", "Cooler", by=by)
    shelves.change_shelf(session, first[1], "Cooler", False, by=by)
    more, known = shelves.add_shelves(session, cast.hill.id, "a2, A13", "Dock", by=by)
    shelves.add_shelves(session, cast.river.id, "A1", "", by=by)
    session.commit()
    here = shelves.shelves_of(session, cast.hill.id)
    assert ([one.code for one in more], known, len(here)) == (["A13"], 1, 13)
    assert [one.code for one in here] == [f"A{n}" for n in range(1, 14)]
    assert {one.name for one in here} == {"Cooler", "Dock"}
    kinds = [event.kind for event in session.query(AuditEvent).order_by(AuditEvent.id)]
    assert kinds[-4:] == ["shelves added", "shelf changed", "shelves added", "shelves added"]


def test_only_managers_add(session: Session, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        shelves.add_shelves(session, cast.hill.id, "A1", "", by=viewer_of(cast.buyer))


@pytest.mark.contract("B12")
def test_what_is_scanned_or_typed_means_a_shelf_of_this_store(session: Session, cast: Cast) -> None:
    """In any case; elsewhere, unknown and out of use are said so."""
    by = viewer_of(cast.manager)
    (here, gone), _ = shelves.add_shelves(session, cast.hill.id, "A1, A2", "", by=by)
    (there,), _ = shelves.add_shelves(session, cast.river.id, "A1", "", by=by)
    shelves.change_shelf(session, gone, "", False, by=by)
    session.commit()

    def meant(text: str) -> Shelf | None:
        return shelves.shelf_meant(session, text, cast.hill.id)

    assert (meant(shelf_code(here.id)), meant("a1"), meant("A2"), meant("B7")) == (
        here, here, None, None,
    )  # fmt: skip
    said = []
    for number in (there.id, gone.id, 99_999_999):
        with pytest.raises(NotFound) as refused:
            meant(shelf_code(number))
        said.append(refused.value.message)
    assert said == [
        "This is shelf A1 of River Store, another store.",
        "Shelf A2 is not in use any more.",
        "No shelf has this label.",
    ]
