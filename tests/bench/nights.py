"""The night beside the bare statements that do the same to the tables, and tags by the second."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import documents
from app.documents.paper import PAPERS
from app.documents.tags import render_tags
from app.domain.orders.queries import Filters, line_ids
from app.domain.overnight.plan import Step
from app.domain.overnight.running import run_due
from app.domain.settings.reading import settings_of
from app.domain.tags.faces import face_of
from app.models import OrderLine
from app.vocabulary import clock
from tests.bench.clockwork import Row, seconds_of
from tests.bench.stock import Size, copy_of, engine_of

SOLD = (
    "SELECT order_line_id FROM register_sales WHERE counts = 1 GROUP BY order_line_id "
    "HAVING sum(quantity) > 0"
)
# What a night does to sold lines, in as few statements as there are tables.
BARE = (
    "INSERT INTO order_events (order_id, line_number, of_version, at, store_id, device, verb, "
    "detail, figures) SELECT order_id, number, version, CURRENT_TIMESTAMP, store_id, '', 'moved', "
    f"'{{\"to\": \"completed\"}}', '{{}}' FROM order_lines WHERE open = 1 AND id IN ({SOLD})",
    "UPDATE orders SET open = 0, status = 'completed', closed_at = CURRENT_TIMESTAMP, "
    "version = version + 1 WHERE open = 1 AND id IN "
    f"(SELECT order_id FROM order_lines WHERE open = 1 AND id IN ({SOLD}))",
    "UPDATE order_lines SET open = 0, status = 'completed', closed_at = CURRENT_TIMESTAMP, "
    f"status_since = CURRENT_TIMESTAMP, version = version + 1 WHERE open = 1 AND id IN ({SOLD})",
)
TAGS = 1000
TAGS_A_SECOND = 200


def night(file: Path, size: Size) -> Iterator[Row]:
    """Completing what was sold, by the app and by bare SQL, each on a copy."""
    ours, bare = copy_of(file, "night.db"), copy_of(file, "bare-night.db")
    moved = {}

    def by_the_app() -> None:
        with clock.set_to(clock.now() + timedelta(days=1)), _session(ours) as session:
            for counts in run_due(session, session.commit).values():
                moved[Step.COMPLETE_SOLD] = (
                    moved.get(Step.COMPLETE_SOLD, 0) + counts[Step.COMPLETE_SOLD]
                )

    def by_sql() -> None:
        with _session(bare) as session:
            for statement in BARE:
                session.execute(sa.text(statement))
            session.commit()

    took, least = seconds_of(by_the_app), seconds_of(by_sql)
    assert moved[Step.COMPLETE_SOLD] == size.sold, moved
    yield Row(f"overnight, {size.sold:,} sold", f"{took:.1f} s / {least:.1f} s", took / least, 3)


def tags(file: Path) -> Iterator[Row]:
    """Tags laid out in one core."""
    documents.warm()
    with _session(file) as session:
        ids = line_ids(session, Filters(), most=TAGS)
        lines = session.scalars(sa.select(OrderLine).where(OrderLine.id.in_(ids))).all()
        settings = settings_of(session, lines[0].store_id)
        faces = [face_of(line, settings, with_total=False) for line in lines]
    paper = PAPERS[settings.tag_paper]
    render_tags(faces[:4], paper=paper)
    took = seconds_of(lambda: render_tags(faces, paper=paper))
    yield Row(
        f"tags, {len(faces):,} new", f"{took:.2f} s", len(faces) / took, TAGS_A_SECOND, "a second",
        at_least=True,
    )  # fmt: skip


def _session(file: Path) -> Session:
    return Session(engine_of(f"sqlite:///{file}"))
