"""Finding items: by code, by the vendor's number, by words (C16)."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.catalog.lookup import MOST_HITS, Hit, chosen, find, meant
from tests.factories import a_department, a_product, a_vendor, a_vendor_item
from tests.support.queries import count_queries


def named(hits: list[Hit]) -> list[tuple[str, str, bool]]:
    """Description, SKU and whether it is carried, of each hit."""
    return [(h.description, h.sku, h.product is not None) for h in hits]


@pytest.mark.contract("C16")
def test_a_carried_item_brings_the_row_of_its_vendor(session: Session) -> None:
    """By code, with or without check digit; the shelf's words win, the vendor's number stays."""
    mine, other = a_vendor(session), a_vendor(session)
    product = a_product(session, upc="0004721355102", vendor=mine, description="Coconut water")
    a_vendor_item(session, other, sku="O1", upc=product.upc)
    a_vendor_item(session, mine, sku="M1", upc=product.upc)
    for code in ("047213551028", "4721355102", "0004721355102"):
        assert named(find(session, code)) == [("Coconut water", "M1", True)]


@pytest.mark.contract("C16")
def test_a_sku_is_found_whole_in_either_case_and_knows_what_is_carried(session: Session) -> None:
    """A tail of it is only a word to choose by. The row that was asked for stays, even of another
    vendor."""
    mine, other = a_vendor(session), a_vendor(session)
    product = a_product(session, vendor=mine, description="Kelp")
    a_vendor_item(session, other, sku="O-77", upc=product.upc)
    a_vendor_item(session, other, sku="X9", description="Coconut wraps")
    assert named(find(session, "o-77")) == [("Kelp", "O-77", True)]
    assert named(find(session, "X9")) == [("Coconut wraps", "X9", False)]
    assert [hit.exact for hit in find(session, "77")] == [False]
    assert find(session, "9") == []


@pytest.mark.contract("C16")
def test_a_number_that_means_two_things_is_a_choice(session: Session) -> None:
    """A short code on the shelf, and a vendor's number that looks the same; two vendors' numbers:
    all of them exact, so that nobody takes one without asking."""
    a_product(session, upc="0000000004011", description="Bananas")
    one, two = a_vendor(session), a_vendor(session)
    a_vendor_item(session, one, sku="4011", description="Twine")
    a_vendor_item(session, one, sku="R9", description="Rope")
    a_vendor_item(session, two, sku="r9", description="Ribbon")
    found = find(session, "4011")
    assert named(found) == [("Bananas", "", True), ("Twine", "4011", False)]
    assert ([hit.exact for hit in found], meant(found)) == ([True, True], None)
    found = find(session, "R9")
    assert named(found) == [("Rope", "R9", False), ("Ribbon", "r9", False)]
    assert ([hit.exact for hit in found], meant(found)) == ([True, True], None)


@pytest.mark.contract("C16")
def test_what_merely_ends_or_begins_so_is_offered_and_never_taken(session: Session) -> None:
    """Behind the one that is exactly it; alone, it is no answer to a scan."""
    vendor = a_vendor(session)
    a_vendor_item(session, vendor, sku="4011", description="Twine")
    a_vendor_item(session, vendor, sku="94011", description="Rope")
    a_vendor_item(session, vendor, sku="40117", description="Cord")
    a_product(session, upc="0007331204011", description="Plums")
    found = find(session, "4011")
    assert [(h.description, h.exact) for h in found] == [
        ("Twine", True),
        ("Plums", False),
        ("Rope", False),
        ("Cord", False),
    ]
    assert meant(found) == found[0]
    assert [(h.description, h.exact) for h in find(session, "017")] == []
    found = find(session, "117")
    assert ([h.description for h in found], meant(found)) == (["Cord"], None)


@pytest.mark.contract("C16")
@pytest.mark.parametrize(
    "typed", ["55102", "551028", "7213551028", "47213", "047213", "0472135", "5102"]
)
def test_part_of_a_upc_offers_its_item(session: Session, typed: str) -> None:
    """How it ends, with the check digit or without, and how it begins, as it is printed; the same
    for what only a vendor has."""
    a_product(session, upc="0004721355102", description="Coconut water")
    a_vendor_item(session, a_vendor(session), upc="0004721355102", description="Coco", active=False)
    a_product(session, upc="0009876543210", description="Something else")
    assert [(h.description, h.exact) for h in find(session, typed)] == [("Coconut water", False)]
    [hit] = find(session, typed)
    hit.product.active = False
    a_vendor_item(session, a_vendor(session), upc="0004721355102", sku="W", description="Wrap")
    session.flush()
    assert [(h.description, h.exact) for h in find(session, typed)] == [("Wrap", False)]


def test_a_sku_that_is_a_word_is_not_taken_for_the_word(session: Session) -> None:
    """Somebody who types “oats” may not mean the vendor's number OATS."""
    vendor = a_vendor(session)
    a_vendor_item(session, vendor, sku="OATS", description="Rolled in a drum")
    assert meant(find(session, "oats")) is not None
    a_product(session, description="Oat bran and oats")
    found = find(session, "oats")
    assert [h.exact for h in found] == [False, False]


def test_vendors_have_room_beside_what_is_carried(session: Session) -> None:
    """A common word does not hide what could be ordered in."""
    vendor = a_vendor(session)
    for number in range(20):
        a_product(session, description=f"Kelp {number:02d}")
        a_vendor_item(session, vendor, description=f"Kelp crate {number:02d}")
    found = find(session, "kelp")
    assert [h.product is not None for h in found] == [True] * 8 + [False] * 4


def test_words_are_found_by_their_beginnings(session: Session) -> None:
    """Each of them, in any order; the inside of a word is not looked at."""
    a_product(session, description="Goat milk, gluten-free", brand="Bob's", size="12 oz")
    for text in ("goat", "mil goa", "gluten free", "glutenfree", "bobs", "bob's milk", "12 go"):
        assert [h.description for h in find(session, text)] == ["Goat milk, gluten-free"], text
    for text in ("oat", "ilk", "goat rye"):
        assert find(session, text) == [], text


def test_words_must_all_occur_in_any_order_and_accent(session: Session) -> None:
    """Carried items first; at most a dozen; nothing twice."""
    vendor = a_vendor(session)
    product = a_product(session, description="Crème brûlée", brand="Cove")
    a_vendor_item(session, vendor, description="Creme brulee", upc=product.upc)
    a_vendor_item(session, vendor, description="Brulee torch")
    assert [h.description for h in find(session, "brulee CREME")] == ["Crème brûlée"]
    assert [h.description for h in find(session, "brûlée")] == ["Crème brûlée", "Brulee torch"]
    for number in range(20):
        a_product(session, description=f"Kelp {number:02d}")
    assert len(find(session, "kelp")) == MOST_HITS


@pytest.mark.parametrize("text", ["", " ", "%", "_", "a", "\\", "'", "zzz", "x" * 500, "٣٣٣٣"])
def test_what_means_nothing_finds_nothing(session: Session, text: str) -> None:
    """A wildcard is a letter like any other."""
    a_product(session)
    assert find(session, text) == []


def test_what_is_not_sold_any_more_is_not_found(session: Session) -> None:
    """Neither by code nor by key."""
    product = a_product(session, active=False)
    row = a_vendor_item(session, a_vendor(session), active=False)
    assert find(session, product.upc) == []
    assert find(session, row.sku) == []
    assert (chosen(session, f"p{product.id}"), chosen(session, f"v{row.id}")) == (None, None)


def test_a_hit_is_chosen_by_its_key(session: Session) -> None:
    """The key leads to the same item and the same row."""
    vendor = a_vendor(session)
    product = a_product(session, vendor=vendor)
    alone = a_product(session)
    a_vendor_item(session, vendor, upc=product.upc, sku="M1")
    a_vendor_item(session, vendor, sku="X9")
    for code in (product.upc, alone.upc, "X9"):
        [hit] = find(session, code)
        assert chosen(session, hit.key) == hit


@pytest.mark.parametrize(
    "key", ["", "p", "v", "x1", "p0", "p-1", "p1.0", "p٣", "p9999999999", "v0"]
)
def test_a_forged_key_leads_nowhere(session: Session, key: str) -> None:
    """Without a question the database could choke on."""
    assert chosen(session, key) is None


def test_a_scan_takes_two_statements(session: Session) -> None:
    """However many vendors know the code, and with the department map."""
    to = a_department(session)
    product = a_product(session, a_department(session, ordered_as=to), vendor=a_vendor(session))
    for _ in range(3):
        a_vendor_item(session, a_vendor(session), upc=product.upc)
    upc = product.upc
    session.flush()
    session.expunge_all()
    with count_queries() as asked:
        [hit] = find(session, upc)
        assert (hit.department.ordered_as.id, hit.vendor_name != "") == (to.id, True)
    assert len(asked) == 2


def test_items_called_so_come_before_brands_that_are(session: Session) -> None:
    """Exact first: by the start of the name, a word of it, then the brand."""
    shelf = a_department(session)
    a_product(session, shelf, description="Almond Milk", brand="Oatwillow")
    a_product(session, shelf, description="Rolled Oats")
    a_product(session, shelf, description="Oat Bran")
    found = [hit.description for hit in find(session, "oat")]
    assert found == ["Oat Bran", "Rolled Oats", "Almond Milk"]
