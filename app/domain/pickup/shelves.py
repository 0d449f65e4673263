"""The shelves of a store: many at once, known by code or label, taken out of use (B12)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.settings.editing import edit, unique
from app.models import Shelf, Store
from app.vocabulary.barcodes import read_shelf, read_tag
from app.vocabulary.errors import Invalid, NotFound
from app.vocabulary.permissions import Permission

MOST_SHELVES = 500
LONGEST_CODE = 24
LONGEST_NAME = 60
LONGEST_CODES = 2000
SHORTEST_SCANNED = 8
NO_CODES = "Write their codes, like A1–A12, Cooler 1–4."
NO_SHELF = "That is a tag or an item, not a shelf."
TAKEN = {"codes": "One of these shelves was added by somebody else just now. Look again."}
_BETWEEN = re.compile(r"[,;\n]+")
# A1–A12, A1-12, Cooler 1..4: the same words before both numbers, or none before the second.
_RANGE = re.compile(
    r"(?P<head>.*?)(?P<first>\d{1,4})\s*(?:[-–—]|\.\.)\s*(?P<again>.*?)(?P<last>\d{1,4})"
)
_DIGITS = re.compile(r"(\d+)")


def expanded(text: str) -> list[str]:
    """The codes that somebody wrote, each once: separated by commas or lines, `A1–A12` for all
    between. Zeros in front stay as wide as they were written. Raises Invalid (field `codes`)."""
    codes: dict[str, str] = {}
    for part in _BETWEEN.split(text[: LONGEST_CODES + 1]):
        for code in _between(" ".join(part.split())):
            if len(code) > LONGEST_CODE:
                raise Invalid({"codes": f"“{code[:30]}” is too long: {LONGEST_CODE} at most."})
            codes.setdefault(folded(code), code)
        if len(codes) > MOST_SHELVES:
            raise Invalid({"codes": f"That is more than {MOST_SHELVES} shelves."})
    if not codes:
        raise Invalid({"codes": NO_CODES})
    return list(codes.values())


def folded(code: str) -> str:
    """A code as it is compared: `a1` and `A1` are one shelf."""
    return " ".join(code.split()).casefold()[:48]


def as_counted(text: str) -> list[tuple[int, int, str]]:
    """What places are sorted by, as people count them: A2 before A10, those without a name last."""
    parts = _DIGITS.split(text.casefold()) if text else ["~"]
    return [(0, int(p[:18]), "") if p.isdecimal() else (1, 0, p) for p in parts if p]


def shelves_of(session: Session, store_id: int, *, active_only: bool = False) -> list[Shelf]:
    """The shelves of a store, A2 before A10, those in use first."""
    query = sa.select(Shelf).where(Shelf.store_id == store_id)
    if active_only:
        query = query.where(Shelf.active.is_(True))
    found = session.scalars(query.options(sa.orm.lazyload(Shelf.store)))
    return sorted(found, key=lambda shelf: (not shelf.active, as_counted(shelf.code)))


def codes_of(session: Session, store_id: int) -> list[str]:
    """The codes to choose from where a place is written by hand; one statement."""
    query = sa.select(Shelf.code).where(Shelf.store_id == store_id, Shelf.active.is_(True))
    return sorted(session.scalars(query), key=as_counted)


def names_of(session: Session, store_id: int, codes: Iterable[str]) -> dict[str, str]:
    """Where the shelves of these codes are, in the store's words, by folded code."""
    wanted = {folded(code) for code in codes if code}
    if not wanted:
        return {}
    query = sa.select(Shelf.folded, Shelf.name).where(
        Shelf.store_id == store_id, Shelf.folded.in_(wanted), Shelf.name != ""
    )
    return {row.folded: row.name for row in session.execute(query)}


def shelf_meant(session: Session, text: str, store_id: int) -> Shelf | None:
    """The shelf that a scanned label or a typed code means in this store; None for any other
    words. Raises NotFound for the label of a shelf elsewhere or of none, and for one that is not
    in use."""
    number = read_shelf(text)
    if number is None:
        mine = (Shelf.store_id == store_id, Shelf.folded == folded(text), Shelf.active.is_(True))
        return session.scalar(sa.select(Shelf).where(*mine))
    shelf = session.get(Shelf, number)
    if shelf is None:
        raise NotFound("No shelf has this label.")
    if shelf.store_id != store_id:
        raise NotFound(f"This is shelf {shelf.code} of {shelf.store.name}, another store.")
    if not shelf.active:
        raise NotFound(f"Shelf {shelf.code} is not in use any more.")
    return shelf


def add_shelves(
    session: Session, store_id: int, codes: str, name: str, *, by: Viewer
) -> tuple[list[Shelf], int]:
    """Add the shelves that `codes` lists (`expanded`), all in the place called `name`. Those that
    are there already stay as they are, but are in use again. Returns what is new, and how many were
    there. Raises Invalid, NotAllowed."""
    by.can(Permission.SETTINGS_MANAGE).enforce()
    wanted = {folded(code): code for code in expanded(codes)}
    if session.get(Store, store_id) is None:
        raise Invalid({"store_id": "Choose one of the stores."})
    known = {shelf.folded: shelf for shelf in shelves_of(session, store_id)}
    fresh = [code for key, code in wanted.items() if key not in known]
    if len(known) + len(fresh) > MOST_SHELVES:
        raise Invalid({"codes": f"A store has at most {MOST_SHELVES} shelves."})
    made = [Shelf(store_id=store_id, code=code, folded=folded(code), name=name) for code in fresh]
    for shelf in known.values():
        if shelf.folded in wanted:
            shelf.active = True
    with unique(session, TAKEN):
        session.add_all(made)
    if made:
        record(session, by, "shelves added", _listed(made), after={"name": name, "codes": fresh})
    return made, len(wanted) - len(made)


def change_shelf(session: Session, shelf: Shelf, name: str, active: bool, *, by: Viewer) -> None:
    """Say anew where a shelf is, or whether it is in use. Its code stays: it is on the label.
    Raises NotAllowed."""
    by.can(Permission.SETTINGS_MANAGE).enforce()
    edit(session, shelf, {"name": name, "active": active}, by, "shelf changed", shelf.code)


def is_scanned(place: str) -> bool:
    """Whether a place that was written by hand came from the scanner: the code of a tag or an
    item, which is no place."""
    digits = place.isascii() and place.isdecimal()
    return read_tag(place) is not None or (digits and len(place) >= SHORTEST_SCANNED)


def known_as(session: Session, store_id: int, place: str) -> str:
    """A place that was written by hand, in the shelf's own spelling if it is one. Raises NotFound
    as `shelf_meant`, Invalid for the code of a tag or an item."""
    shelf = shelf_meant(session, place, store_id) if place else None
    if shelf is None and is_scanned(place):
        raise Invalid({"bin": NO_SHELF})
    return shelf.code if shelf else place


def _between(part: str) -> Sequence[str]:
    """One code, or all of a range."""
    found = _RANGE.fullmatch(part)
    if found is None:
        return [part] if part else []
    head, first, last = found["head"], found["first"], found["last"]
    if found["again"] and folded(found["again"]) != folded(head):
        return [part]
    low, high = int(first), int(last)
    if high < low:
        raise Invalid({"codes": f"“{part}” counts backwards."})
    if high - low >= MOST_SHELVES:
        raise Invalid({"codes": f"That is more than {MOST_SHELVES} shelves."})
    return [f"{head}{number:0{len(first)}d}" for number in range(low, high + 1)]


def _listed(made: Sequence[Shelf]) -> str:
    """A few of them in words, for the trail."""
    if len(made) <= 2:
        return ", ".join(shelf.code for shelf in made)
    return f"{made[0].code} … {made[-1].code}"
