"""Drafts: content by value, questions of departments, what is missing, one draft per key."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog.lookup import Hit
from app.domain.orders import drafts
from app.domain.orders.content import MOST_CASES, DraftContent, DraftItem, from_json
from app.models import Draft, LineKind
from app.vocabulary.errors import Invalid, NotFound, Refused
from tests.factories import a_customer, a_department, a_product, a_vendor, a_vendor_item
from tests.support.cast import Cast, viewer_of

CALLED = {"last_name": "Field", "phone": "217 555 0142", "contact_way": "call"}


def test_content_comes_back_from_json_as_it_was() -> None:
    """And what an older program wrote, or a newer one, is read as far as it is known."""
    item = DraftItem(ref=1, kind=LineKind.NOTE, description="Something blue", department_id=4)
    content = DraftContent(customer_id=3, contact={"phone": "1"}, items=(item,), last_ref=1)
    assert from_json(content.to_json()) == content
    assert from_json({"comments": "Hi", "from_tomorrow": 1, "items": [{"ref": 2, "odd": 3}]}) == (
        DraftContent(comments="Hi", items=(DraftItem(ref=2),))
    )


def test_a_number_of_an_item_is_not_given_twice() -> None:
    """Whatever is removed in between."""
    content = DraftContent().adding(DraftItem(ref=0)).adding(DraftItem(ref=0))
    after = content.without(2).adding(DraftItem(ref=0))
    assert [i.ref for i in after.items] == [1, 3]


@pytest.mark.contract("C4")
def test_the_department_map_holds_for_carried_items_only(session: Session, cast: Cast) -> None:
    """A catalogue row of the same department keeps it; an item without a department has none."""
    mapped = a_department(session, "Special orders", minimum_quantity=6)
    bulk = a_department(session, "Bulk", ordered_as=mapped)
    row = a_vendor_item(session, a_vendor(session), department=bulk)
    carried = drafts.wish_of(Hit(a_product(session, bulk), None, exact=True))
    assert (carried.department_id, carried.least, carried.ask) == (mapped.id, 6, True)
    assert drafts.wish_of(Hit(None, row, exact=True)).department_id == bulk.id
    known_to_vendor = Hit(a_product(session), row, exact=True)
    assert drafts.wish_of(known_to_vendor).department_id == bulk.id
    assert drafts.wish_of(Hit(a_product(session), None, exact=True)).department_id is None


@pytest.mark.contract("C15")
def test_one_entry_is_one_case_and_the_same_again_one_more(session: Session, cast: Cast) -> None:
    """Up to what a person could mean."""
    hit = Hit(a_product(session, a_department(session)), None, exact=True)
    once = drafts.add_hit(DraftContent(), hit)
    twice = drafts.add_hit(once, hit)
    assert [[i.cases for i in c.items] for c in (once, twice)] == [[1], [2]]
    full = twice.changing(replace(twice.items[0], cases=MOST_CASES))
    assert drafts.add_hit(full, hit).items[0].cases == MOST_CASES


def test_an_order_holds_99_lines(session: Session, cast: Cast) -> None:
    """What a barcode can number; one more of the same is still possible."""
    department = a_department(session)
    hit = Hit(a_product(session, department), None, exact=True)
    content = drafts.add_hit(DraftContent(), hit)
    for number in range(98):
        wish = DraftItem(ref=0, description=f"Thing {number}")
        content = drafts.add_described(content, wish, department)
    assert len(drafts.add_hit(content, hit).items) == 99
    with pytest.raises(Refused):
        drafts.add_described(content, DraftItem(ref=0, description="Kelp"), department)


@pytest.mark.contract("C5", "C17")
def test_a_minimum_holds_in_units_and_stays(session: Session, cast: Cast) -> None:
    """Split cases are fine as long as the units are enough; confirmed once, it is not asked
    again, and still cannot fall below."""
    bulk = a_department(session, "Bulk", minimum_quantity=10)
    hit = Hit(a_product(session, bulk, case_size=25), None, exact=True)
    content = drafts.add_hit(DraftContent(), hit)
    for cases, size in ((1, 9), (3, 3), (1, None)):
        with pytest.raises(Invalid) as refused:
            drafts.set_quantity(content, 1, cases=cases, case_size=size)
        assert list(refused.value.fields) == ["case_size"]
    split = drafts.set_quantity(content, 1, cases=2, case_size=5)
    assert split.items[0].ask is False
    with pytest.raises(Invalid):
        drafts.set_quantity(split, 1, cases=1, case_size=5)


@pytest.mark.contract("C17")
def test_a_quantity_that_was_asked_for_is_not_forgotten_again(session: Session, cast: Cast) -> None:
    """A department that always asks still knows how many after the second thought."""
    bulk = a_department(session, "Bulk", always_ask=True)
    content = drafts.add_hit(DraftContent(), Hit(a_product(session, bulk), None, exact=True))
    told = drafts.set_quantity(content, 1, cases=1, case_size=8)
    with pytest.raises(Invalid) as refused:
        drafts.set_quantity(told, 1, cases=2, case_size=None)
    assert refused.value.fields == {"case_size": "This department needs to know how many."}
    assert drafts.set_quantity(told, 1, cases=1, case_size=1).items[0].case_size == 1


def test_a_note_has_no_quantity(session: Session, cast: Cast) -> None:
    """Whatever its department asks of items."""
    bulk = a_department(session, "Bulk", always_ask=True)
    note = DraftItem(ref=0, kind=LineKind.NOTE, description="Something blue")
    content = drafts.add_described(DraftContent(), note, bulk)
    assert content.items[0].ask is False
    assert drafts.set_quantity(content, 1, cases=5, case_size=5) == content


def test_what_is_not_in_the_draft_cannot_be_changed(session: Session, cast: Cast) -> None:
    """It may have been removed on another tablet."""
    with pytest.raises(NotFound):
        drafts.set_quantity(DraftContent(), 1, cases=1, case_size=1)
    with pytest.raises(NotFound):
        drafts.set_department(DraftContent(), 1, a_department(session))


@pytest.mark.contract("C14")
def test_a_members_odd_phone_stays_while_something_else_is_overridden(
    session: Session, cast: Cast
) -> None:
    """What the record says is not the order taker's to mend; what they type is."""
    customer = a_customer(session, phone="n/a", member_number=7)
    content = drafts.choose_customer(DraftContent(), customer)
    kept = drafts.write_contact(content, {**content.contact, "email": "ada@example.org"})
    assert kept.contact["phone"] == "n/a"
    with pytest.raises(Invalid) as refused:
        drafts.write_contact(content, {**content.contact, "phone": "n/b"})
    assert list(refused.value.fields) == ["phone"]


@pytest.mark.contract("C13", "C15", "C20")
def test_what_is_missing_is_named_in_the_order_of_the_work(session: Session, cast: Cast) -> None:
    """Customer, a way to reach them, items, their questions; then nothing."""
    assert list(drafts.missing(DraftContent())) == ["customer", "items"]
    named = drafts.write_contact(DraftContent(), {"last_name": "Field"})
    row = a_vendor_item(session, a_vendor(session))
    asked = drafts.add_hit(named, Hit(None, row, exact=True))
    asked = drafts.add_hit(asked, Hit(a_product(session), None, exact=True))
    assert list(drafts.missing(asked)) == ["phone", "department-1", "department-2"]
    told = drafts.write_contact(asked, CALLED)
    bulk = a_department(session, "Bulk", always_ask=True)
    told = drafts.set_department(drafts.set_department(told, 1, bulk), 2, a_department(session))
    assert list(drafts.missing(told)) == ["quantity-1"]
    assert drafts.missing(drafts.set_quantity(told, 1, cases=1, case_size=8)) == {}


def test_a_draft_is_open_to_its_store_and_to_who_began_it(session: Session, cast: Cast) -> None:
    """Nobody else learns that it exists."""
    begun = drafts.begin(session, drafts.open_draft(session, "k" * 20, viewer_of(cast.taker)))
    drafts.keep(session, begun, DraftContent(comments="Hello"))
    assert drafts.open_draft(session, "k" * 20, viewer_of(cast.buyer)) is begun
    elsewhere = replace(viewer_of(cast.buyer), store_id=cast.river.id)
    with pytest.raises(NotFound):
        drafts.open_draft(session, "k" * 20, elsewhere)
    moved = replace(viewer_of(cast.taker), store_id=cast.river.id)
    assert drafts.open_draft(session, "k" * 20, moved) is begun


def test_two_first_taps_begin_one_draft(session: Session, cast: Cast) -> None:
    """Both looked before either wrote; the second goes on with what the first began."""
    by = viewer_of(cast.taker)
    first = drafts.open_draft(session, "k" * 20, by, lock=True)
    second = drafts.open_draft(session, "k" * 20, by, lock=True)
    assert drafts.begin(session, first) is drafts.begin(session, second)
    assert session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 1


def test_drafts_of_a_store_are_listed_newest_first_without_empty_ones(
    session: Session, cast: Cast
) -> None:
    """Not the one at hand, not those of another store."""
    by = viewer_of(cast.taker)
    for key, words in (("a", "One"), ("b", "Two"), ("c", "")):
        begun = drafts.begin(session, drafts.open_draft(session, key * 20, by))
        drafts.keep(session, begun, DraftContent(comments=words))
    assert [d.key[0] for d in drafts.of_store(session, by)] == ["b", "a"]
    assert [d.key[0] for d in drafts.of_store(session, by, but="b" * 20)] == ["a"]
    assert drafts.of_store(session, replace(by, store_id=cast.river.id)) == []
