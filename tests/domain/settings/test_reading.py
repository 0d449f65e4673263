"""Which value holds where."""

import pytest
import sqlalchemy as sa

from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import EVERY_STORE, change, settings_of, stamp
from app.models import AuditEvent, Setting
from app.vocabulary.errors import Invalid
from tests.support.cast import viewer_of


def test_a_store_beats_every_store_beats_the_default(session, cast):
    by = viewer_of(cast.manager)
    change(session, {"close_called_after_days": 20}, store_id=EVERY_STORE, by=by)
    change(session, {"close_called_after_days": 10}, store_id=cast.hill.id, by=by)
    session.flush()
    days = [settings_of(session, s).close_called_after_days for s in (cast.hill.id, cast.river.id)]
    assert (days, StoreSettings().close_called_after_days) == ([10, 20], 30)


def test_what_is_the_same_as_everywhere_follows_it(session, cast):
    by = viewer_of(cast.manager)
    change(session, {"pickup_days": 10}, store_id=cast.hill.id, by=by)
    change(session, {"pickup_days": 14}, store_id=cast.hill.id, by=by)
    session.flush()
    assert session.scalar(sa.select(sa.func.count()).select_from(Setting)) == 0
    change(session, {"pickup_days": 21}, store_id=EVERY_STORE, by=by)
    session.flush()
    assert settings_of(session, cast.hill.id).pickup_days == 21


def test_a_change_is_noted_with_place_before_and_after(session, cast):
    change(session, {"pickup_days": 9}, store_id=cast.river.id, by=viewer_of(cast.manager))
    change(session, {"pickup_days": 9}, store_id=cast.river.id, by=viewer_of(cast.manager))
    session.flush()
    event = session.scalars(sa.select(AuditEvent)).one()
    assert (event.subject, event.before) == ("pickup_days", {"is": 14})
    assert event.after == {"is": 9, "in": "River Store"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("close_called_after_days", 0),
        ("close_called_after_days", 3651),
        ("close_called_after_days", True),
        ("price_precedence", "whatever"),
        ("tag_shows_total", "yes"),
        ("tag_policy", "x" * 121),
        ("nothing_like_this", 1),
    ],
)
def test_nonsense_is_refused_beside_its_name(session, cast, name, value):
    with pytest.raises(Invalid) as problem:
        change(session, {name: value}, store_id=EVERY_STORE, by=viewer_of(cast.manager))
    assert list(problem.value.fields) == [name]


def test_the_stamp_tells_any_two_settings_apart():
    assert stamp(StoreSettings()) == stamp(StoreSettings())
    assert stamp(StoreSettings()) != stamp(StoreSettings(pickup_days=15))
