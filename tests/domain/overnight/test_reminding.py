"""What the night tells customers: planned first, once, and not at all as shipped (decision 12)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.overnight.plan import Night, Step
from app.domain.overnight.planning import plan
from app.domain.overnight.running import run
from app.domain.pickup import desk
from app.domain.settings.reading import change, settings_of
from app.models import ContactWay, Message, MessageTemplate, OrderLine
from app.vocabulary import clock
from app.vocabulary.occasions import MessageWay, Occasion
from tests.factories import a_customer
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived


@pytest.fixture
def lines(session: Session, cast: Cast) -> list[OrderLine]:
    """Goods of two orders that arrived nine days ago; one customer likes e-mail, one calls."""
    people = [
        a_customer(session, email=f"{way}@example.org", contact_way=way)
        for way in (ContactWay.EMAIL, ContactWay.CALL)
    ]
    with clock.set_to(clock.now() - timedelta(days=9)):
        return [line for one in people for line in arrived(session, cast, 2, customer=one)]


def a_night(session: Session, cast: Cast) -> Night:
    """Last night."""
    day: date = clock.last_finished_day(clock.now(), cast.hill.time_zone)
    return Night(cast.hill, day, settings_of(session, cast.hill.id))


def goes_out(session: Session, occasion: Occasion) -> None:
    """Let the e-mail of this occasion go out by itself."""
    session.add(MessageTemplate(store_id=0, occasion=occasion, way=MessageWay.EMAIL,
                                subject="{order}", body="{items}", by_itself=True))  # fmt: skip
    session.commit()


def written(session: Session) -> list[tuple[str, str]]:
    """Addresses and occasions of the messages."""
    found = session.execute(sa.select(Message.sent_to, Message.occasion).order_by(Message.id))
    return [(to, occasion.value) for to, occasion in found]


def test_as_shipped_the_night_tells_nobody(
    session: Session, cast: Cast, lines: list[OrderLine]
) -> None:
    night = a_night(session, cast)
    assert plan(session, night).counts[Step.REMIND] == 0
    assert run(session, night, session.commit)[Step.REMIND] == 0
    assert written(session) == []


@pytest.mark.contract("B4")
def test_it_tells_once_what_it_planned(
    session: Session, cast: Cast, lines: list[OrderLine]
) -> None:
    goes_out(session, Occasion.REMINDER)
    night = a_night(session, cast)
    planned = plan(session, night)
    assert planned.counts[Step.REMIND] == 2
    assert {row.telling for row in planned.lines[Step.REMIND]} == {Occasion.REMINDER}
    assert planned.quiet is False
    assert run(session, night, session.commit)[Step.REMIND] == 2
    assert written(session) == [("email@example.org", "reminder")]
    again = Night(cast.hill, night.day + timedelta(days=1), night.settings)
    assert plan(session, again).counts[Step.REMIND] == 0
    assert run(session, again, session.commit)[Step.REMIND] == 0
    assert written(session) == [("email@example.org", "reminder")]


def test_who_has_their_goods_is_not_reminded_of_them(
    session: Session, cast: Cast, lines: list[OrderLine]
) -> None:
    """Also while they are still to be paid at the register."""
    goes_out(session, Occasion.REMINDER)
    change(session, {"pickup_paid": "register"}, store_id=0, by=None)
    lines[0].copies = 1
    session.flush()
    desk.hand_over(session, [lines[0].id], by=viewer_of(cast.taker), one_time_key="k" * 20)
    session.commit()
    assert plan(session, a_night(session, cast)).counts[Step.REMIND] == 1


def test_what_will_close_is_told_a_week_before_and_not_when_it_closes(
    session: Session, cast: Cast, lines: list[OrderLine]
) -> None:
    goes_out(session, Occasion.CLOSING)
    goes_out(session, Occasion.REMINDER)
    night = a_night(session, cast)
    order = lines[0].order
    order.ordered_on = night.day - timedelta(days=84)
    session.commit()
    assert plan(session, night).counts[Step.REMIND] == 2
    order.ordered_on = night.day - timedelta(days=90)
    session.commit()
    assert plan(session, night).counts[Step.REMIND] == 0
    order.ordered_on = night.day - timedelta(days=83)
    order.keep_open_until = night.day + timedelta(days=30)
    session.commit()
    assert {row.telling for row in plan(session, night).lines[Step.REMIND]} == {Occasion.REMINDER}
    order.keep_open_until = None
    session.commit()
    run(session, night, session.commit)
    assert written(session) == [("email@example.org", "closing")]
