"""Changing a line in its row, stepping from order to order, and lines that come meanwhile."""

from __future__ import annotations

import re

import pytest

from app.domain.orders import actions
from app.models import Order
from tests.blueprints.orders.conftest import Desk
from tests.factories import a_vendor, a_wish, an_order
from tests.support.cast import viewer_of
from tests.support.client import Tablet


def fields(page: str) -> dict[str, str]:
    """The hidden fields of a sheet."""
    found = re.findall(r'name="(version|was|view)"[^>]* value="([^"]*)"', page)
    return {name: value.replace("&#34;", '"') for name, value in found}


@pytest.mark.contract("C22")
def test_vendor_department_and_bin_change_in_the_row(desk: Desk, tablet: Tablet) -> None:
    """The answer is the row, with the columns of the list that it stands in."""
    creek = a_vendor(desk.session, "Three Creeks")
    tablet.sign_in(desk.cast.buyer)
    url = desk.url("place", desk.first) + "?view=first&begin=vendor"
    sheet = tablet.get(url, htmx=True)
    known = fields(sheet.text)
    form = {"department": desk.cool.id, "vendor": creek.id, "bin": "A3", **known}
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/pending?columns=bin"}
    answer = tablet.client.post(desk.url("place", desk.first), data=form, headers=headers)

    assert (sheet.status_code, known["view"], answer.status_code) == (200, "first", 200)
    assert answer.text.lstrip().startswith(f'<tr id="line-{desk.first.id}">')
    assert ("A3" in answer.text, "Three Creeks" in answer.text) == (True, False)
    desk.again()
    assert (desk.first.vendor_id, desk.first.department_id, desk.first.bin) == (
        creek.id,
        desk.cool.id,
        "A3",
    )


@pytest.mark.contract("C22", "C23")
def test_the_status_of_an_order_changes_in_its_row(desk: Desk, tablet: Tablet) -> None:
    """Where a row is an order all its open lines go along, and the answer is that row; who may not
    move lines gets no link, who sees no totals none of them."""
    url = f"/orders/{desk.order.number}/move"
    number = desk.order.number
    tablet.sign_in(desk.cast.buyer)
    listed = tablet.get("/pending?rows=order").text
    sheet = tablet.get(f"{url}?view=order", htmx=True).text
    moved = tablet.post(url, {"status": "placed", **fields(sheet)}, htmx=True)

    assert (f'href="{url}?view=order"' in listed, f"[data-order=&#39;{number}&#39;]" in sheet) == (
        True,
        True,
    )
    assert moved.text.lstrip().startswith(f'<tr id="line-{desk.first.id}" data-order="{number}">')
    assert (moved.status_code, moved.headers["HX-Trigger"]) == (200, "lines-moved")
    desk.again()
    assert [line.status for line in desk.order.lines] == ["placed"] * 3
    assert (
        f"{url}?view=order" not in tablet.sign_in(desk.cast.taker).get("/pending?rows=order").text
    )


@pytest.mark.contract("L5")
def test_two_people_in_one_row_are_told_of_each_other(desk: Desk, tablet: Tablet) -> None:
    """The same field: the second is asked. Another field: both are kept."""
    tablet.sign_in(desk.cast.buyer)
    known = fields(tablet.get(desk.url("place", desk.first) + "?view=first", htmx=True).text)
    mine = {"department": desk.grocery.id, "vendor": desk.prairie.id}
    actions.edit_line(desk.first, {"bin": "B1"}, by=viewer_of(desk.cast.manager))
    desk.session.commit()
    url = desk.url("place", desk.first)

    clash = tablet.post(url, {**mine, "bin": "A3", **known}, htmx=True)
    assert (clash.status_code, "B1" in clash.text) == (409, True)
    both = tablet.post(url, {**mine, "vendor": desk.northern.id, "bin": "", **known}, htmx=True)
    assert both.status_code == 200
    desk.again()
    assert (desk.first.vendor_id, desk.first.bin) == (desk.northern.id, "B1")


def test_a_note_has_a_department_only(desk: Desk, tablet: Tablet) -> None:
    """And people who may not edit get words instead of links."""
    tablet.sign_in(desk.cast.buyer)
    page = tablet.get(desk.url("place", desk.note) + "?view=more", htmx=True).text

    assert ('name="department"' in page, 'name="vendor"' in page) == (True, False)


def three(desk: Desk) -> list[Order]:
    """Two more orders above the desk's own."""
    by = viewer_of(desk.cast.taker)
    made = [an_order(desk.session, by, [a_wish(desk.milk)]) for _ in range(2)]
    desk.session.commit()
    return [desk.order, *made]


@pytest.mark.contract("C22")
def test_an_order_leads_on_through_its_list(desk: Desk, tablet: Tablet) -> None:
    """From the row into the order, on to its neighbours, and back to the row."""
    oldest, middle, newest = three(desk)
    tablet.sign_in(desk.cast.buyer)
    row = re.search(
        rf'href="(/orders/{middle.number}\?[^"]+)"', tablet.get("/pending?sort=number").text
    )
    assert row is not None
    page = tablet.get(row.group(1).replace("&amp;", "&")).text
    steps = re.findall(r'rel="(prev|next)" href="/orders/(\d+)', page)
    back = re.search(r'href="(/pending\?[^"]+#line-\d+)"', page)

    assert steps == [("prev", str(oldest.number)), ("next", str(newest.number))]
    assert back is not None
    assert (
        back.group(1)
        == f"/pending?store={desk.cast.hill.id}&amp;sort=number#line-{middle.lines[0].id}"
    )


def test_steps_pass_over_the_lines_of_one_order(desk: Desk, tablet: Tablet) -> None:
    """From any of its lines to the next order, and no further than the filters."""
    oldest, middle, _ = three(desk)
    tablet.sign_in(desk.cast.buyer)
    url = f"/orders/{oldest.number}?pending=store%3Dall&line=2"
    steps = re.findall(r'rel="(prev|next)" href="/orders/(\d+)', tablet.get(url).text)
    narrow = f"/orders/{oldest.number}?pending=store%3Dall%26vendor%3D{desk.prairie.id}&line=1"

    assert steps == [("prev", str(middle.number))]
    assert re.findall(r'rel="(?:prev|next)"', tablet.get(narrow).text) == []


@pytest.mark.parametrize(
    "args",
    ["pending=%22%3E", "pending=store%3Dall&line=99999999", "closed=x", "pending=" + "a=b&" * 9],
)
def test_a_crafted_list_is_the_plain_one(desk: Desk, tablet: Tablet, args: str) -> None:
    """The order is shown whatever its address says of a list."""
    answer = tablet.sign_in(desk.cast.buyer).get(f"/orders/{desk.order.number}?{args}")

    assert answer.status_code == 200


@pytest.mark.contract("C22")
def test_fresh_lines_are_said_and_come_when_tapped(desk: Desk, tablet: Tablet) -> None:
    """Only those that fit the list; nothing moves until somebody asks for it."""
    tablet.sign_in(desk.cast.buyer)
    page = tablet.get(f"/pending?vendor={desk.northern.id}").text
    look = re.search(r'id="fresh" role="status" hx-get="([^"]+)"', page)
    assert look is not None
    url = look.group(1).replace("&amp;", "&")
    assert tablet.get(url, htmx=True).text.strip() == '<span id="fresh-said"></span>'
    by = viewer_of(desk.cast.taker)
    made = an_order(desk.session, by, [a_wish(desk.milk), a_wish(desk.oats)])
    pill = tablet.get(url, htmx=True).text

    assert "1 new line<" in pill
    shown = re.search(r'href="([^"]+)"', pill)
    assert shown is not None
    rows = tablet.get(shown.group(1).replace("&amp;", "&"), htmx=True).text
    assert re.findall(r'<tr id="line-(\d+)" class="new">', rows) == [str(made.lines[0].id)]
