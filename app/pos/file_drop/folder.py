"""The folder that files are dropped into: `<folder>/<number of the store>/`. What was read goes to
`done`, what cannot be read to `refused`, each with a report beside it if there is something to
say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.pos.base import RegisterAway
from app.vocabulary import clock

DONE, REFUSED = "done", "refused"
ENDINGS = frozenset({".csv", ".json"})
# Somebody may still be writing it.
SETTLED = timedelta(seconds=5)
MOST_AT_ONCE = 50


def waiting(folder: Path, store_id: int) -> Iterator[Path]:
    """The files of a store that wait, oldest first. RegisterAway when the folder is away."""
    mine = folder / str(store_id)
    try:
        if not folder.is_dir():
            raise RegisterAway("the folder of sales is not there")
        found = [file for file in mine.iterdir() if _is_ready(file)] if mine.is_dir() else []
        found.sort(key=lambda file: (file.stat().st_mtime, file.name))
    except OSError as error:
        raise RegisterAway(type(error).__name__) from None
    yield from found[:MOST_AT_ONCE]


def put_away(file: Path, where: str, report: str = "") -> Path:
    """Move a file that was looked at, never over another one; `report` goes beside it.
    RegisterAway."""
    try:
        there = file.parent / where
        there.mkdir(exist_ok=True)
        target = _free(there / file.name)
        file.rename(target)
        if report:
            target.with_name(f"{target.name}.txt").write_text(report, encoding="utf-8")
    except OSError as error:
        raise RegisterAway(type(error).__name__) from None
    return target


def _is_ready(file: Path) -> bool:
    if file.suffix.lower() not in ENDINGS or file.is_symlink() or not file.is_file():
        return False
    age = clock.now() - datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return not timedelta(0) <= age < SETTLED


def _free(target: Path) -> Path:
    """A name that is not taken."""
    number, free = 2, target
    while free.exists():
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
        number += 1
    return free
