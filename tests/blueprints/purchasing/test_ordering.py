"""Ordering from vendors in the browser (C25, B8)."""

from __future__ import annotations

import re
from datetime import time, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.purchasing import queries
from app.models import (
    Document,
    OutboxRow,
    PurchaseOrder,
    PurchaseState,
    SendWay,
    Vendor,
    VendorCutoff,
)
from app.vocabulary import clock
from app.vocabulary.figures import PriceKind
from app.vocabulary.statuses import Stage
from tests.factories import a_vendor
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries

pytestmark = pytest.mark.contract("C25")
KEY = "one-time-key-of-a-form-0001"


@pytest.fixture
def buyer(tablet: Tablet, cast: Cast) -> Tablet:
    return tablet.sign_in(cast.buyer)


def made(session: Session, cast: Cast, **values: object) -> PurchaseOrder:
    vendor = a_vendor(session, **values)  # type: ignore[arg-type]
    order = an_order_of(session, viewer_of(cast.buyer), vendor, lines=2, cases=2)
    return in_purchase(session, order.lines, state=PurchaseState.DRAFT)


@pytest.mark.contract("B8")
def test_vendors_stand_by_the_minutes_left(buyer: Tablet, session: Session, cast: Cast) -> None:
    now = clock.now()
    local = clock.local(now, cast.hill.time_zone)
    names = ("Later", "Sooner", "Never")
    vendors = [a_vendor(session, name, minimum_cases=9) for name in names]
    for vendor in vendors:
        an_order_of(session, viewer_of(cast.buyer), vendor)
    for vendor, days in zip(vendors, (3, 1), strict=False):
        weekday = (local.weekday() + days) % 7
        session.add(VendorCutoff(vendor_id=vendor.id, weekday=weekday, at=time(9)))
    text = buyer.get("/purchasing").text
    assert re.findall(r"<h2><a [^>]*>(\w+)</a>", text) == ["Sooner", "Later", "Never"]
    assert text.count("Closes in") == 2
    assert text.count("No deadline is known") == 1
    assert text.count("8 of 9 cases missing") == 3


def test_one_tap_orders_everything_of_a_vendor_once(
    buyer: Tablet, session: Session, cast: Cast
) -> None:
    order = an_order_of(session, viewer_of(cast.buyer), lines=3)
    order.lines[2].price_kind = PriceKind.NEEDED
    vendor, store = order.lines[0].vendor_id, cast.hill.id
    form = {"one_time_key": KEY, "vendor": vendor, "store": store, "all": "1"}
    first = buyer.post("/purchasing/make", form)
    again = buyer.post("/purchasing/make", form)
    assert (first.status_code, first.location) == (303, again.location)
    assert [len(p.lines) for p in session.scalars(sa.select(PurchaseOrder))] == [2]


def test_ticked_lines_go_into_the_one_that_is_being_made(
    buyer: Tablet, session: Session, cast: Cast
) -> None:
    purchase = made(session, cast)
    more = an_order_of(session, viewer_of(cast.buyer), purchase.vendor)
    url = f"/purchasing/vendors/{purchase.vendor_id}?store={cast.hill.id}"
    assert buyer.get(url).text.count(f"Purchase order {purchase.number}") == 1
    form = {"one_time_key": KEY, "line": more.lines[0].id, "into": purchase.id}
    assert buyer.post("/purchasing/make", form).status_code == 303
    session.expire_all()
    assert len(purchase.lines) == 3


def test_held_back_lines_say_why_and_cannot_be_ticked(
    buyer: Tablet, session: Session, cast: Cast
) -> None:
    order = an_order_of(session, viewer_of(cast.buyer))
    order.lines[0].price_kind = PriceKind.NEEDED
    text = buyer.get(f"/purchasing/vendors/{order.lines[0].vendor_id}").text
    assert text.count("Its price is needed first.") == 1
    assert 'name="line"' not in text


def test_lines_without_vendor_get_one(buyer: Tablet, session: Session, cast: Cast) -> None:
    vendor = a_vendor(session, "Mills")
    order = an_order_of(session, viewer_of(cast.buyer))
    line = order.lines[0]
    line.vendor_id = line.vendor = None
    assert "No vendor yet" in buyer.get("/purchasing").text
    assert "Mills" in buyer.get("/purchasing/without-vendor").text
    form = {"line": line.id, "vendor": vendor.id}
    assert buyer.post("/purchasing/without-vendor", form).status_code == 303
    session.expire_all()
    assert line.vendor_id == vendor.id


def test_it_is_placed_as_it_stands_on_the_page_once(
    buyer: Tablet, session: Session, cast: Cast
) -> None:
    purchase = made(session, cast)
    first, second = purchase.lines
    form = {
        "version": purchase.version,
        "way": "file",
        "note": "Ring first",
        "expected_on": (clock.now().date() + timedelta(days=9)).isoformat(),
        f"cases-{first.id}": "5",
        "off": second.id,
    }
    url = f"/purchasing/orders/{purchase.id}"
    assert buyer.post(f"{url}/place", form).status_code == 303
    assert buyer.post(f"{url}/place", form).status_code == 303
    session.expire_all()
    assert (purchase.state, purchase.note, first.cases) == (PurchaseState.PLACED, "Ring first", 5)
    assert first.line is not None
    assert second.line is not None
    assert [first.line.stage, second.line.stage] == [Stage.PLACED, Stage.READY]
    assert session.scalar(sa.select(sa.func.count(OutboxRow.id))) == 1
    text = buyer.get(url).text
    assert text.count("Making the PDF") == 1


def test_who_comes_second_sees_it_as_it_is_and_keeps_what_was_typed(
    buyer: Tablet, session: Session, cast: Cast
) -> None:
    purchase = made(session, cast)
    first = purchase.lines[0]
    stale = {"version": purchase.version, "way": "file", f"cases-{first.id}": "7", "note": "Mine"}
    purchase.note = "Theirs"
    session.flush()
    answer = buyer.post(f"/purchasing/orders/{purchase.id}/place", stale)
    assert answer.status_code == 409
    assert 'value="7"' in answer.text
    assert "Mine" in answer.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert version is not None
    fresh = {**stale, "version": version[1]}
    assert buyer.post(f"/purchasing/orders/{purchase.id}/place", fresh).status_code == 303


@pytest.mark.parametrize("typed", ["0", "x", "123456"])
def test_cases_that_are_no_number_stay_as_typed(
    buyer: Tablet, session: Session, cast: Cast, typed: str
) -> None:
    purchase = made(session, cast)
    row = purchase.lines[0]
    form = {"version": purchase.version, "way": "file", f"cases-{row.id}": typed}
    answer = buyer.post(f"/purchasing/orders/{purchase.id}/amend", form)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text


def test_giving_up_says_so_and_does_nothing_twice(
    buyer: Tablet, session: Session, cast: Cast
) -> None:
    purchase = made(session, cast)
    url = f"/purchasing/orders/{purchase.id}"
    place = {"version": purchase.version, "way": "phone"}
    buyer.post(f"{url}/place", place)
    session.expire_all()
    form = {"version": purchase.version}
    assert buyer.post(f"{url}/cancel", form).status_code == 303
    assert buyer.post(f"{url}/cancel", form).status_code == 303
    session.expire_all()
    assert (purchase.state, purchase.open) == (PurchaseState.CANCELED, 0)
    page = buyer.get(url).text
    assert "Tell the vendor." in page
    assert "nothing of it came, its lines went back to be ordered again." in page
    assert page.count("Given up") == 2
    row = purchase.lines[0]
    row.gone_at, row.cases_received, row.settled_at = None, 1, clock.now()
    session.commit()
    words = ": 1 case of it came, what did not come went back to be ordered again."
    assert buyer.get(url).text.count(words) == 1
    purchase.placed_at = None
    session.commit()
    assert "Thrown away before it was placed" in buyer.get(url).text


@pytest.mark.contract("C8")
def test_costs_are_in_page_file_and_pdf_only_for_those_who_see_them(
    buyer: Tablet, session: Session, cast: Cast
) -> None:
    values = {"minimum_amount": Decimal("777.77"), "file_columns": ["sku", "case_cost"]}
    purchase = made(session, cast, **values)
    purchase.document = Document(
        name="x.pdf",
        media_type="application/pdf",
        content=b"%PDF",
        shows_figures=True,
        keep_until=clock.now(),
    )
    url = f"/purchasing/orders/{purchase.id}"
    assert "192.00" in buyer.get(url).text
    assert "48.00" in buyer.get(f"{url}.csv").text
    assert buyer.get(f"{url}.pdf").status_code == 200
    role = cast.buyer.roles[0]
    role.grants = [g for g in role.grants if g.permission != "costs.see"]
    text = buyer.get(url).text
    assert not re.search(r"192\.00|96\.00|777\.77|\b681\b|Cost", text)
    assert buyer.get(f"{url}.csv").text.splitlines()[1].endswith(",")
    assert buyer.get(f"{url}.pdf").status_code == 404


def test_takers_are_not_let_in(tablet: Tablet, session: Session, cast: Cast) -> None:
    purchase = made(session, cast)
    tablet.sign_in(cast.taker)
    paths = ["", "/orders", f"/orders/{purchase.id}", f"/orders/{purchase.id}.csv"]
    assert {tablet.get(f"/purchasing{path}").status_code for path in paths} == {403}


def test_the_register_marks_what_is_late(buyer: Tablet, session: Session, cast: Cast) -> None:
    purchase = made(session, cast)
    purchase.state, purchase.placed_at = PurchaseState.PLACED, clock.now()
    purchase.expected_on = clock.business_date(clock.now(), "UTC").replace(year=2020)
    assert buyer.get("/purchasing/orders").text.count(" late</span>") == 1
    assert "No purchase orders" in buyer.get("/purchasing/orders?closed=1").text
    assert (
        purchase.vendor.name
        in buyer.get(f"/purchasing/orders?vendor={purchase.vendor_id}&everywhere=1", htmx=True).text
    )


def test_the_next_page_of_the_register_keeps_the_filters_and_nothing_else(
    buyer: Tablet, session: Session, cast: Cast
) -> None:
    """No address of another kind can be made of what stands in this one."""
    first = made(session, cast)
    session.add_all(
        PurchaseOrder(
            number=9000 + each, one_time_key=f"{each:016}", vendor_id=first.vendor_id,
            store_id=first.store_id, state=PurchaseState.DRAFT,
        )
        for each in range(queries.PAGE)
    )  # fmt: skip
    asked = f"vendor={first.vendor_id}&_scheme=javascript&_external=1&endpoint=tags.index&x=y"
    text = buyer.get(f"/purchasing/orders?{asked}").text
    assert re.findall(r'href="([^"]*after=[^"]*)"', text) == [
        f"/purchasing/orders?vendor={first.vendor_id}&amp;after=9000"
    ]


def test_sending_again_asks_for_the_job_again(buyer: Tablet, session: Session, cast: Cast) -> None:
    purchase = made(session, cast, order_email="orders@mills.example")
    url = f"/purchasing/orders/{purchase.id}"
    buyer.post(f"{url}/place", {"version": purchase.version, "way": "phone"})
    session.expire_all()
    form = {"version": purchase.version, "way": "email"}
    assert buyer.post(f"{url}/send", form).status_code == 303
    session.expire_all()
    assert (purchase.sent_way, purchase.sent_to) == (SendWay.EMAIL, "orders@mills.example")
    assert session.scalar(sa.select(sa.func.count(OutboxRow.id))) == 2
    form["version"] = purchase.version
    taps = [buyer.post(f"{url}/send", form).status_code for _ in range(2)]
    assert (taps, session.scalar(sa.select(sa.func.count(OutboxRow.id)))) == ([303, 409], 3)


@pytest.mark.parametrize("path", ["/purchasing", "/purchasing/vendors/{}", "/purchasing/orders"])
def test_lists_cost_six_statements_whatever_waits(
    buyer: Tablet, session: Session, cast: Cast, path: str
) -> None:
    counts = []
    for many in (1, 6):
        purchase = made(session, cast)
        vendor: Vendor = purchase.vendor
        an_order_of(session, viewer_of(cast.buyer), vendor, lines=many)
        with count_queries() as asked:
            assert buyer.get(path.format(vendor.id)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6
