"""What no list has: items in words and notes."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.models import LineKind
from tests.blueprints.entry.desk import invalid, kept, said, url
from tests.factories import a_department
from tests.support.cast import Cast
from tests.support.client import Tablet


@pytest.mark.contract("C18")
def test_a_code_that_is_no_number_asks_for_a_department(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The form opens with what was typed; without a department it is refused."""
    department = a_department(session)
    tablet.sign_in(cast.taker)
    opened = tablet.post(url("add-item"), {"q": "purple kohlrabi"}, htmx=True).text
    assert 'value="purple kohlrabi"' in opened
    assert "Nothing in the catalogues" in opened
    wish = {"description": "purple kohlrabi", "cases": "2"}
    refused = tablet.post(url("describe-item"), wish, htmx=True)
    assert (refused.status_code, invalid(refused.text)) == (422, ["describe-department"])
    assert said(refused.text) == ["Choose the department that will look after it."]
    taken = tablet.post(url("describe-item"), {**wish, "department_id": department.id}, htmx=True)
    assert taken.status_code == 200
    [item] = kept(session).items
    assert (item.description, item.cases, item.case_size) == ("purple kohlrabi", 2, None)
    assert item.department_id == department.id


def test_a_number_nobody_knows_is_kept_as_the_code(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """So that the buyer can look it up; a code with letters is a vendor's."""
    department = a_department(session)
    tablet.sign_in(cast.taker)
    opened = tablet.post(url("add-item"), {"q": "036000291452"}, htmx=True).text
    assert 'value="036000291452"' in opened
    wish = {"description": "Kelp", "cases": "1", "department_id": department.id}
    tablet.post(url("describe-item"), {**wish, "sku": "036000291452"})
    tablet.post(url("describe-item"), {**wish, "sku": "KL-77"})
    codes = [(i.upc, i.sku) for i in kept(session).items]
    assert codes == [("0003600029145", ""), ("", "KL-77")]


@pytest.mark.contract("C19", "C20")
def test_a_wish_is_described_in_a_note_with_its_department(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The department makes one person responsible; the note has no price and no quantity."""
    department = a_department(session)
    tablet.sign_in(cast.taker)
    assert 'name="description"' in tablet.get(url("write-note"), htmx=True).text
    words = {"description": "Something for a wedding,\nabout 40 people"}
    refused = tablet.post(url("write-note"), words, htmx=True)
    assert (refused.status_code, invalid(refused.text)) == (422, ["note-department"])
    taken = tablet.post(url("write-note"), {**words, "department_id": department.id}, htmx=True)
    assert 'class="step"' not in taken.text
    assert "price needed" not in taken.text
    [note] = kept(session).items
    assert (note.kind, note.description) == (LineKind.NOTE, words["description"])
    assert note.department_id == department.id


@pytest.mark.contract("C5", "C17", "C20")
def test_what_the_department_wants_to_know_counts_for_words_too(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Too few are refused; an unknown case size is asked for before placing."""
    bulk = a_department(session, "Bulk", minimum_quantity=24)
    wish = {"description": "Oats", "cases": "1", "department_id": bulk.id}
    tablet.sign_in(cast.taker)
    few = tablet.post(url("describe-item"), {**wish, "case_size": "12"}, htmx=True)
    assert (few.status_code, invalid(few.text)) == (422, ["case_size"])
    tablet.post(url("describe-item"), {**wish, "case_size": "25"})
    tablet.post(url("describe-item"), wish)
    assert [i.ask for i in kept(session).items] == [False, True]


@pytest.mark.parametrize("verb", ["describe-item", "write-note"])
def test_words_sent_twice_are_added_once(
    session: Session, cast: Cast, tablet: Tablet, verb: str
) -> None:
    """The form's key is remembered with the draft."""
    department = a_department(session)
    data = {"description": "Oats", "cases": "1", "department_id": department.id, "once": "same"}
    tablet.sign_in(cast.taker)
    assert tablet.post(url(verb), data, htmx=True).status_code == 200
    assert tablet.post(url(verb), data, htmx=True).status_code == 200
    assert len(kept(session).items) == 1


@pytest.mark.parametrize("department", ["0", "-1", "999999", "x", "9" * 30])
@pytest.mark.parametrize("verb", ["describe-item", "write-note"])
def test_a_forged_department_is_refused(
    session: Session, cast: Cast, tablet: Tablet, verb: str, department: str
) -> None:
    """And an inactive one as well; what was typed stays."""
    closed = a_department(session, active=False)
    tablet.sign_in(cast.taker)
    for number in (department, closed.id):
        data = {"description": "Oats & <b>more</b>", "cases": "1", "department_id": number}
        answer = tablet.post(url(verb), data, htmx=True)
        assert answer.status_code == 422
        assert "Oats &amp; &lt;b&gt;more&lt;/b&gt;" in answer.text
    assert kept(session).items == ()


def test_huge_and_empty_words_are_refused(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Beside the field."""
    department = a_department(session)
    tablet.sign_in(cast.taker)
    for words in ("", " \n\x07", "x" * 1001):
        data = {"description": words, "department_id": department.id}
        answer = tablet.post(url("write-note"), data, htmx=True)
        assert (answer.status_code, invalid(answer.text)) == (422, ["description"])
    assert kept(session).empty is True


@pytest.mark.contract("C18")
@pytest.mark.parametrize(("by", "typed", "size"), [("each", "24", 1), ("case", "24", 24)])
def test_single_units_are_cases_of_one(
    session: Session, cast: Cast, tablet: Tablet, by: str, typed: str, size: int
) -> None:
    """Whatever stands in the field that is hidden then."""
    department = a_department(session)
    wish = {"description": "Candle", "brand": "Lume", "size": "6 in", "cases": "5", "by": by}
    data = {**wish, "case_size": typed, "department_id": department.id}
    tablet.sign_in(cast.taker).post(url("describe-item"), data)
    [item] = kept(session).items
    assert (item.description, item.brand, item.size) == ("Candle", "Lume", "6 in")
    assert (item.cases, item.case_size, item.ask) == (5, size, False)
