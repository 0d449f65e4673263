"""Finding whose goods are asked for, by whatever the customer can say."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.pickup import desk, finding
from app.domain.pickup import goods as at_desk
from app.domain.settings.reading import change
from app.models import OrderLine
from app.vocabulary import clock
from app.vocabulary.barcodes import tag_code
from app.vocabulary.errors import NotFound
from app.vocabulary.statuses import Key
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived, tagged


def places(found: finding.Found) -> dict[str, list[int]]:
    """Line ids by where they are at the desk."""
    return {
        place: [goods.line.id for goods in found.placed(place)]
        for place in ("ready", "sold", "waiting")
    }


@pytest.fixture
def goods(session: Session, cast: Cast) -> list[OrderLine]:
    """Four lines of one member in three orders: two ready, one untagged, one only asked for."""
    person = a_customer(
        session,
        first_name="Ondine",
        last_name="Brightwater",
        member_number=9041,
        phone="555-0142",
        phone_digits="5550142",
    )
    ready = tagged(session, cast, 2, customer=person)
    untagged = arrived(session, cast, customer=person)
    product = a_product(session, a_department(session))
    asked = an_order(session, viewer_of(cast.taker), [a_wish(product)], person)
    session.commit()
    return [*ready, *untagged, *asked.lines]


@pytest.mark.contract("C35")
@pytest.mark.parametrize(
    "said",
    ["{tag}", "{tag:.11}", "00{tag:.11}", "brightwater", "ondine bright", "555 0142", "5550142",
     "9041", "{number}"],
)  # fmt: skip
def test_anything_the_customer_knows_finds_all_their_goods(
    session: Session, cast: Cast, goods: list[OrderLine], said: str
) -> None:
    """Tag with and without check digit, name, phone, member number, order number."""
    number = goods[0].order.number
    text = said.format(tag=tag_code(number, 1), number=number)
    found = finding.find(session, text, store_id=cast.hill.id)
    first, second, untagged, asked = [line.id for line in goods]
    assert places(found) == {"ready": [first, second], "sold": [], "waiting": [untagged, asked]}


def test_a_scanned_tag_points_at_its_line(
    session: Session, cast: Cast, goods: list[OrderLine]
) -> None:
    """Only a tag does; a name points at nobody's line."""
    second = goods[1]
    by_tag = finding.find(
        session, tag_code(second.order.number, second.number), store_id=cast.hill.id
    )
    by_name = finding.find(session, "brightwater", store_id=cast.hill.id)
    assert (by_tag.scanned, by_name.scanned) == (second, None)


def test_what_waits_says_why(session: Session, cast: Cast, goods: list[OrderLine]) -> None:
    """Each line that is not ready has its reason."""
    found = finding.find(session, "brightwater", store_id=cast.hill.id)
    assert [one.may.reason for one in found.placed("waiting")] == [
        "Its tag has not been printed yet.",
        "It has not arrived yet.",
    ]


@pytest.mark.contract("C31")
def test_what_was_handed_over_is_shown_so_and_not_offered(
    session: Session, cast: Cast, goods: list[OrderLine]
) -> None:
    """It is still open until the night."""
    desk.hand_over(session, [goods[0].id], by=viewer_of(cast.taker), one_time_key="k" * 20)
    session.commit()
    found = finding.find(session, "brightwater", store_id=cast.hill.id)
    assert places(found)["ready"] == [goods[1].id]
    assert places(found)["sold"] == [goods[0].id]
    today = clock.business_date(clock.now(), cast.hill.time_zone)
    recent = finding.handed_over_today(session, cast.hill.id, today)
    assert [one.line.id for one in recent] == [goods[0].id]


def test_several_people_are_offered(session: Session, cast: Cast) -> None:
    """Two customers of one name: each once, with how much is ready and where; then one is
    chosen."""
    one, two = (a_customer(session, last_name="Twin") for _ in range(2))
    lines = tagged(session, cast, 2, customer=one)
    lines[0].bin = "A-1"
    arrived(session, cast, customer=two)
    found = finding.find(session, "twin", store_id=cast.hill.id)
    assert [(p.order.customer_id, p.lines, p.ready, p.bins) for p in found.people] == [
        (two.id, 1, 0, ""),
        (one.id, 2, 2, "A-1"),
    ]
    chosen = finding.of_order(session, lines[0].order.number, store_id=cast.hill.id)
    assert places(chosen)["ready"] == [lines[0].id, lines[1].id]


@pytest.mark.contract("B11")
def test_many_lines_of_one_never_hide_another_of_the_name(session: Session, cast: Cast) -> None:
    """Whoever has goods here comes first; everybody is counted whole, whatever matched."""
    few, many, far = (a_customer(session, last_name="Twin") for _ in range(3))
    (ready,) = tagged(session, cast, customer=few)
    (away,) = tagged(session, cast, customer=far)
    away.store_id = away.order.pickup_store_id = cast.river.id
    tagged(session, cast, customer=many)
    lines = arrived(session, cast, 61, customer=many)
    lines[0].sku = lines[1].sku = ready.sku = "Q77"
    session.commit()
    found = finding.find(session, "twin", store_id=cast.hill.id)
    assert [(p.order.customer_id, p.lines, p.ready) for p in found.people] == [
        (many.id, 62, 1),
        (few.id, 1, 1),
        (far.id, 1, 0),
    ]
    by_item = finding.find(session, "Q77", store_id=cast.hill.id)
    assert [p.lines for p in by_item.people] == [62, 1]
    change(session, {"pickup_paid": "register"}, store_id=cast.hill.id, by=None)
    desk.hand_over(session, [ready.id], by=viewer_of(cast.taker), one_time_key="k" * 20)
    session.commit()
    found = finding.find(session, "twin", store_id=cast.hill.id)
    assert [p.ready for p in found.people] == [1, 0, 0]


def test_of_too_many_lines_what_was_scanned_is_there(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what has arrived comes before what has not; words say that there is more."""
    for module in (finding, at_desk):
        monkeypatch.setattr(module, "MOST_LINES", 3)
    person = a_customer(session, last_name="Muchly")
    wish = a_wish(a_product(session, a_department(session)))
    asked = an_order(session, viewer_of(cast.taker), [wish] * 3, person)
    here = arrived(session, cast, 2, customer=person)
    for line, expected in ((asked.lines[2], {asked.lines[2], *here}), (here[0], {*here})):
        tag = tag_code(line.order.number, line.number)
        found = finding.find(session, tag, store_id=cast.hill.id)
        assert {one.line for one in found.goods} >= expected
        assert (found.words, len(found.goods)) == (
            "3 of 5 open lines are shown. Scan a tag to see another.",
            3,
        )


def test_people_without_a_record_are_somebody_each(session: Session, cast: Cast) -> None:
    """Two walk-ins of the same name are two people."""
    product = a_product(session, a_department(session))
    for _ in range(2):
        an_order(session, viewer_of(cast.taker), [a_wish(product)])
    session.commit()
    assert len(finding.find(session, "walk-in", store_id=cast.hill.id).people) == 2


def test_a_closed_tag_says_so(session: Session, cast: Cast) -> None:
    """The scanned goods left already; the customer's other goods are still shown."""
    gone, here = tagged(session, cast, 2)
    actions.close(
        gone.order, Key.COMPLETED, by=viewer_of(cast.buyer), book=book(session), lines=[gone]
    )
    session.commit()
    found = finding.find(session, tag_code(gone.order.number, gone.number), store_id=cast.hill.id)
    assert found.words == "This line is closed: Completed."
    assert places(found)["ready"] == [here.id]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("   ", ""),
        ("454999999997", "No order has this tag."),
        ("nobody of this name", "Nobody with open orders matches this."),
        ("%", "Nobody with open orders matches this."),
        ("9" * 40, "Nobody with open orders matches this."),
        ("'; DROP TABLE orders; --", "Nobody with open orders matches this."),
    ],
)
def test_nothing_to_be_found(session: Session, cast: Cast, text: str, words: str) -> None:
    """Words instead of an empty page."""
    tagged(session, cast)
    found = finding.find(session, text, store_id=cast.hill.id)
    assert (found.words, found.order, found.people) == (words, None, ())


def test_goods_at_another_store_are_not_ready_here(session: Session, cast: Cast) -> None:
    """Every store sees every order; goods leave where they stand."""
    tagged(session, cast)
    found = finding.find(session, "quill", store_id=cast.river.id)
    assert [one.may.reason for one in found.goods] == ["Its goods are at another store."]


def test_an_order_that_is_not_there(session: Session, cast: Cast) -> None:
    """A made-up number in the address."""
    with pytest.raises(NotFound):
        finding.of_order(session, 999_999, store_id=cast.hill.id)
