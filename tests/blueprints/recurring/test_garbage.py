"""Whatever is sent to splitting, cloning and repeating: no request breaks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.domain.recurring import actions
from app.domain.recurring.rhythm import Rhythm
from app.models import Every
from app.vocabulary import clock
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.laws.marks import on_one_database
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet

GARBAGE = ("", "x", "-1", "9" * 5000, "1.5", "9999-12-31")
FIELDS = (
    "version", "one_time_key", "line", "cases", "cases-1", "to", "until", "shown", "every",
    "every_n", "nth", "weekday", "first_on", "days_ahead", "ends_on", "ends_after", "most_rise",
)  # fmt: skip


@on_one_database
def test_garbage_is_answered(session: Session, tablet: Tablet, cast: Cast) -> None:
    """Every verb, every field."""
    by, wish = viewer_of(cast.buyer), a_wish(a_product(session, a_department(session)))
    order = an_order(session, by, [wish], a_customer(session))
    terms = actions.Terms(Rhythm(Every.WEEKS, 1, clock.now().date() + timedelta(days=9)))
    it = actions.start(session, order, terms, by=by, one_time_key="k")
    session.commit()
    tablet.sign_in(cast.buyer)
    one, own = f"/orders/{order.number}", f"/recurring/{it.id}"
    urls = [f"{one}/{verb}" for verb in ("split", "lines/1/split", "merge", "clone", "repeat")]
    verbs = ("skip", "pause", "resume", "end", "agree", "decline", "change")
    good = {"version": "1", "one_time_key": "a" * 20}
    broken = []
    for url in [*urls, *(f"{own}/{verb}" for verb in verbs)]:
        for text in GARBAGE:
            for sent in (dict.fromkeys(FIELDS, text), dict.fromkeys(FIELDS, text) | good):
                if tablet.post(url, sent).status_code >= 500:
                    broken.append((url, text[:12]))
            if (
                tablet.get(url, query_string={"every": "weeks", "first_on": text}).status_code
                >= 500
            ):
                broken.append((url, text[:12], "GET"))
    assert broken == []
