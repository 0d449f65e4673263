"""The receiving desk in the browser (B10)."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders.statuses import book
from app.domain.purchasing import placing, queries
from app.models import Order, PurchaseOrder, PurchaseState, Receiving, SendWay, TagPrint
from app.vocabulary.statuses import Key, Stage
from tests.support.buying import an_order_of, in_purchase
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.queries import count_queries

pytestmark = [pytest.mark.contract("B10"), pytest.mark.contract("C25")]
KEY = "one-time-key-of-a-scan-{:04d}"


@pytest.fixture
def buyer(tablet: Tablet, cast: Cast) -> Tablet:
    return tablet.sign_in(cast.buyer)


@pytest.fixture
def ordered(session: Session, cast: Cast) -> tuple[Order, PurchaseOrder]:
    """Two lines of three cases each, placed with one vendor."""
    by = viewer_of(cast.buyer)
    order = an_order_of(session, by, lines=2, cases=3)
    made = in_purchase(session, order.lines, state=PurchaseState.DRAFT)
    placing.place(
        session, queries.held(session, made.id), SendWay.FILE, None, by=by, book=book(session)
    )
    session.flush()
    return order, made


def heard(text: str) -> str:
    """What a screen reader says."""
    said = re.search(r"innerHTML:#heard\">([^<]*)<", text)
    return said[1] if said else ""


def test_a_scan_lights_its_line_and_takes_one_case(
    buyer: Tablet, session: Session, ordered: tuple[Order, PurchaseOrder]
) -> None:
    order, _ = ordered
    form = {"q": order.lines[0].sku, "one_time_key": KEY.format(1)}
    text = buyer.post("/receiving/scan", form, htmx=True).text
    assert heard(text) == f"Oats 0, order {order.number}: 2 still to come."
    assert 'data-heard="took"' in text
    # The same again is the same scan, not another case.
    assert heard(buyer.post("/receiving/scan", form, htmx=True).text) == heard(text)
    assert session.scalars(sa.select(Receiving.cases)).all() == [1]
    plain = buyer.post("/receiving/scan", {**form, "one_time_key": KEY.format(2)})
    assert plain.status_code == 303
    assert buyer.get(plain.location).text.count('class="card lit some"') == 1


def test_the_rest_comes_later_or_that_was_all(
    buyer: Tablet, session: Session, ordered: tuple[Order, PurchaseOrder]
) -> None:
    order, purchase = ordered
    first, second = order.lines
    for place, line in enumerate((first, second)):
        form = {"line": line.id, "cases": 2, "one_time_key": KEY.format(10 + place)}
        buyer.post("/receiving/take", form, htmx=True)
    later = {"line": first.id, "cases": 0, "rest": "later", "one_time_key": KEY.format(20)}
    assert 'class="card lit all"' in buyer.post("/receiving/fewer", later, htmx=True).text
    every = {"line": second.id, "cases": 0, "rest": "all", "one_time_key": KEY.format(21)}
    buyer.post("/receiving/fewer", every, htmx=True)
    session.expire_all()
    assert [(one.cases, one.status) for one in order.lines] == [
        (2, Key.ARRIVED),
        (2, Key.ARRIVED),
        (1, Key.PLACED),
        (1, Key.CANCELED),
    ]
    assert purchase.open == 1


def test_what_is_wrong_is_said_and_nothing_is_taken(
    buyer: Tablet, session: Session, ordered: tuple[Order, PurchaseOrder]
) -> None:
    line = ordered[0].lines[0]
    form = {"line": line.id, "cases": 4, "one_time_key": KEY.format(1)}
    answer = buyer.post("/receiving/take", form, htmx=True)
    assert (answer.status_code, heard(answer.text)) == (422, "3 of 3 are waited for.")
    assert 'data-heard="wrong"' in answer.text
    assert buyer.post("/receiving/take", {**form, "cases": "x"}, htmx=True).status_code == 422
    assert session.scalar(sa.select(sa.func.count(Receiving.id))) == 0


def test_an_unknown_code_says_so_kindly_and_names_find(
    buyer: Tablet, ordered: tuple[Order, PurchaseOrder]
) -> None:
    form = {"q": "90000000", "one_time_key": KEY.format(1)}
    assert "Nothing waits for “90000000”" in buyer.post("/receiving/scan", form, htmx=True).text
    found = buyer.get("/receiving?q=oats", htmx=True).text
    assert found.count("awaits") == 2
    by_order = buyer.get(f"/receiving?q=PO+{ordered[1].number}").text
    assert by_order.count("It came</span>") == 2


def test_something_else_or_nothing_came(
    buyer: Tablet, session: Session, ordered: tuple[Order, PurchaseOrder]
) -> None:
    order, _ = ordered
    first, second = order.lines
    form = {"line": first.id, "instead": "Barley", "one_time_key": KEY.format(1)}
    assert "Something else came" in buyer.post("/receiving/instead", form, htmx=True).text
    nothing = {"line": second.id, "one_time_key": KEY.format(2)}
    assert "Tell the customer" in buyer.post("/receiving/missing", nothing, htmx=True).text
    session.expire_all()
    assert [one.status for one in order.lines] == [Key.PENDING, Key.NEW_NO_CALL]
    timeline = buyer.get(f"/orders/{order.number}").text
    assert "Barley came instead" in timeline
    assert "did not come, to be ordered again" in timeline


def test_the_last_scan_is_undone(
    buyer: Tablet, session: Session, ordered: tuple[Order, PurchaseOrder]
) -> None:
    line = ordered[0].lines[0]
    form = {"q": line.sku, "one_time_key": KEY.format(1)}
    buyer.post("/receiving/scan", form)
    said = session.scalars(sa.select(Receiving)).one()
    assert buyer.post("/receiving/undo", {"receiving": said.id}, htmx=True).status_code == 200
    session.expire_all()
    assert said.undone_at is not None
    assert line.stage is Stage.PLACED


def test_goods_get_their_bin_and_their_tags_in_the_order_of_scanning(
    buyer: Tablet, session: Session, ordered: tuple[Order, PurchaseOrder]
) -> None:
    order, _ = ordered
    for place, line in enumerate(reversed(order.lines)):
        form = {"line": line.id, "cases": 3, "one_time_key": KEY.format(place)}
        text = buyer.post("/receiving/take", form, htmx=True).text
    said = session.scalars(sa.select(Receiving).order_by(Receiving.id.desc())).first()
    assert said is not None
    bin_of = {"line": order.lines[0].id, "bin": "A4", "lit": said.id}
    assert 'value="A4"' in buyer.post("/receiving/bin", bin_of, htmx=True).text
    ids = re.findall(r'name="line" value="(\d+)"', text.split("Print 2 tags")[0].split("<aside")[1])
    print_form = {"line": ids, "one_time_key": KEY.format(50)}
    assert buyer.post("/tags/print", print_form).status_code == 303
    copies = session.scalars(sa.select(TagPrint)).one().copies
    assert [copy.line_id for copy in copies] == [order.lines[1].id, order.lines[0].id]


def test_takers_do_not_receive(tablet: Tablet, cast: Cast) -> None:
    tablet.sign_in(cast.taker)
    assert tablet.get("/receiving").status_code == 403
    assert tablet.post("/receiving/scan", {"q": "1"}).status_code == 403


def test_a_scan_costs_the_same_whatever_else_waits(
    buyer: Tablet, session: Session, cast: Cast, ordered: tuple[Order, PurchaseOrder]
) -> None:
    line, counts = ordered[0].lines[0], []
    for place in range(2):
        form = {"q": line.sku, "one_time_key": KEY.format(place)}
        with count_queries() as asked:
            buyer.post("/receiving/scan", form, htmx=True)
        counts.append(len(asked))
        for _ in range(3):
            other = an_order_of(session, viewer_of(cast.buyer), lines=2)
            in_purchase(session, other.lines)
    assert counts == [13, 13]
