"""Items of a new order: found, added, counted, removed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from tests.blueprints.entry.desk import SECRET, a_shelf, invalid, kept, said, url
from tests.factories import a_department, a_product, a_vendor, a_vendor_item
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.queries import count_queries

HOSTILE = ["%", "_", "\\", "<img src=x>", "' OR 1=1 --", "🥥", "نور", "a" * 120]
NO_CASES = ["0", "-1", "1000", "1.5", "", "٣", "9" * 400, "1; DROP TABLE"]
NO_SIZES = ["0", "99999", "-9", "🥥", "12 or so"]
TOLD = {"cases": "2", "confirmed": "1"}
NO_QUANTITIES = [*((c, "1") for c in NO_CASES), *(("1", s) for s in NO_SIZES)]


@pytest.mark.contract("C15", "C16")
@pytest.mark.parametrize("code", ["047213551028", "4721355102", "0 47213 55102 8"])
def test_a_scan_adds_one_case_at_once(
    session: Session, cast: Cast, tablet: Tablet, code: str
) -> None:
    """With or without check digit; the field comes back empty for the next."""
    *_, product = a_shelf(session)
    answer = tablet.sign_in(cast.taker).post(url("add-item"), {"q": code}, htmx=True)
    assert answer.status_code == 200
    assert 'id="item-1"' in answer.text
    assert 'id="item-q" name="q" value=""' in answer.text
    [item] = kept(session).items
    assert (item.product_id, item.cases, item.case_size) == (product.id, 1, 12)


@pytest.mark.contract("C15")
def test_the_same_scanned_again_is_one_more_case_but_sent_again_is_nothing(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """A second tap of the same form adds nothing; a second scan does."""
    *_, product = a_shelf(session)
    tablet.sign_in(cast.taker)
    for once in ("first-form", "first-form", "second-form", "second-form"):
        sent = tablet.post(url("add-item"), {"q": product.upc, "once": once}, htmx=True)
        assert sent.status_code == 200
    [item] = kept(session).items
    assert item.cases == 2


@pytest.mark.contract("C16")
def test_a_vendors_item_that_the_store_does_not_carry_is_ordered_by_its_sku(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """It keeps its vendor, and asks for a department while its row names none."""
    row = a_vendor_item(session, a_vendor(session, "Blue Heron"), sku="HX-118")
    tablet.sign_in(cast.taker)
    answer = tablet.post(url("add-item"), {"q": "hx-118"}, htmx=True)
    assert "Blue Heron" in answer.text
    assert "Which department looks after it?" in answer.text
    [item] = kept(session).items
    assert (item.vendor_item_id, item.product_id, item.sku) == (row.id, None, "HX-118")


def test_several_are_shown_to_choose_from(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Words never add by themselves, however few match."""
    a_shelf(session)
    answer = tablet.sign_in(cast.taker).post(url("add-item"), {"q": "rolled"}, htmx=True)
    assert (answer.status_code, said(answer.text)) == (422, ["Choose one of these."])
    assert answer.headers["HX-Retarget"] == "#add"
    assert invalid(answer.text) == ["item-q"]
    assert "<mark>Rolled</mark> oats" in answer.text
    assert kept(session).items == ()


@pytest.mark.contract("C4")
def test_a_carried_item_goes_through_the_department_map(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Department A becomes B when the item is added; a catalogue item's does not."""
    b = a_department(session, "Special orders")
    a = a_department(session, "Bulk", ordered_as=b)
    product = a_product(session, a)
    row = a_vendor_item(session, a_vendor(session), department=a)
    tablet.sign_in(cast.taker).post(url("add-item"), {"hit": f"p{product.id}"})
    tablet.post(url("add-item"), {"hit": f"v{row.id}"})
    assert [i.department_id for i in kept(session).items] == [b.id, a.id]


@pytest.mark.contract("C5", "C17")
@pytest.mark.parametrize("rule", [{"minimum_quantity": 24}, {"always_ask": True}])
def test_a_department_that_wants_to_know_asks_beside_the_item(
    session: Session, cast: Cast, tablet: Tablet, rule: dict[str, object]
) -> None:
    """Until it is confirmed the order waits; below the minimum it is refused."""
    product = a_product(session, a_department(session, "Bulk", **rule), case_size=1)
    tablet.sign_in(cast.taker)
    assert (
        "Confirm the quantity" in tablet.post(url("add-item"), {"q": product.upc}, htmx=True).text
    )
    few = tablet.post(url("set-quantity", ref=1), TOLD | {"case_size": "6"}, htmx=True)
    if "minimum_quantity" in rule:
        assert few.status_code == 422
        assert said(few.text) == ["This department takes 24 or more at a time."]
        assert 'name="case_size" id="case-size-1" value="6"' in few.text
        assert kept(session).items[0].ask is True
    enough = tablet.post(url("set-quantity", ref=1), TOLD | {"case_size": "25"}, htmx=True)
    assert "Confirm the quantity" not in enough.text
    [item] = kept(session).items
    assert (item.cases, item.case_size, item.ask) == (2, 25, False)


@pytest.mark.parametrize(
    ("cases", "size"),
    NO_QUANTITIES,
)
def test_a_quantity_that_is_none_is_refused(
    session: Session, cast: Cast, tablet: Tablet, cases: str, size: str
) -> None:
    """Beside the item; what was there stays."""
    *_, product = a_shelf(session)
    tablet.sign_in(cast.taker).post(url("add-item"), {"q": product.upc})
    data = {"cases": cases, "case_size": size}
    answer = tablet.post(url("set-quantity", ref=1), data, htmx=True)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#item-1")
    assert len(said(answer.text)) == 1
    assert (kept(session).items[0].cases, kept(session).items[0].case_size) == (1, 12)
    assert tablet.post(url("set-quantity", ref=1), data).status_code == 422


def test_a_department_is_named_for_an_item_that_has_none(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """And what that department wants to know is asked then."""
    bulk = a_department(session, "Bulk", always_ask=True)
    closed = a_department(session, "Closed", active=False)
    row = a_vendor_item(session, a_vendor(session))
    tablet.sign_in(cast.taker).post(url("add-item"), {"hit": f"v{row.id}"})
    for wrong in (closed.id, 999_999, "", "x", -1):
        refused = tablet.post(url("set-department", ref=1), {"department_id": wrong}, htmx=True)
        assert (refused.status_code, invalid(refused.text)) == (422, ["department-1"]), wrong
    right = tablet.post(url("set-department", ref=1), {"department_id": bulk.id}, htmx=True)
    assert "Confirm the quantity" in right.text
    assert kept(session).items[0].department_id == bulk.id


def test_an_item_is_removed_once(session: Session, cast: Cast, tablet: Tablet) -> None:
    """A second tap finds it gone; its number is not given again; other verbs say so."""
    *_, product = a_shelf(session)
    tablet.sign_in(cast.taker).post(url("add-item"), {"q": product.upc})
    assert "Removed Rolled oats." in tablet.post(url("remove-item", ref=1), htmx=True).text
    assert tablet.post(url("remove-item", ref=1)).status_code == 303
    assert tablet.post(url("set-quantity", ref=1), {"cases": "2"}).status_code == 404
    tablet.post(url("add-item"), {"q": product.upc})
    assert [i.ref for i in kept(session).items] == [2]


@pytest.mark.parametrize("forged", ["p0", "v2147483", "p9999999999", "x1", "p-1", "p١", "p1 OR 1"])
def test_a_forged_item_is_refused(
    session: Session, cast: Cast, tablet: Tablet, forged: str
) -> None:
    """It is not there, whatever it says."""
    answer = tablet.sign_in(cast.taker).post(url("add-item"), {"hit": forged})
    assert answer.status_code == 404
    assert kept(session).items == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_searches_find_nothing_and_say_so(
    session: Session, cast: Cast, tablet: Tablet, text: str
) -> None:
    """A wildcard is a letter like any other; what nobody knows can be ordered as written."""
    a_shelf(session)
    tablet.sign_in(cast.taker)
    found = tablet.get(url("find-item"), htmx=True, query_string={"q": text})
    assert (found.status_code, found.text.count('name="hit"')) == (200, 0)
    assert "<img" not in found.text
    sent = tablet.post(url("add-item"), {"q": text}, htmx=True)
    assert (sent.status_code, 'id="describe-department"' in sent.text) == (200, True)


def test_text_beyond_all_measure_is_refused(session: Session, cast: Cast, tablet: Tablet) -> None:
    """With the limit in words."""
    answer = tablet.sign_in(cast.taker).post(url("add-item"), {"q": "x" * 100_000}, htmx=True)
    assert (answer.status_code, said(answer.text)) == (422, ["Keep it to 120 characters."])


def test_an_order_of_99_lines_is_full(session: Session, cast: Cast, tablet: Tablet) -> None:
    """The field stays, with the reason."""
    department = a_department(session)
    tablet.sign_in(cast.taker)
    for number in range(99):
        data = {"description": f"Thing {number}", "cases": "1", "department_id": department.id}
        assert tablet.post(url("describe-item"), data).status_code == 303
    product = a_product(session, department)
    full = tablet.post(url("add-item"), {"q": product.upc}, htmx=True)
    assert full.status_code == 422
    assert said(full.text) == ["An order holds at most 99 lines. Place it and start another."]


@pytest.mark.contract("C8", "B1")
def test_the_taker_sees_the_kind_of_price_and_no_figure(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """In hits, items and the whole page; a buyer sees the amounts."""
    *_, product = a_shelf(session)
    amount = f"{SECRET * 12:,.2f}"
    for person, sees in ((cast.taker, False), (cast.buyer, True)):
        key = f"a-key-for-the-{person.username}"
        tablet.sign_in(person)
        found = tablet.get(url("find-item?q=rolled", key=key), htmx=True).text
        added = tablet.post(url("add-item", key=key), {"hit": f"p{product.id}"}, htmx=True).text
        page = tablet.get(url(key=key)).text
        for shown in (found, added, page):
            assert "regular" in shown
            assert (amount in shown) is sees
            assert ("7531" in shown or "7,531" in shown) is False
    assert Decimal(amount.replace(",", "")) == SECRET * 12


def test_adding_an_item_asks_few_questions(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Ten statements at most, with a known customer and items there already (design 7)."""
    customer, department, product = a_shelf(session)
    vendor = a_vendor(session)
    costless = a_product(session, department, vendor=vendor, cost=None, description="Kelp")
    a_vendor_item(session, vendor, upc=costless.upc, cost=None)
    tablet.sign_in(cast.buyer).post(url("choose-customer"), {"customer": customer.id})
    tablet.post(url("add-item"), {"q": product.upc})
    for data in ({"q": costless.upc}, {"hit": f"p{product.id}"}):
        session.expire_all()
        with count_queries() as sent:
            assert tablet.post(url("add-item"), data, htmx=True).status_code == 200
        assert len(sent) <= 10, sent
    session.expire_all()
    with count_queries() as sent:
        data = {"cases": "3", "case_size": "12"}
        assert tablet.post(url("set-quantity", ref=1), data, htmx=True).status_code == 200
    assert len(sent) <= 10, sent
