"""The pickup desk over HTTP: finding, handing over, taking back."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.pickup import desk
from app.models import OrderLine, RegisterSale
from app.vocabulary.barcodes import tag_code
from app.vocabulary.statuses import Key
from tests.factories import a_customer
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import arrived, tagged
from tests.support.queries import count_queries

KEY = "a-one-time-key-of-a-form"


def form(lines: list[OrderLine], key: str = KEY, **more: object) -> dict[str, object]:
    """What the page sends."""
    return {"line": [line.id for line in lines], "one_time_key": key, "q": "quill", **more}


def sold(session: Session) -> list[int]:
    """How many units each sale row counts, in order."""
    rows = session.scalars(sa.select(RegisterSale.quantity).order_by(RegisterSale.id))
    return [int(quantity) for quantity in rows]


def ticked(page: str) -> list[int]:
    """The lines whose boxes are ticked."""
    boxes = re.findall(r'<input type="checkbox"[^>]*name="line"[^>]*>', page)
    return [int(re.search(r'value="(\d+)"', box)[1]) for box in boxes if " checked" in box]


def test_the_desk_begins_empty(cast: Cast, tablet: Tablet) -> None:
    """It says how to begin."""
    assert "Scan a tag to begin" in tablet.sign_in(cast.taker).get("/pickup").text


@pytest.mark.contract("C28", "C35")
def test_a_name_ticks_all_that_is_ready_a_tag_its_own_line(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """And a second tag keeps what was ticked before."""
    first, second, third = tagged(session, cast, 3)
    number = first.order.number
    tablet.sign_in(cast.taker)
    by_name = tablet.get("/pickup?q=quill", htmx=True).text
    by_tag = tablet.get(f"/pickup?q={tag_code(number, 1)}", htmx=True).text
    by_next = tablet.get(f"/pickup?q={tag_code(number, 3)}&line={first.id}", htmx=True).text
    assert ticked(by_name) == [first.id, second.id, third.id]
    assert ticked(by_tag) == [first.id]
    assert ticked(by_next) == [first.id, third.id]


def test_the_ticks_of_one_customer_are_not_those_of_the_next(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Whoever is looked for by name next has all ticked that is ready."""
    (other,) = tagged(session, cast, customer=a_customer(session, last_name="Nextup"))
    (before,) = tagged(session, cast)
    tablet.sign_in(cast.taker)
    page = tablet.get(f"/pickup?q=nextup&line={before.id}", htmx=True).text
    assert ticked(page) == [other.id]


@pytest.mark.contract("C27")
def test_it_says_where_the_goods_stand(session: Session, cast: Cast, tablet: Tablet) -> None:
    """The bin of each line."""
    (line,) = tagged(session, cast)
    line.bin = "Cooler 2"
    page = tablet.sign_in(cast.taker).get("/pickup?q=quill").text
    assert '<b class="bin">Cooler 2</b>' in page


@pytest.mark.contract("C31")
def test_handing_over_marks_the_lines_sold(session: Session, cast: Cast, tablet: Tablet) -> None:
    """In place: they are shown as handed over and no longer offered; what is left stays unless
    somebody ticks it."""
    lines = tagged(session, cast, 2)
    answer = tablet.sign_in(cast.taker).post("/pickup/hand-over", form(lines[:1]), htmx=True)
    assert (answer.status_code, sold(session)) == (200, [12])
    assert "completes tonight" in answer.text
    assert f'value="{lines[0].id}" aria-label' not in answer.text
    assert "handed over to Ada Quill" in answer.text
    assert (ticked(answer.text), f'value="{lines[1].id}" aria-label' in answer.text) == ([], True)


def test_a_plain_form_leads_back_to_the_customer(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Without JavaScript."""
    answer = tablet.sign_in(cast.taker).post("/pickup/hand-over", form(tagged(session, cast)))
    assert (answer.status_code, answer.location) == (303, "/pickup?q=quill&done=1")
    assert tablet.get(answer.location).text.count("handed over to Ada Quill") == 1


@pytest.mark.contract("C31")
def test_a_double_tap_sells_once(session: Session, cast: Cast, tablet: Tablet) -> None:
    """The same form, twice."""
    lines = tagged(session, cast)
    tablet.sign_in(cast.taker)
    codes = [tablet.post("/pickup/hand-over", form(lines)).status_code for _ in range(2)]
    assert (codes, sold(session)) == ([303, 303], [12])


def test_undo_is_offered_and_works_once(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Beside what was handed over today, on the empty desk too."""
    lines = tagged(session, cast)
    tablet.sign_in(cast.taker).post("/pickup/hand-over", form(lines))
    assert "Undo" in tablet.get("/pickup").text
    sent = form(lines, "another-key-of-another-form")
    codes = [tablet.post("/pickup/undo", sent, htmx=True).status_code for _ in range(2)]
    assert (codes, sold(session)) == ([200, 200], [12, -12])
    assert ticked(tablet.get("/pickup?q=quill").text) == [lines[0].id]


def test_a_refusal_keeps_the_page_and_the_ticks(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Somebody else was faster with one of two: nothing goes, the other stays ticked."""
    lines = tagged(session, cast, 2)
    tablet.sign_in(cast.taker).post("/pickup/hand-over", form(lines[:1]))
    answer = tablet.post("/pickup/hand-over", form(lines, "another-key-of-a-form"), htmx=True)
    assert (answer.status_code, sold(session)) == (409, [12])
    assert "It was handed over already." in answer.text
    assert ticked(answer.text) == [lines[1].id]


@pytest.mark.parametrize("url", ["/pickup/hand-over", "/pickup/undo"])
@pytest.mark.parametrize(
    ("broken", "status"),
    [
        ({"line": []}, 422),
        ({"line": ["x"]}, 400),
        ({"line": ["-1"]}, 400),
        ({"line": ["9" * 500]}, 400),
        ({"line": [2_147_483_647]}, 404),
        ({"one_time_key": ""}, 400),
        ({"one_time_key": "'; DROP TABLE orders; --"}, 400),
        ({"q": "\x07" + "x" * 100_000}, 0),
    ],
)
def test_hostile_forms_get_a_clean_answer(
    session: Session,
    cast: Cast,
    tablet: Tablet,
    url: str,
    broken: dict[str, object],
    status: int,
) -> None:
    """Nothing is half written, nothing fails."""
    lines = tagged(session, cast)
    answer = tablet.sign_in(cast.taker).post(url, {**form(lines), **broken}, htmx=True)
    expected = status or (200 if url.endswith("hand-over") else 409)
    assert (answer.status_code, sold(session)) == (expected, [] if expected >= 400 else [12])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"q": "x" * 10_000}, 200),
        ({"q": "\x07\u202e<script>"}, 200),
        ({"q": "\x00"}, 400),
        ({"q": "☕" * 50}, 200),
        ({"order": "x"}, 200),
        ({"order": "9" * 99}, 200),
        ({"order": "999999"}, 404),
        ({"q": "quill", "line": ["x", "-1", "9" * 99]}, 200),
    ],
)
def test_hostile_addresses_get_a_page(
    session: Session, cast: Cast, tablet: Tablet, asked: dict[str, object], status: int
) -> None:
    """Whatever is typed or forged."""
    tagged(session, cast)
    answer = tablet.sign_in(cast.taker).get("/pickup", query_string=asked)
    assert answer.status_code == status


@pytest.mark.parametrize("part", ["outsider", "stranger"])
@pytest.mark.parametrize(
    ("method", "url"),
    [("GET", "/pickup"), ("POST", "/pickup/hand-over"), ("POST", "/pickup/undo")],
)
def test_only_people_who_may(cast: Cast, tablet: Tablet, part: str, method: str, url: str) -> None:
    """People without the right are refused, strangers are sent to sign in."""
    if part == "outsider":
        tablet.sign_in(cast.outsider)
    answer = tablet.get(url) if method == "GET" else tablet.post(url)
    assert answer.status_code == {"outsider": 403, "stranger": 303}[part]


@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize(("who", "shows"), [("buyer", True), ("taker", False)])
def test_only_people_who_may_see_the_price(
    session: Session, cast: Cast, tablet: Tablet, who: str, shows: bool
) -> None:
    """Before and after handing over."""
    lines = tagged(session, cast, 2)
    tablet.sign_in(cast.everybody[who])
    before = tablet.get("/pickup?q=quill").text
    after = tablet.post("/pickup/hand-over", form(lines[:1]), htmx=True).text
    assert ["120.00" in page for page in (before, after)] == [shows, shows]


@pytest.mark.contract("B11", "C8")
@pytest.mark.parametrize(("who", "shows"), [("buyer", True), ("taker", False)])
def test_the_note_is_for_all_and_the_sum_for_who_may_see_prices(
    session: Session, cast: Cast, tablet: Tablet, who: str, shows: bool
) -> None:
    lines = tagged(session, cast, 2)
    lines[0].order.comments = "Ring at the <back> door"
    session.commit()
    tablet.sign_in(cast.everybody[who])
    page = tablet.get("/pickup?q=quill").text
    note = f"Order {lines[0].order.number}: Ring at the &lt;back&gt; door"
    assert (page.count(note), "240.00" in page) == (1, shows)
    lines[0].unit_price, lines[0].total = None, None
    session.commit()
    # A sum that leaves something out would be believed.
    assert "All that is ready" not in tablet.get("/pickup?q=quill").text


def test_several_people_are_offered_by_name(session: Session, cast: Cast, tablet: Tablet) -> None:
    """A tap on one opens their goods, and stays with them after handing over."""
    one, two = (a_customer(session, last_name="Twin") for _ in range(2))
    (line,) = tagged(session, cast, customer=one)
    arrived(session, cast, customer=two)
    tablet.sign_in(cast.taker)
    number = line.order.number
    choice = tablet.get("/pickup?q=twin", htmx=True).text
    assert f'href="/pickup?q=twin&amp;order={number}"' in choice
    sent = form([line], q="twin", order=number)
    answer = tablet.post("/pickup/hand-over", sent)
    assert answer.location == f"/pickup?q=twin&order={number}&done=1"


@pytest.mark.contract("B11", "C28")
def test_why_not_is_said_in_plain_words(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Not arrived, no tag, sold at a register, at another store."""
    person = a_customer(session, last_name="Whynot")
    coming, far, gone = (tagged(session, cast, customer=person)[0] for _ in range(3))
    arrived(session, cast, customer=person)
    buyer = viewer_of(cast.buyer)
    actions.move(coming, Key.PLACED, by=buyer, book=book(session), sure=True)
    far.store_id = far.order.pickup_store_id = cast.river.id
    desk.hand_over(session, [gone.id], by=viewer_of(cast.taker), one_time_key="k" * 20)
    session.flush()
    session.execute(sa.update(RegisterSale).values(source="lane"))
    session.commit()
    page = tablet.sign_in(cast.taker).get("/pickup?q=whynot").text
    words = (
        "It has not arrived yet.", "Its tag has not been printed yet.", "sold at the register",
        "It is picked up at River Store.", "Print its tag",
    )  # fmt: skip
    assert [one for one in words if one not in page] == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_counter_asks_the_same_however_much_there_is(
    session: Session, cast: Cast, tablet: Tablet, count: int
) -> None:
    """Within the budget of an order, half of it handed over."""
    lines = tagged(session, cast, count + 1)
    ids = [line.id for line in lines[: count // 2 + 1]]
    desk.hand_over(session, ids, by=viewer_of(cast.taker), one_time_key="k" * 20)
    session.commit()
    tablet.sign_in(cast.taker).get("/pickup")
    for address in ("/pickup?q=quill", f"/pickup?order={lines[0].order.number}", "/pickup"):
        with count_queries() as asked:
            tablet.get(address)
        assert len(asked) <= 8, asked
