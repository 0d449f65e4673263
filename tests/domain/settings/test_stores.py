import pytest

from app.domain.settings.stores import StoreFacts, add_store, change_store
from app.vocabulary.errors import Invalid
from tests.support.cast import viewer_of


def test_a_time_zone_must_exist(session):
    with pytest.raises(Invalid) as problem:
        add_store(session, StoreFacts("Moon Store", "Moon/Crater"), None)
    assert list(problem.value.fields) == ["time_zone"]


def test_names_are_their_own(session, cast):
    with pytest.raises(Invalid) as problem:
        add_store(session, StoreFacts("Hill Store", "UTC"), None)
    assert list(problem.value.fields) == ["name"]


def test_a_store_where_people_work_and_the_last_one_stay_open(session, cast):
    by = viewer_of(cast.manager)

    def close(store):
        facts = StoreFacts(store.name, store.time_zone, active=False)
        change_store(session, store, facts, by)

    with pytest.raises(Invalid, match="People work here"):
        close(cast.hill)
    close(cast.river)
    with pytest.raises(Invalid, match="There must be a store"):
        close(cast.hill)
