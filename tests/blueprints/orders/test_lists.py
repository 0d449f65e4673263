"""The lists in full: every filter, sorting, own columns, rows by order, all in the address."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from app.domain.orders import actions
from app.models import User
from app.vocabulary import clock
from tests.blueprints.orders.conftest import WISH, Desk
from tests.blueprints.orders.test_pending import lines_of, link
from tests.factories import a_customer, a_wish, an_order
from tests.support.cast import viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries

OATS, MILK = "Rolled oats", "Almond milk"


@pytest.mark.contract("C22")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("super={grocery}&super={cool}", [OATS, MILK, WISH]),
        ("department={department}", [MILK]),
        ("vendor={prairie}&vendor={northern}", [OATS, MILK]),
        ("status=placed&status=new_no_call", [OATS, MILK, WISH]),
        ("stage=placed", [MILK]),
        ("stage=placed&status=new_no_call", []),
        ("mine=1", [MILK]),
        ("notes=1", [WISH]),
        ("printed=1", [OATS]),
        ("printed=0", [MILK, WISH]),
        ("call=1", []),
        ("call=0", [OATS, MILK, WISH]),
        ("members=1", [OATS, MILK, WISH]),
        ("members=0", []),
        ("member=208", [OATS, MILK, WISH]),
        ("member=209", []),
        ("younger=0", [OATS, MILK, WISH]),
        ("older=0", [OATS, MILK, WISH]),
        ("older=1", []),
        ("price=needed", []),
        ("stage=nonsense&printed=x&older=-3&member=0&super=abc&sort=nothing", [OATS, MILK, WISH]),
    ],
)
def test_every_filter_is_in_the_address(
    desk: Desk, tablet: Tablet, query: str, shown: list[str]
) -> None:
    """Several of one kind, flags, people, age; what makes no sense is as if it were not there."""
    actions.move(desk.second, "placed", by=viewer_of(desk.cast.buyer), book=desk.book)
    desk.first.copies = 1
    desk.cast.buyer.super_departments = [desk.cool.super_department]
    url = "/pending?" + query.format(
        grocery=desk.grocery.super_department_id,
        cool=desk.cool.super_department_id,
        department=desk.cool.id,
        prairie=desk.prairie.id,
        northern=desk.northern.id,
    )

    assert lines_of(tablet.sign_in(desk.cast.buyer).get(url).text) == shown


@pytest.mark.contract("C22")
def test_filters_that_are_on_can_be_taken_away_one_by_one(desk: Desk, tablet: Tablet) -> None:
    """Each is a link to the list without it."""
    page = (
        tablet.sign_in(desk.cast.buyer).get("/pending?store=all&members=1&older=0&sort=item").text
    )
    drops = re.findall(r'class="chip on drop" href="([^"]+)"', page)

    assert [url.replace("&amp;", "&") for url in drops] == [
        "/pending?store=all&older=0&sort=item",
        "/pending?store=all&members=1&sort=item",
    ]


@pytest.mark.contract("C22")
@pytest.mark.parametrize(
    ("sort", "shown"),
    [
        ("item", [MILK, OATS, WISH]),
        ("-item", [WISH, OATS, MILK]),
        ("vendor", [MILK, OATS, WISH]),
        ("-vendor", [OATS, MILK, WISH]),
        ("-total", [MILK, OATS, WISH]),
        ("nothing", [OATS, MILK, WISH]),
        ("closed", [OATS, MILK, WISH]),
    ],
)
def test_a_head_sorts_and_says_how(desk: Desk, tablet: Tablet, sort: str, shown: list[str]) -> None:
    """Lines without anything there come last; a nonsense sort is none."""
    desk.second.total = Decimal("500.00")
    page = tablet.sign_in(desk.cast.buyer).get(f"/pending?sort={sort}").text

    assert lines_of(page) == shown
    assert page.count("aria-sort=") == 1


@pytest.mark.contract("C8", "C22")
def test_who_sees_no_totals_cannot_sort_by_them(desk: Desk, tablet: Tablet) -> None:
    """A crafted address is the plain list, and no page of it names the sort (B1)."""
    desk.second.total = Decimal("500.00")
    page = tablet.sign_in(desk.cast.taker).get("/pending?sort=-total&at=1.00&columns=total").text

    assert lines_of(page) == [OATS, MILK, WISH]
    assert ("sort=-total" in page, ">Total<" in page, "500.00" in page) == (False, False, False)


@pytest.mark.contract("C22")
def test_rows_by_order_show_an_order_once(desk: Desk, tablet: Tablet) -> None:
    """Its first item and how many more, its least advanced status, its total; one box for all its
    lines."""
    actions.move(desk.second, "placed", by=viewer_of(desk.cast.buyer), book=desk.book)
    tablet.sign_in(desk.cast.buyer)
    page = tablet.get("/pending?rows=order").text
    ids = ",".join(str(line.id) for line in desk.order.lines)
    total = sum(line.total or 0 for line in desk.order.lines)

    assert lines_of(page) == [OATS]
    assert ("+ 2 more" in page, f'value="{ids}"' in page, f">{total}<" in page) == (
        True,
        True,
        True,
    )
    assert lines_of(tablet.get("/pending?rows=order&sort=vendor").text) == [MILK, OATS, WISH]
    assert "120.00" not in tablet.sign_in(desk.cast.taker).get("/pending?rows=order").text


@pytest.mark.parametrize(
    "url",
    [
        "/pending?rows=order",
        "/pending?mine=1&older=0&printed=0",
        "/pending?sort=customer&q=quill",
        "/pending?status=placed&status=new_no_call&sort=status",
        "/closed?night=0&closed_from=2020-01-01&sort=closed",
    ],
)
def test_no_list_asks_more_than_six_things(desk: Desk, tablet: Tablet, url: str) -> None:
    """Whatever it is narrowed to and sorted by."""
    tablet.sign_in(desk.cast.buyer).get(url)
    with count_queries() as asked:
        tablet.get(url)

    assert len(asked) <= 6


@pytest.mark.contract("C32", "C34")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", [OATS, MILK]),
        ("status=canceled", [OATS]),
        ("night=1", [MILK]),
        ("night=0", [OATS]),
        ("closed_from={today}&closed_until={today}", [OATS, MILK]),
        ("closed_until={yesterday}", []),
        ("closed_from=nonsense", [OATS, MILK]),
        ("reopened=1", []),
        ("vendor={northern}", [MILK]),
        ("sort=item", [MILK, OATS]),
        ("sort=-total", [OATS, MILK]),
    ],
)
def test_closed_lines_are_found_by_how_and_when_they_ended(
    desk: Desk, tablet: Tablet, query: str, shown: list[str]
) -> None:
    """By hand or by the night, on which days; sorted by what closed lines can be."""
    buyer = viewer_of(desk.cast.buyer)
    actions.close(desk.order, "canceled", by=buyer, book=desk.book, lines=[desk.first])
    actions.close(desk.order, "inquiry", by=buyer, book=desk.book, lines=[desk.second])
    desk.second.by_night = True
    today = clock.business_date(clock.now(), desk.cast.hill.time_zone)
    url = "/closed?" + query.format(
        today=today, yesterday=today - timedelta(days=1), northern=desk.northern.id
    )

    assert lines_of(tablet.sign_in(desk.cast.buyer).get(url).text) == shown


@pytest.mark.contract("C32")
def test_a_closed_order_is_reopened_from_the_list(desk: Desk, tablet: Tablet) -> None:
    """By those who may; the reason is asked for there."""
    buyer = viewer_of(desk.cast.buyer)
    actions.close(desk.order, "canceled", by=buyer, book=desk.book)
    reopen = f'href="/orders/{desk.order.number}/reopen"'

    assert reopen in tablet.sign_in(desk.cast.manager).get("/closed").text
    assert reopen not in tablet.sign_in(desk.cast.taker).get("/closed").text


def test_a_sorted_list_goes_on_page_by_page(desk: Desk, tablet: Tablet) -> None:
    """By vendor, over lines without one, and back again: none skipped, none twice."""
    by = viewer_of(desk.cast.taker)
    who = a_customer(desk.session, last_name="Vale")
    for _ in range(52):
        an_order(desk.session, by, [a_wish(desk.oats)], who)
    tablet.sign_in(desk.cast.buyer)
    first = tablet.get("/pending?sort=vendor").text
    second = tablet.get(link(first, "next")).text
    ids = [re.findall(r'id="line-(\d+)"', page) for page in (first, second)]

    assert [len(page) for page in ids] == [50, 5]
    assert len({number for page in ids for number in page}) == 55
    assert lines_of(first)[0] == MILK
    assert lines_of(second)[-1] == WISH
    assert re.findall(r'id="line-(\d+)"', tablet.get(link(second, "prev")).text) == ids[0]


@pytest.mark.contract("L6")
def test_all_that_match_can_be_chosen(desk: Desk, tablet: Tablet) -> None:
    """The form names the list's own address, so that "all" means what is in sight of it."""
    for _ in range(50):
        an_order(desk.session, viewer_of(desk.cast.taker), [a_wish(desk.oats)])
    page = (
        tablet.sign_in(desk.cast.buyer)
        .get("/pending?store=all&vendor=" + str(desk.prairie.id))
        .text
    )

    assert 'name="all" value="1" data-all="51"' in page
    assert f'name="address" value="store=all&amp;vendor={desk.prairie.id}"' in page


@pytest.mark.contract("C20")
def test_whose_departments_are_whose_is_said_where_people_are(desk: Desk, tablet: Tablet) -> None:
    """On the person's page; "My departments" is there for those who have some."""
    tablet.sign_in(desk.cast.buyer)
    assert "My departments" not in tablet.get("/pending").text
    person: User = desk.cast.buyer
    tablet.sign_in(desk.cast.admin)
    form = {
        "name": person.name,
        "store": person.store_id,
        "roles": [role.id for role in person.roles],
        "owns": [desk.cool.super_department_id],
        "active": "y",
        "version": person.version,
    }
    assert tablet.post(f"/settings/people/{person.id}", form).status_code == 303
    desk.session.refresh(person)

    assert [own.id for own in person.super_departments] == [desk.cool.super_department_id]
    assert "My departments" in tablet.sign_in(person).get("/pending").text


@pytest.mark.parametrize("sort", ["since", "-since", "total", "expected", "cases"])
def test_a_place_that_no_calendar_holds_is_as_if_it_were_not_there(
    desk: Desk, tablet: Tablet, sort: str
) -> None:
    """The first moment there is lies before it in the time of the house."""
    tablet.sign_in(desk.cast.buyer)
    url = f"/pending?sort={sort}&before=9&at=0001-01-01T00:00:00%2B14:00"
    assert tablet.get(url).status_code == 200


def test_a_broken_address_of_the_page_in_front_is_as_if_there_were_none(
    desk: Desk, tablet: Tablet
) -> None:
    """Where somebody stands is what a browser says."""
    tablet.sign_in(desk.cast.buyer)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://[x"}
    url = f"/orders/{desk.first.order.number}"
    assert tablet.client.get(url, headers=headers).status_code == 200
