"""Files of sales: what can be read is taken, the rest is said beside it, nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.jobs import register, sales_files
from app.models import RegisterSale, RegisterState, Store
from app.pos.base import RegisterMisfit
from app.pos.file_drop.reading import read_file
from app.vocabulary import clock
from tests.laws.marks import on_one_database
from tests.support.cast import Cast

pytestmark = on_one_database
HEAD = "receipt,line,tag,units_per_case,cases,total,sold_at\n"
ROW = "A-1,{line},454000123014,12,1,{total},2026-03-10T12:00:00\n"


@pytest.fixture
def folder(app: Flask, session: Session, cast: Cast, tmp_path: Path) -> Iterator[Path]:
    """Where the first store drops its files."""
    session.commit()
    app.config["SALES_FOLDER"] = tmp_path
    (mine := tmp_path / str(cast.hill.id)).mkdir()
    yield mine
    app.config["SALES_FOLDER"] = None


def run(app: Flask, session: Session) -> int:
    """As cron does; how many rows there are then."""
    with app.app_context(), clock.set_to(datetime(2026, 3, 10, 18, tzinfo=UTC)):
        register.run()
    session.expire_all()
    return session.scalar(sa.select(sa.func.count()).select_from(RegisterSale)) or 0


def test_files_are_put_away_with_what_there_is_to_say(
    app: Flask, session: Session, folder: Path
) -> None:
    """Good rows of a file are taken although others are not; no amount is repeated."""
    rows = ROW.format(line=1, total="120.00") + ROW.format(line=2, total="x7919.37")
    (folder / "a.csv").write_text(HEAD + rows)
    (folder / "b.csv").write_text("price,what\n1,2\n")
    (folder / "c.json").write_text("[1, 2]")
    (folder / "d.tmp").write_text(HEAD)
    (folder / "done").mkdir()
    (folder / "done" / "a.csv").write_text("an older one")
    assert run(app, session) == 1
    left = sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())
    assert left == [
        "d.tmp", "done/a-2.csv", "done/a-2.csv.txt", "done/a.csv",
        "refused/b.csv", "refused/b.csv.txt", "refused/c.json", "refused/c.json.txt",
    ]  # fmt: skip
    assert (folder / "done" / "a-2.csv.txt").read_text() == (
        "Row 2: Its total is no number of at most 2 places.\n"
    )
    assert (folder / "refused" / "b.csv.txt").read_text() == (
        "Its first row does not name line, receipt, sold_at.\n"
    )


def test_what_is_still_being_written_waits(app: Flask, session: Session, folder: Path) -> None:
    file = folder / "a.csv"
    file.write_text(HEAD + ROW.format(line=1, total="1"))
    just_now = datetime(2026, 3, 10, 17, 59, 58, tzinfo=UTC).timestamp()
    os.utime(file, (just_now, just_now))
    assert run(app, session) == 0
    os.utime(file, (just_now - 60, just_now - 60))
    assert run(app, session) == 1


def test_a_crash_before_it_is_put_away_takes_nothing_twice(
    app: Flask, session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "a.csv"
    file.write_text(HEAD + ROW.format(line=1, total="1"))
    body = file.read_text()
    assert run(app, session) == 1
    file.write_text(body)
    assert run(app, session) == 1


def test_links_out_of_the_folder_are_not_followed(
    app: Flask, session: Session, folder: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "elsewhere.csv"
    secret.write_text(HEAD + ROW.format(line=1, total="1"))
    (folder / "a.csv").symlink_to(secret)
    assert (run(app, session), secret.exists()) == (0, True)


def test_a_folder_that_is_away_is_said_and_waited_for(
    app: Flask, session: Session, folder: Path, tmp_path: Path
) -> None:
    (folder / "a.csv").write_text(HEAD + ROW.format(line=1, total="1"))
    away = tmp_path.rename(tmp_path.with_name("away"))
    assert run(app, session) == 0
    state = session.scalars(sa.select(RegisterState)).one()
    assert state.unread_why == sales_files.NOT_REACHED
    away.rename(tmp_path)
    assert run(app, session) == 1
    session.refresh(state)
    assert (state.unread_why, state.unread_since) == ("", None)


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("a.csv", b"\xff\xfe\x00", "not text"),
        ("a.csv", b'receipt,line,tag,sold_at\n"A-1,1', "a quote does not end"),
        ("a.csv", b"", "does not name"),
        ("a.json", b"{", "no JSON"),
        ("a.json", b'{"sales": 1}', "no list"),
        ("a.json", b"[" * 100_000, "no JSON"),
        ("a.json", b'[{"total": 1e9999999999999999999}]', "no JSON"),
        ("a.csv", b"x" * (9 * 1024 * 1024), "larger"),
    ],
)
def test_what_is_no_file_of_sales(cast: Cast, name: str, body: bytes, why: str) -> None:
    with pytest.raises(RegisterMisfit, match=why):
        read_file(name, body, cast.hill)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('{"line": 1, "tag": "454000123014", "sold_at": "2026-03-10"}', "needs its receipt"),
        ('{"receipt": "a", "line": 1, "tag": "1", "sold_at": "2026-03-10"}', "no tag"),
        ('{"receipt": "a", "line": 1, "tag": "454000123014", "sold_at": "2090-03-10"}', "not come"),
        ('{"receipt": "a", "line": true, "upc": "4011", "sold_at": "x"}', "whole number"),
        ('{"receipt": "a", "line": 1, "upc": "4011", "sold_at": "soon"}', "no time"),
        ('{"receipt": "a", "line": 1, "upc": "4011", "sold_at": "2026-03-10", "cases": NaN}', ""),
        ('{"receipt": "a", "line": 1, "upc": "4011", "sold_at": "2026-03-10", "cases": 0}', "more"),
        ('{"receipt": "a", "line": 1, "upc": "4011", "sold_at": "2026-03-10", "x": 0}', "knows"),
        ('{"receipt": "a", "line": 1, "upc": "4", "sold_at": "2026-03-10", "kind": "no"}', "kind"),
        ('{"receipt": "a", "line": 1, "upc": "4", "sold_at": "2026-03-10", "total": -1}', "Amoun"),
        ('{"receipt": "a", "line": 1, "upc": "4", "sold_at": "2026-03-10", "total": 7.77}', ""),
    ],
)
def test_rows_that_cannot_be_meant_say_why(cast: Cast, row: str, why: str) -> None:
    """An empty reason: it can be read."""
    found = read_file("a.json", f"[{row}]".encode(), cast.hill)
    if not why:
        assert (len(found.rows), found.refused) == (1, [])
        return
    ((number, said),) = found.refused
    assert (number, why in said) == (1, True), said


def test_times_without_a_zone_are_the_stores(cast: Cast) -> None:
    store: Store = cast.hill
    text = HEAD + ROW.format(line=1, total="1.00") + "A-2,1,454000123014,12,1,1,2026-03-10T23:00Z\n"
    one, two = read_file("a.csv", text.encode(), store).rows
    assert one.sold_at == datetime(2026, 3, 10, 17, tzinfo=UTC)
    assert (two.receipt, two.business_date.day) == ("2026-03-10 A-2", 10)
