"""The desk where goods get their shelf: scans in any order, with and without scripts."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.pickup import shelves
from app.models import OrderLine, PutAway, Shelf
from app.vocabulary.barcodes import shelf_code, tag_code
from app.web.forms import new_key
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import tagged
from tests.support.queries import count_queries

DESK = "/pickup/put-away"
CARRIED = re.compile(r'<input type="hidden" form="put-away" data-carry name="(\w+)" value="(\d+)">')


@pytest.fixture
def shelf(session: Session, cast: Cast) -> Shelf:
    """A12, behind the door."""
    by = viewer_of(cast.manager)
    (made,), _ = shelves.add_shelves(session, cast.hill.id, "A12", "Behind the door", by=by)
    session.commit()
    return made


def tag(line: OrderLine) -> str:
    """What its barcode says."""
    return tag_code(line.order.number, line.number)


def scan(text: str, **more: object) -> dict[str, object]:
    """What the form of the desk sends."""
    return {"q": text, "one_time_key": new_key(), **more}


@pytest.mark.contract("B12")
def test_the_page_carries_what_is_in_hand(
    session: Session, cast: Cast, tablet: Tablet, shelf: Shelf
) -> None:
    """From scan to scan; then the shelf's label puts all of it away, and Undo stands there."""
    one, two = tagged(session, cast, 2)
    tablet.sign_in(cast.taker)
    first = tablet.post(DESK, scan(tag(one)), htmx=True).text
    assert CARRIED.findall(first) == [("line", str(one.id))]
    second = tablet.post(DESK, scan(tag(two), line=[one.id]), htmx=True).text
    assert CARRIED.findall(second) == [("line", str(one.id)), ("line", str(two.id))]
    ids = [one.id, two.id]
    done = tablet.post(DESK, scan(shelf_code(shelf.id), line=ids), htmx=True).text
    session.expire_all()
    assert (CARRIED.findall(done), 'data-heard="done"' in done) == ([], True)
    assert [one.bin, two.bin] == ["A12", "A12"]
    key = session.scalars(sa.select(PutAway.one_time_key)).first()
    tablet.post(f"{DESK}/undo", {"put": key}, htmx=True)
    session.expire_all()
    assert [one.bin, two.bin] == ["", ""]


@pytest.mark.contract("B12")
def test_it_works_as_a_plain_form(
    session: Session, cast: Cast, tablet: Tablet, shelf: Shelf
) -> None:
    """Each scan leads on to an address that says what is in hand."""
    (line,) = tagged(session, cast)
    tablet.sign_in(cast.taker)
    opened = tablet.post(DESK, scan("a12"))
    assert opened.location == f"{DESK}?shelf={shelf.id}"
    assert CARRIED.findall(tablet.get(opened.location).text) == [("shelf", str(shelf.id))]
    put = tablet.post(DESK, scan(tag(line), shelf=shelf.id))
    assert put.location.startswith(f"{DESK}?shelf={shelf.id}&put=")
    assert "Behind the door" in tablet.get(put.location).text
    held = tablet.post(DESK, scan(tag(line))).location
    assert held == f"{DESK}?line={line.id}"
    there = {"line": [line.id], "place": "by the door", "one_time_key": new_key()}
    assert tablet.post(f"{DESK}/place", there).status_code == 303
    session.expire_all()
    assert line.bin == "by the door"


def test_a_refusal_keeps_what_is_in_hand(
    session: Session, cast: Cast, tablet: Tablet, shelf: Shelf
) -> None:
    """And says why, aloud."""
    (line,) = tagged(session, cast)
    answer = tablet.sign_in(cast.taker).post(DESK, scan("454999999997", line=[line.id]), htmx=True)
    assert (answer.status_code, CARRIED.findall(answer.text)) == (409, [("line", str(line.id))])
    assert "No order has this tag." in answer.text
    asked = tablet.post(DESK, scan("by the door", line=[line.id]), htmx=True).text
    assert 'value="by the door"' in asked


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("", {"q": "x" * 10_000, "line": ["x", "-1", "9" * 99], "shelf": "9" * 99}, 200),
        ("", {"q": "\x07", "line": ["2147483647"]}, 200),
        ("", {"one_time_key": "';--"}, 400),
        ("/place", {"place": "x" * 5000, "line": ["1"]}, 422),
        ("/place", {"place": "", "line": []}, 422),
        ("/undo", {"put": "nobody-has-this-key"}, 409),
        ("/undo", {"put": "x"}, 409),
    ],
)
def test_hostile_forms_get_a_clean_answer(
    cast: Cast, tablet: Tablet, path: str, form: dict[str, object], status: int
) -> None:
    sent = {"one_time_key": new_key(), **form}
    answer = tablet.sign_in(cast.taker).post(f"{DESK}{path}", sent, htmx=True)
    assert answer.status_code == status


def test_a_made_up_address_shows_an_empty_desk(cast: Cast, tablet: Tablet) -> None:
    answer = tablet.sign_in(cast.taker).get(f"{DESK}?line=1&line=999999&shelf=77&put=zz")
    assert (answer.status_code, CARRIED.findall(answer.text)) == (200, [])


@pytest.mark.parametrize("count", [1, 20])
def test_the_desk_asks_the_same_whatever_is_in_hand(
    session: Session, cast: Cast, tablet: Tablet, shelf: Shelf, count: int
) -> None:
    """Five statements besides who is there and what the rail counts."""
    ids = [line.id for line in tagged(session, cast, count)]
    tablet.sign_in(cast.taker)
    address = f"{DESK}?" + "&".join(f"line={one}" for one in ids) + f"&shelf={shelf.id}"
    with count_queries() as asked:
        tablet.get(address)
    assert len(asked) <= 6, asked


@pytest.mark.contract("B12")
def test_a_shelf_scanned_on_any_page_leads_here(cast: Cast, tablet: Tablet, shelf: Shelf) -> None:
    """The field at the top is one place for everything; a name is not taken for a shelf."""
    tablet.sign_in(cast.taker)
    answer = tablet.get(f"/find?q={shelf_code(shelf.id)}")
    assert answer.location == f"{DESK}?shelf={shelf.id}"
    assert CARRIED.findall(tablet.get(answer.location).text) == [("shelf", str(shelf.id))]
