"""What somebody types into the one text box of lists, as a question to the index of words (C22,
L7): a tag, an order or member number, a UPC, a SKU, digits from anywhere in a phone, or words of
customer and item, each by its beginning."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.customers.contact import digits_of
from app.domain.words import words_of
from app.models.listed_upkeep import MEMBER, ORDER, SKU, UPC
from app.models.search import SHORTEST_PHONE
from app.vocabulary.barcodes import read_tag, upc_candidates

LARGEST = 2_147_483_647
MOST_DIGITS = 10
# Shorter rows of digits with marks between are sizes and dates, not phones.
SHORTEST_WRITTEN_PHONE = 7
_LONGEST_SKU = 30


@dataclass(frozen=True)
class Question:
    """Lines that have one of `exact`, or words that begin with each of `begins`. `line_number`
    keeps one line of the order."""

    exact: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    line_number: int | None = None

    @property
    def for_fts5(self) -> str:
        """As SQLite wants it; empty if nothing can be found."""
        ways = [f'"{word}"' for word in self.exact]
        if self.begins:
            ways.append("(" + " AND ".join(f'"{word}" *' for word in self.begins) + ")")
        return " OR ".join(ways)

    @property
    def for_tsquery(self) -> str:
        """As PostgreSQL wants it; empty if nothing can be found."""
        ways = [f"'{word}'" for word in self.exact]
        if self.begins:
            ways.append("(" + " & ".join(f"'{word}':*" for word in self.begins) + ")")
        return " | ".join(ways)


def question(text: str) -> Question:
    """What `text` asks for."""
    wanted = text.strip()
    tag = read_tag(wanted)
    if tag is not None:
        return Question((f"{ORDER}{tag.order_number}",), line_number=tag.line_number)
    if wanted.isascii() and wanted.isdecimal():
        return _of_digits(wanted)
    digits = digits_of(wanted)
    if len(digits) >= SHORTEST_WRITTEN_PHONE and not any(c.isalpha() for c in wanted):
        return Question(begins=(digits,))
    return Question(_sku(wanted), tuple(words_of(wanted)))


def _of_digits(digits: str) -> Question:
    exact = list(_sku(digits))
    if len(digits) <= MOST_DIGITS and int(digits) <= LARGEST:
        exact += [f"{ORDER}{int(digits)}", f"{MEMBER}{int(digits)}"]
    exact += [f"{UPC}{code}" for code in upc_candidates(digits)]
    begins = (digits[-MOST_DIGITS:],) if len(digits) >= SHORTEST_PHONE else ()
    return Question(tuple(exact), begins)


def _sku(text: str) -> tuple[str, ...]:
    # Lower case of ASCII only, as SQLite has it; longer ones than a SKU can be are none.
    if not text or len(text) > _LONGEST_SKU:
        return ()
    lower = "".join(c.lower() if c.isascii() else c for c in text)
    return (f"{SKU}{lower.encode().hex()}",)
