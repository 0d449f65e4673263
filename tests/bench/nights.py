"""The night beside the bare statements that do the same to the tables, and tags by the second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import documents
from app.documents.paper import PAPERS, Paper
from app.documents.tags.render import print_tags
from app.domain.orders.queries import Filters, line_ids
from app.domain.overnight.running import run_due
from app.domain.settings.reading import settings_of
from app.domain.tags.face import TagFace
from app.domain.tags.faces import face_of
from app.models import OrderLine, Setting
from app.vocabulary import clock
from app.vocabulary.barcodes import tag_code
from tests.bench.clockwork import Row, seconds_of
from tests.bench.stock import Size, copy_of, engine_of
from tests.conftest import scratch_postgres
from tests.support.pdf import decode

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
# Seconds.
PAGE_OF_FOUR = 0.04
THOUSAND_KNOWN = 0.5
HOSTILE = (
    "Παπαδόπουλος", "Александрова", "محمد عبد الرحمن", "有机燕麦大片", "🥣 👩‍👩‍👧‍👦", "x" * 60,
    "Wolfeschlegelsteinhausenbergerdorff-" * 2, "Żółć-Ångström Nguyễn", "דוד בן־גוריון",
    "<b>&amp;</div>", "W" * 300,
)  # fmt: skip


# So that nothing is too old: the bare statements complete, and close nothing.
NEVER = ("close_pending_after_days", "close_called_after_days")


def night(file: Path, size: Size) -> Iterator[Row]:
    """Completing what was sold, by the app and by bare SQL, each on a copy."""
    ours, bare = copy_of(file, "night.db"), copy_of(file, "bare-night.db")
    yield _beside(f"sqlite:///{ours}", f"sqlite:///{bare}", size, "SQLite")


def night_on_postgres(server: str, url: str, size: Size) -> Iterator[Row]:
    """The same on PostgreSQL; nobody has the database open."""
    name = sa.make_url(url).database or ""
    with scratch_postgres(server, name) as ours, scratch_postgres(server, name) as bare:
        yield _beside(ours, bare, size, "PostgreSQL")


def _beside(ours: str, bare: str, size: Size, kind: str) -> Row:
    moved = 0
    with _session(ours) as session:
        session.add_all(Setting(key=key, store_id=0, value={"is": 3650}) for key in NEVER)
        session.commit()

    def by_the_app() -> None:
        nonlocal moved
        with clock.set_to(clock.now() + timedelta(days=1)), _session(ours) as session:
            done = run_due(session, session.commit)
        moved = sum(count for counts in done.values() for count in counts.values())

    def by_sql() -> None:
        with _session(bare) as session:
            for statement in BARE:
                session.execute(sa.text(statement))
            session.commit()

    least, took = seconds_of(by_sql), seconds_of(by_the_app)
    assert moved == size.sold, moved
    what = f"overnight on {kind}, {size.sold:,} sold"
    return Row(what, f"{took:.1f} s / {least:.1f} s", took / least, 3)


def tags(file: Path) -> Iterator[Row]:
    """Tags laid out in one core."""
    documents.warm()
    with _session(f"sqlite:///{file}") as session:
        ids = line_ids(session, Filters(), most=TAGS)
        lines = session.scalars(sa.select(OrderLine).where(OrderLine.id.in_(ids))).all()
        settings = settings_of(session, lines[0].store_id)
        faces = [face_of(line, settings, with_total=False) for line in lines]
    for paper in (PAPERS[settings.tag_paper], PAPERS["label"]):
        yield from _tags_on(paper, faces)
    yield from hostile_tags(faces[0])


def _tags_on(paper: Paper, faces: list[TagFace]) -> Iterator[Row]:
    """4, 100 and 1,000 of them, laid out and then imposed from what was laid out."""
    print_tags(faces[:4], paper=paper, known={})
    for count in (4, 100, len(faces)):
        yield from _new_and_known(paper, faces[:count])


def _new_and_known(paper: Paper, faces: list[TagFace]) -> Iterator[Row]:
    """In seconds of one core, whatever else the machine does."""
    fresh: dict[str, bytes] = {}
    new = _of_a_core(lambda: fresh.update(print_tags(faces, paper=paper, known={}).fresh))
    known = _of_a_core(lambda: print_tags(faces, paper=paper, known=fresh))
    name, count = f"tags, {len(faces):,}", len(faces)
    least = 4 / PAGE_OF_FOUR if count == 4 else TAGS_A_SECOND
    yield Row(
        f"{name} new, {paper.key}", f"{new:.3f} s", count / new, least, "a second", at_least=True
    )
    budget = PAGE_OF_FOUR if count == 4 else THOUSAND_KNOWN
    yield Row(f"{name} known, {paper.key}", f"{known:.3f} s", known, budget, "s")


def _of_a_core(act: Callable[[], object], times: int = 3) -> float:
    """The best of a few runs."""
    best = float("inf")
    for _ in range(times):
        began = time.process_time()
        act()
        best = min(best, time.process_time() - began)
    return best


def hostile_tags(face: TagFace) -> Iterator[Row]:
    """400 tags with names that break things: every barcode of them, read from what printers of 203
    and 300 dpi put on paper."""
    faces = [
        replace(face, order_number=1000 + n, line_number=n % 99 + 1, last_name=one,
                first_name=HOSTILE[-n % len(HOSTILE)], description=one)
        for n, one in enumerate(HOSTILE * (400 // len(HOSTILE) + 1)) if n < 400
    ]  # fmt: skip
    pdf = print_tags(faces, paper=PAPERS["letter"], known={}).pdf
    codes = [tag_code(one.order_number, one.line_number) for one in faces]
    for dpi in (203, 300):
        found = decode(pdf, dpi, black_white=True)
        right = sum(a == b for a, b in zip(found, codes, strict=False))
        yield Row(
            f"barcodes of 400 hostile tags at {dpi} dpi", f"{right} read", float(right), 400,
            "read", at_least=True,
        )  # fmt: skip


def _session(url: str) -> Session:
    return Session(engine_of(url))
