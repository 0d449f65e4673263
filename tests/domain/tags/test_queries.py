"""The lists of the tags and pickup desks walk an index; they never read a big table through."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.pickup import finding
from app.domain.tags import queries
from app.vocabulary import clock
from tests.support.cast import Cast
from tests.support.goods import arrived, tagged
from tests.support.queries import count_queries


@pytest.fixture
def plans(session: Session, cast: Cast) -> Session:
    """Some goods; on PostgreSQL a scan only where there is no other way."""
    arrived(session, cast, 3)
    tagged(session, cast, 3)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    return session


def test_what_waits_for_a_tag_is_read_in_its_order(plans: Session, cast: Cast) -> None:
    """SQLite says it: filter and order come from one index. PostgreSQL need not scan."""
    bind = plans.get_bind()
    query = queries.arrived_untagged(cast.hill.id).limit(50)
    written = str(query.compile(bind, compile_kwargs={"literal_binds": True})).replace(":", "\\:")
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[bind.dialect.name]
    plan = str(plans.execute(sa.text(f"{explain} {written}")).all())
    assert [step in plan for step in ("TEMP B-TREE", "Seq Scan on order_lines")] == [False, False]
    if bind.dialect.name == "sqlite":
        assert "ix_order_lines_untagged" in plan


def test_the_pages_ask_few_questions(plans: Session, cast: Cast) -> None:
    """One statement a list, also where nothing has been handed over."""
    today = clock.business_date(clock.now(), cast.hill.time_zone)
    reads = {
        "waiting": lambda: queries.waiting_page(plans, cast.hill.id),
        "later": lambda: queries.waiting_page(plans, cast.hill.id, (clock.now(), 1)),
        "recent": lambda: queries.recent_prints(plans, cast.hill.id),
        "today": lambda: finding.handed_over_today(plans, cast.hill.id, today),
        "yesterday": lambda: finding.handed_over_today(
            plans, cast.hill.id, today - timedelta(days=1)
        ),
    }
    asked = {}
    for name, read in reads.items():
        with count_queries() as statements:
            read()
        asked[name] = len(statements)
    assert asked == {"waiting": 1, "later": 1, "recent": 1, "today": 1, "yesterday": 1}
