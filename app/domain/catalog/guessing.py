"""What somebody may mean who typed part of a code, or words (C16): ids of carried items and of rows
of vendors' catalogues, best first. Nothing found here is ever taken without asking.

Every question stops early: a word that half of the catalogue has costs no more than a rare one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.words import Backwards, Plain, begins, narrowed, stretch, words_of
from app.models import Product, VendorItem
from app.models.search import LONGEST_ENDING
from app.vocabulary.barcodes import check_digit
from app.vocabulary.searching import haystack

MOST = 12
# Among so many that have the words, in the order the database finds them, the best are chosen.
MOST_WEIGHED = 120
LEAST_SKU = 3
LEAST_UPC = 4
LONGEST_CODE = 30
LONGEST_UPC = 13
_MOST_ENDINGS = 400
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]*")
# A code is stored with zeros before it that its package does not show: UPC-A, EAN, without the 0.
_ZEROS = ("00", "0", "000")

Model = type[Product] | type[VendorItem]


@dataclass
class Guesses:
    """Ids of carried items and of vendors' rows, each once, best first."""

    products: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether something was found."""
        return bool(self.products or self.rows)

    def also(self, products: Iterable[int], rows: Iterable[int]) -> None:
        """Put these behind what is known."""
        self.products = list(dict.fromkeys([*self.products, *products]))
        self.rows = list(dict.fromkeys([*self.rows, *rows]))


def by_part_of_code(session: Session, text: str) -> Guesses:
    """What has a SKU or UPC that ends or begins with `text`: three characters or more of a SKU,
    four digits or more of a UPC, with its check digit or without. Empty for words."""
    found = Guesses()
    if not LEAST_SKU <= len(text) <= LONGEST_CODE or not _CODE.fullmatch(text):
        return found
    digits = re.sub(r"\D", "", text)
    is_number = digits == text and LEAST_UPC <= len(digits) <= LONGEST_UPC
    rows = _by_sku(session, text)
    if is_number:
        found.also(_by_upc(session, Product, text), [*rows, *_by_upc(session, VendorItem, text)])
    else:
        found.also([], rows)
    return found


def by_words(session: Session, text: str) -> Guesses:
    """What has words that begin like all of these: called so first, then with such words in the
    name, then by brand and the rest."""
    words = words_of(text)
    found = Guesses()
    if len("".join(words)) < 2:
        return found
    start = haystack(text)
    found.also(_by_name(session, Product, start), _by_name(session, VendorItem, start))
    if len(found.products) < MOST:
        found.also(_by_index(session, Product, start, words), [])
    if len(found.rows) < MOST:
        found.also([], _by_index(session, VendorItem, start, words))
    return found


def _by_name(session: Session, model: Model, start: str) -> list[int]:
    """Those whose words begin with the text as it was typed, by the alphabet."""
    query = (
        sa.select(model.id)
        .where(model.active.is_(True), begins(model.search_text, start))
        .order_by(Plain(model.search_text))
    )
    return list(session.scalars(query.limit(MOST)))


def _by_index(session: Session, model: Model, start: str, words: list[str]) -> list[int]:
    query = sa.select(model.id, model.description).where(model.active.is_(True))
    found = session.execute(narrowed(session, query, model, words).limit(MOST_WEIGHED))
    begun = [re.compile(rf"(?<![^\W_]){word}") for word in words]
    weighed = sorted((*_weight(row.description, start, begun), row.id) for row in found)
    return [number for *_, number in weighed[:MOST]]


def _weight(description: str, start: str, begun: list[re.Pattern[str]]) -> tuple[int, str]:
    """Called so (0), all of the words in the name (1), some (2), only in brand or size (3); then by
    the alphabet."""
    name = haystack(description)
    if name.startswith(start):
        return 0, name
    bare = name.replace("'", "")
    have = sum(word.search(bare) is not None for word in begun)
    return (1 if have == len(begun) else 2 if have else 3), name


def _by_sku(session: Session, text: str) -> list[int]:
    """Endings first: labels are often cut on the left; the shortest SKU is the nearest."""
    wanted = text.upper()
    near = {
        row.id: (not row.code.upper().endswith(wanted), len(row.code), row.id)
        for row in _looked_up(session, VendorItem, "sku", [wanted], [(wanted, _most(text))])
        if row.code.upper().endswith(wanted) or row.code.upper().startswith(wanted)
    }
    return sorted(near, key=lambda number: near[number])[:MOST]


def _by_upc(session: Session, model: Model, digits: str) -> list[int]:
    """By the digits as they stand on the package, its check digit included if one was typed."""
    starts = [f"{zeros}{digits}" for zeros in _ZEROS if len(zeros) + len(digits) <= LONGEST_UPC]
    ends = [(digits, _most(digits))]
    if len(digits) > LEAST_UPC:
        ends.append((digits[:-1], _MOST_ENDINGS))
    near = {
        row.id: (not _ends(row.code, digits), row.code)
        for row in _looked_up(session, model, "upc", starts, ends)
        if _ends(row.code, digits) or row.code.startswith(tuple(starts))
    }
    return sorted(near, key=lambda number: near[number])[:MOST]


def _looked_up(
    session: Session, model: Model, code: str, starts: list[str], ends: list[tuple[str, int]]
) -> Iterable[Any]:
    """Id and code of those that begin so, and of as many of those that end so."""
    stretches = [(stretch(start), MOST) for start in starts]
    stretches += [(stretch(end[::-1][:LONGEST_ENDING]), most) for end, most in ends]
    given = {
        f"{name}{place}": value
        for place, ((first, behind), most) in enumerate(stretches)
        for name, value in (("first", first), ("behind", behind), ("most", most))
    }
    return session.execute(_looking_up(model, code, len(starts), len(ends)), given)


@cache
def _looking_up(model: Model, code: str, starts: int, ends: int) -> sa.CompoundSelect[Any]:
    """The statement of `_looked_up`, made once: it costs more than the looking up itself."""
    column = getattr(model, code)
    begin = sa.func.upper(column) if code == "sku" else column
    parts = []
    for place in range(starts + ends):
        sorted_by = Plain(begin if place < starts else Backwards(column))
        part = sa.select(model.id, column.label("code")).where(
            model.active.is_(True),
            sorted_by >= sa.bindparam(f"first{place}", type_=sa.String),
            sorted_by < sa.bindparam(f"behind{place}", type_=sa.String),
        )
        limit = sa.bindparam(f"most{place}", type_=sa.Integer)
        parts.append(sa.select(part.limit(limit).subquery()))
    return sa.union_all(*parts)


def _ends(upc: str, digits: str) -> bool:
    return upc.endswith(digits) or f"{upc}{check_digit(upc)}".endswith(digits)


def _most(text: str) -> int:
    """The index compares eight characters; what is longer must be looked at."""
    return MOST if len(text) <= LONGEST_ENDING else _MOST_ENDINGS
