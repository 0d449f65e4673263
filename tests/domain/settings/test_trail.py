from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.settings.trail import PAGE, topics_for, trail
from app.vocabulary.permissions import Permission
from tests.support.cast import viewer_of


def test_each_topic_is_for_those_who_manage_it(session, cast):
    for kind in ("setting changed", "person added", "signed in"):
        record(session, None, kind, kind)
    session.flush()
    seen = {who: [e.kind for e in trail(session, viewer_of(cast.everybody[who])).events]
            for who in ("manager", "admin", "buyer")}  # fmt: skip
    assert seen == {
        "manager": ["setting changed"],
        "admin": ["signed in", "person added", "setting changed"],
        "buyer": [],
    }
    topics = [t.key for t in topics_for(viewer_of(cast.manager))]
    assert topics == ["settings", "customers", "price-rules", "refused-prices", "imports"]


def test_a_kind_that_nobody_listed_stays_unseen(session, cast):
    record(session, None, "price set", "Order 7", after={"unit": "12.34"})
    session.flush()
    everything = Viewer(1, "All", frozenset(Permission), cast.hill.id)
    assert trail(session, everything).events == []


def test_pages_go_back_in_time(session, cast):
    for n in range(PAGE + 5):
        record(session, None, "setting changed", str(n))
    session.flush()
    newest = trail(session, viewer_of(cast.manager))
    oldest = trail(session, viewer_of(cast.manager), before=newest.before)
    subjects = [e.subject for e in newest.events + oldest.events]
    assert subjects == [str(n) for n in reversed(range(PAGE + 5))]
    assert oldest.before is None
