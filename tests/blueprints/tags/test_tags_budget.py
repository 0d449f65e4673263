"""What the tags and pickup desks may cost the database, with one row and with many."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import a_customer
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.goods import arrived, asked, printed, tagged
from tests.support.queries import count_queries


def cost(tablet: Tablet, url: str) -> int:
    """Statements of one GET."""
    with count_queries() as asked_for:
        answer = tablet.get(url)
    assert answer.status_code == 200
    return len(asked_for)


@pytest.mark.parametrize(("url", "most"), [("/tags", 6), ("/pickup?q=quill", 6), ("/pickup", 4)])
def test_a_list_costs_the_same_with_many_rows(
    session: Session, cast: Cast, tablet: Tablet, url: str, most: int
) -> None:
    """The rail's counts and the viewer are among them."""
    customer = a_customer(session)
    tablet.sign_in(cast.buyer)
    costs = []
    for count in (1, 20):
        arrived(session, cast, count, customer=customer)
        tagged(session, cast, count, customer=customer)
        costs.append(cost(tablet, url))
    assert costs[0] == costs[1]
    assert costs[1] <= most


def test_a_print_costs_the_same_with_many_tags(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """The page that asks each second, and the page when it is done."""
    tablet.sign_in(cast.buyer)
    costs = []
    for count in (1, 20):
        made = asked(session, cast, arrived(session, cast, count))
        url = f"/tags/prints/{made.id}"
        waiting = cost(tablet, url)
        printed(session, made)
        costs.append((waiting, cost(tablet, url)))
    assert costs[0] == costs[1]
    assert max(costs[1]) <= 4


def test_asking_for_tags_costs_little(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Also for twenty tags at once, outbox and ticket included."""
    tablet.sign_in(cast.taker)
    costs = []
    for count, key in ((1, "a" * 20), (20, "b" * 20)):
        lines = [line.id for line in arrived(session, cast, count)]
        with count_queries() as asked_for:
            tablet.post("/tags/print", {"line": lines, "one_time_key": key, "paper": "a4"})
        # SQLite inserts row by row; the statement stays one.
        costs.append(len(set(asked_for)))
    assert costs[0] == costs[1]
    assert costs[1] <= 10
