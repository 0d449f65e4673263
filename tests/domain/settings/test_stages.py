"""Statuses of the store's own (C24)."""

import pytest
import sqlalchemy as sa

from app.domain.orders import lifecycle
from app.domain.orders.statuses import book
from app.domain.settings import stages
from app.models import Status
from app.vocabulary.errors import Invalid
from app.vocabulary.statuses import Key, Stage
from tests.factories import a_department, a_product, a_wish, an_order
from tests.support.cast import viewer_of


def named(session, key):
    return session.scalar(sa.select(Status).filter_by(key=key))


@pytest.fixture
def by(cast):
    return viewer_of(cast.manager)


def test_a_status_of_ones_own_is_the_last_of_its_stage(session, by):
    made = stages.add_status(session, "Back-ordered!", "Comes later.", Stage.PLACED, by)
    session.flush()
    placed = [s.key for s in stages.statuses(session) if s.stage is Stage.PLACED]
    assert placed == [Key.PLACED, "own_back_ordered"]
    assert (made.built_in, [s.position for s in stages.statuses(session)]) == (
        False,
        [n * 10 for n in range(13)],
    )


def test_keys_are_plain_short_and_their_own(session, by):
    labels = ["Żółty jęczmień", "漢字", "x" * 40, "x" * 39]
    keys = [stages.add_status(session, label, "", Stage.READY, by).key for label in labels]
    assert keys == ["own_zolty_jeczmien", "own_status", "own_" + "x" * 20, "own_" + "x" * 18 + "_2"]


@pytest.mark.contract("C24")
def test_lines_go_to_it_and_it_stays_while_they_are_there(session, cast, by):
    late = stages.add_status(session, "Late", "", Stage.PLACED, by)
    session.flush()
    wish = a_wish(a_product(session, a_department(session)))
    order = an_order(session, viewer_of(cast.buyer), [wish])
    lifecycle.move(order.lines[0], late, by=by, book=book(session))
    session.flush()
    assert order.status == late.key
    with pytest.raises(Invalid, match="1 open line stands on it"):
        stages.change_status(session, late, "Late", "", False, by)
    lifecycle.move(order.lines[0], named(session, Key.PLACED), by=by, book=book(session))
    stages.change_status(session, late, "Late", "", False, by)
    assert late.key not in {s.key for s in book(session).open}


@pytest.mark.contract("C24")
def test_other_words_keep_the_meaning(session, cast, by):
    for key, label in ((Key.NEW_CALL, "Ring first"), (Key.NEW_NO_CALL, "Go ahead")):
        stages.change_status(session, named(session, key), label, "", True, by)
    wish = a_wish(a_product(session, a_department(session)))
    called, direct = (
        an_order(session, viewer_of(cast.buyer), [wish], call_first=call) for call in (True, False)
    )
    assert (called.status, direct.status) == (Key.NEW_CALL, Key.NEW_NO_CALL)
    assert book(session)[called.status].label == "Ring first"


def test_what_the_program_relies_on_stays(session, by):
    with pytest.raises(Invalid, match="relies on this status"):
        stages.change_status(session, named(session, Key.PLACED), "Placed", "", False, by)


def test_no_two_are_called_the_same(session, by):
    with pytest.raises(Invalid) as problem:
        stages.add_status(session, " pläced", "", Stage.PLACED, by)
    assert list(problem.value.fields) == ["label"]


def test_ends_cannot_be_added(session, by):
    with pytest.raises(Invalid):
        stages.add_status(session, "Lost", "", Stage.CLOSED, by)


def test_places_change_within_the_stage_only(session, by):
    first, second = named(session, Key.NEW_CALL), named(session, Key.CALLED_WAITING)
    assert not stages.shift(session, first, -1, by)
    assert not stages.shift(session, second, 1, by)
    assert stages.shift(session, first, 1, by)
    session.flush()
    assert [s.key for s in stages.statuses(session)][:3] == [
        Key.CALLED_WAITING,
        Key.NEW_CALL,
        Key.NEW_NO_CALL,
    ]
