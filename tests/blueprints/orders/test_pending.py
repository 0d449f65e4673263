"""The pending list: what it shows, to whom, narrowed how, and at what price in statements."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.queries import PAGE
from tests.blueprints.orders.conftest import WISH, Desk
from tests.factories import a_wish, an_order
from tests.support.cast import viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries


def lines_of(page: str) -> list[str]:
    """The descriptions a list shows, in its order."""
    cells = re.findall(r'<td class="what"><span class="clip">(.*?)</span>', page, re.S)
    return [re.sub(r"<[^>]+>|Note: |[“”]", "", cell).strip() for cell in cells]


@pytest.mark.contract("C22", "C23")
def test_every_open_line_is_there_with_who_what_and_how_far(desk: Desk, tablet: Tablet) -> None:
    """Lines of an order stand together; its customer is said once."""
    page = tablet.sign_in(desk.cast.buyer).get("/pending").text

    assert lines_of(page) == ["Rolled oats", "Almond milk", WISH]
    assert page.count("<b>Quill, Ada</b><small>Member 208</small>") == 1
    assert page.count('class="change"') == 3
    assert [page.count(f">{name}<") > 0 for name in ("Prairie Mills", "Northern Natural")] == [
        True,
        True,
    ]


@pytest.mark.contract("C22")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("super={super}", ["Almond milk"]),
        ("vendor={vendor}", ["Almond milk"]),
        ("status=placed", ["Almond milk"]),
        ("status=new_no_call", ["Rolled oats", WISH]),
        ("store={store}", []),
        ("store=all", ["Rolled oats", "Almond milk", WISH]),
        ("q=almond", ["Almond milk"]),
        ("q=ada+quill", ["Rolled oats", "Almond milk", WISH]),
        ("q=QUILL+rolled", ["Rolled oats"]),
        ("q=208", ["Rolled oats", "Almond milk", WISH]),
        ("q=555-0100", ["Rolled oats", "Almond milk", WISH]),
        ("q={upc}", ["Almond milk"]),
        ("q=nothing+like+it", []),
        ("no_department=1", []),
        ("super={super}&vendor={vendor}&status=placed&q=milk", ["Almond milk"]),
        ("super={super}&status=new_no_call", []),
    ],
)
def test_filters_live_in_the_address(
    desk: Desk, tablet: Tablet, query: str, shown: list[str]
) -> None:
    """Super department, vendor, status, store, text and no department, alone and together."""
    buyer = viewer_of(desk.cast.buyer)
    actions.move(desk.second, "placed", by=buyer, book=desk.book)
    url = "/pending?" + query.format(
        super=desk.cool.super_department_id,
        vendor=desk.northern.id,
        store=desk.cast.river.id,
        upc=desk.milk.upc,
    )

    assert lines_of(tablet.sign_in(desk.cast.buyer).get(url).text) == shown


@pytest.mark.contract("C23")
def test_counts_per_status_follow_the_other_filters(desk: Desk, tablet: Tablet) -> None:
    """The status that is chosen does not change the counts, the vendor does."""
    actions.move(desk.second, "placed", by=viewer_of(desk.cast.buyer), book=desk.book)
    tablet.sign_in(desk.cast.buyer)

    def counts(query: str) -> list[str]:
        chips = tablet.get("/pending" + query).text.split('id="by-status"')[1].split("</nav>")[0]
        return re.findall(r"</svg>([^<]+) <b>(\d+)</b>", chips)

    assert counts("") == [("New, no call", "2"), ("Placed", "1"), ("Notes", "1")]
    assert counts("?status=placed") == [("New, no call", "2"), ("Placed", "1")]
    assert counts(f"?vendor={desk.northern.id}") == [("Placed", "1")]


@pytest.mark.contract("C32")
def test_a_partly_closed_order_stands_in_both_lists(desk: Desk, tablet: Tablet) -> None:
    """Its open lines here, its closed ones there."""
    buyer = viewer_of(desk.cast.buyer)
    actions.close(desk.order, "canceled", by=buyer, book=desk.book, lines=[desk.second])
    tablet.sign_in(desk.cast.buyer)

    assert lines_of(tablet.get("/pending").text) == ["Rolled oats", WISH]
    assert lines_of(tablet.get("/closed").text) == ["Almond milk"]
    assert "part still pending" in tablet.get("/closed").text


def test_a_page_is_a_partial_for_htmx(desk: Desk, tablet: Tablet) -> None:
    """One root, no page around it, and caches know that it depends on who asks how."""
    answer = tablet.sign_in(desk.cast.buyer).get("/pending?status=placed", htmx=True)

    assert answer.text.startswith('<div id="pending"')
    assert "HX-Request" in answer.headers["Vary"]


def test_pages_lead_to_older_and_back_to_newer(desk: Desk, tablet: Tablet) -> None:
    """Keyset pages: none skipped, none twice, and the way back ends at the start."""
    many(desk, 2 * PAGE)
    tablet.sign_in(desk.cast.buyer)
    start = tablet.get("/pending").text
    middle = tablet.get(link(start, "next")).text
    end = tablet.get(link(middle, "next")).text
    numbers = [re.findall(r'id="line-(\d+)"', page) for page in (start, middle, end)]

    assert [len(page) for page in numbers] == [PAGE, PAGE, 3]
    assert len({n for page in numbers for n in page}) == 2 * PAGE + 3
    assert link(end, "next") == ""
    assert re.findall(r'id="line-(\d+)"', tablet.get(link(end, "prev")).text) == numbers[1]
    assert re.findall(r'id="line-(\d+)"', tablet.get(link(middle, "prev")).text) == numbers[0]


def test_an_empty_list_says_how_to_go_on(desk: Desk, tablet: Tablet) -> None:
    """Nothing found offers the closed orders and a new one."""
    page = tablet.sign_in(desk.cast.taker).get("/pending?q=zebra").text

    assert "Nothing pending by that" in page
    assert 'href="/closed?q=zebra&amp;store=all"' in page


@pytest.mark.contract("C8", "B1")
def test_figures_are_for_those_who_may_see_them(desk: Desk, tablet: Tablet) -> None:
    """The taker's list has no column for totals, the buyer's has."""
    taker = tablet.sign_in(desk.cast.taker).get("/pending").text
    buyer = tablet.sign_in(desk.cast.buyer).get("/pending").text

    assert ("120.00" in taker, ">Total<" in taker) == (False, False)
    assert ("120.00" in buyer, ">Total<" in buyer) == (True, True)


def test_only_movers_get_a_status_to_tap(desk: Desk, tablet: Tablet) -> None:
    """For everybody else a status is a word."""
    taker = tablet.sign_in(desk.cast.taker).get("/pending").text
    buyer = tablet.sign_in(desk.cast.buyer).get("/pending").text

    assert (taker.count('class="change"'), buyer.count('class="change"')) == (0, 3)


@pytest.mark.parametrize("url", ["/pending", "/closed", "/find?q=1", "/orders/1"])
def test_outsiders_are_refused_and_strangers_sign_in(desk: Desk, tablet: Tablet, url: str) -> None:
    """No role, no list."""
    assert tablet.get(url).headers["Location"].startswith("/sign-in")
    assert tablet.sign_in(desk.cast.outsider).get(url).status_code == 403


@pytest.mark.parametrize(
    "url", ["/pending", "/closed", "/pending?status=new_no_call&q=oats", "/pending?sort=bin"]
)
def test_a_list_asks_six_things_however_long_it_is(desk: Desk, tablet: Tablet, url: str) -> None:
    """The same statements for one order and for fifty."""
    buyer = viewer_of(desk.cast.buyer)
    tablet.sign_in(desk.cast.buyer)
    if url == "/closed":
        actions.close(desk.order, "inquiry", by=buyer, book=desk.book)
    desk.session.commit()
    with count_queries() as few:
        tablet.get(url)
    for order in many(desk, PAGE):
        if url == "/closed":
            actions.close(order, "inquiry", by=buyer, book=desk.book)
    desk.session.commit()
    with count_queries() as more:
        page = tablet.get(url).text

    assert len(lines_of(page)) == PAGE
    assert (len(few), len(more)) == (6, 6)


def many(desk: Desk, count: int) -> list:
    """More orders of one line each."""
    by = viewer_of(desk.cast.taker)
    made = [an_order(desk.session, by, [a_wish(desk.oats)]) for _ in range(count)]
    desk.session.commit()
    return made


def link(page: str, rel: str) -> str:
    """Where the pager leads, or nothing."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found.group(1).replace("&amp;", "&") if found else ""


def test_lists_are_of_the_store_one_stands_in_unless_asked(
    session: Session, desk: Desk, tablet: Tablet
) -> None:
    """A bookmark says which store; looking for something looks everywhere (L8)."""
    session.refresh(desk.cast.taker)
    desk.cast.buyer.store_id = desk.cast.river.id
    tablet.sign_in(desk.cast.buyer)

    assert lines_of(tablet.get("/pending").text) == []
    assert lines_of(tablet.get("/pending?q=oats").text) == ["Rolled oats"]


def test_ready_goods_cost_the_list_no_statement(desk: Desk, tablet: Tablet) -> None:
    """What was sold of a line comes with it."""
    tablet.sign_in(desk.cast.buyer)
    with count_queries() as before:
        tablet.get("/pending")
    desk.arrive(desk.first)
    desk.first.copies = 1
    desk.session.commit()
    with count_queries() as ready:
        page = tablet.get("/pending").text

    assert (len(before), len(ready), "tag printed" in page) == (6, 6, True)
