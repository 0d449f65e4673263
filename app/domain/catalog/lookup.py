"""Finding what somebody scanned, typed or described (C16): exact codes first, then words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.catalog.guessing import MOST, Guesses, by_part_of_code, by_words
from app.domain.words import code_is
from app.models import Department, Product, VendorItem
from app.vocabulary.barcodes import upc_candidates

MOST_HITS = MOST
# Of which so many are for vendors' rows, if there are any.
LEAST_OF_VENDORS = 4
# From here on, a code that is known means what it says and nothing else.
WHOLE_CODE = 6
LONGEST_ID = 9
LONGEST_SKU = 30
MOST_EXACT = 60
# More than are shown: some are rows of the items that the store carries.
MOST_ROWS = 18

Found = TypeVar("Found", Product, VendorItem)

_PRODUCTS = (
    sa.select(Product)
    .where(Product.active.is_(True))
    .options(
        joinedload(Product.vendor),
        joinedload(Product.department).joinedload(Department.ordered_as),
    )
)
_ROWS = (
    sa.select(VendorItem)
    .where(VendorItem.active.is_(True))
    .options(joinedload(VendorItem.vendor), joinedload(VendorItem.department))
)


@dataclass(frozen=True)
class Hit:
    """Something that can be ordered. `product` is set when the store carries it, `row` when a
    vendor's catalogue has it; both when a carried item's vendor row is known."""

    product: Product | None
    row: VendorItem | None
    exact: bool

    @property
    def _best(self) -> Any:
        return self.product or self.row

    @property
    def description(self) -> str:
        """As the shelf says it, or else the vendor."""
        return str(self._best.description)

    @property
    def brand(self) -> str:
        """Brand, maybe empty."""
        return str(self._best.brand)

    @property
    def size(self) -> str:
        """Size of the unit, maybe empty."""
        return str(self._best.size)

    @property
    def upc(self) -> str:
        """13 digits without check digit, or empty."""
        return str(self._best.upc or "")

    @property
    def sku(self) -> str:
        """The vendor's number, maybe empty."""
        return self.row.sku if self.row else ""

    @property
    def vendor_name(self) -> str:
        """Who delivers it, maybe empty."""
        vendor = self.row.vendor if self.row else (self.product.vendor if self.product else None)
        return vendor.name if vendor else ""

    @property
    def case_size(self) -> int | None:
        """Units in a case, None if nobody says."""
        own = self.product.case_size if self.product else None
        return own or (self.row.case_size if self.row else None)

    @property
    def department(self) -> Any:
        """The department of the carried item, or else of the catalogue row."""
        own = self.product.department if self.product else None
        return own or (self.row.department if self.row else None)

    @property
    def key(self) -> str:
        """What a form sends back to choose it: `v34` for a catalogue row, which knows the item it
        is, or `p12` for a carried item without one."""
        return f"v{self.row.id}" if self.row else f"p{self._best.id}"


def find(session: Session, text: str) -> list[Hit]:
    """What `text` may mean, at most a dozen beside the exact ones. First what has exactly this UPC
    (with or without check digit), PLU or vendor's SKU: `exact`. Behind it, to choose from, what has
    a code that merely ends or begins so, else what has all the words; not for a whole code, which
    means one thing. A SKU without a digit is no more exact than the word it looks like."""
    wanted = text.strip()
    if not wanted:
        return []
    exact = _exact(session, wanted)
    if exact and len(wanted) >= WHOLE_CODE:
        return exact
    has_digit = any(char.isdigit() for char in wanted)
    near = by_part_of_code(session, wanted)
    if not (exact and has_digit) and not (near.any and wanted.isdecimal()):
        words = by_words(session, wanted)
        near.also(words.products, words.rows)
    others = _of_guesses(session, near, {hit.key for hit in exact})
    if exact and others and not has_digit:
        exact = [replace(hit, exact=False) for hit in exact]
    return exact + others[: max(MOST_HITS - len(exact), 0)]


def meant(found: list[Hit]) -> Hit | None:
    """The one hit that a text means without a doubt, whatever else looks like it; None if several
    have that very code, or none has."""
    exact = [hit for hit in found if hit.exact]
    return exact[0] if len(exact) == 1 else None


def chosen(session: Session, key: str) -> Hit | None:
    """The item that a form names by its key; None for a key that names nothing orderable."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdecimal()) or len(number) > LONGEST_ID:
        return None
    if kind == "p":
        product = session.scalar(_PRODUCTS.where(Product.id == int(number)))
        return _complete(session, [product], [], exact=True)[0] if product else None
    if kind == "v":
        row = session.scalar(_ROWS.where(VendorItem.id == int(number)))
        return _complete(session, [], [row], exact=True)[0] if row else None
    return None


def _exact(session: Session, text: str) -> list[Hit]:
    """By code: two statements, and a third when a SKU leads to an item the store carries."""
    codes = upc_candidates(text)
    products: list[Product] = []
    if codes:
        found = {p.upc: p for p in session.scalars(_PRODUCTS.where(Product.upc.in_(codes)))}
        products = [found[c] for c in codes if c in found]
    if len(text) > LONGEST_SKU and not codes:
        return []
    # One index each, and no “or” between them that a planner may misjudge.
    ways = [sa.select(VendorItem.id).where(code_is(VendorItem.sku, text))]
    ways += [sa.select(VendorItem.id).where(VendorItem.upc.in_(codes))] if codes else []
    found_rows = _ROWS.where(VendorItem.id.in_(sa.union_all(*ways)))
    rows = sorted(session.scalars(found_rows.limit(MOST_EXACT)), key=lambda row: row.id)[:MOST_HITS]
    return _complete(session, products, rows, exact=True, rows_known=True)


def _of_guesses(session: Session, near: Guesses, known: set[str]) -> list[Hit]:
    """Hits of what was guessed, without those of `known` keys: carried items first, but always some
    room for what only vendors have."""
    ids, numbers = near.products[:MOST_HITS], near.rows[:MOST_ROWS]
    products: Iterable[Product] = ()
    rows: Iterable[VendorItem] = ()
    if ids:
        products = session.scalars(_PRODUCTS.where(Product.id.in_(ids)))
    if numbers:
        rows = session.scalars(_ROWS.where(VendorItem.id.in_(numbers)))
    found = _in_order(products, ids), _in_order(rows, numbers)
    hits = {hit.key: hit for hit in _complete(session, *found, exact=False)}
    new = [hit for key, hit in hits.items() if key not in known]
    carried = [hit for hit in new if hit.product]
    others = [hit for hit in new if not hit.product]
    room = max(MOST_HITS - len(others), MOST_HITS - LEAST_OF_VENDORS)
    return (carried[:room] + others)[:MOST_HITS]


def _in_order(found: Iterable[Found], ids: list[int]) -> list[Found]:
    by_id = {each.id: each for each in found}
    return [by_id[number] for number in ids if number in by_id]


def _complete(
    session: Session,
    products: list[Product],
    rows: list[VendorItem],
    *,
    exact: bool,
    rows_known: bool = False,
) -> list[Hit]:
    """Hits of what was found: a carried item with the row of its usual vendor, a row with the
    carried item that it is. `rows_known`: `rows` holds every row of the products' codes."""
    named = {p.upc: p for p in products}
    unread = {r.upc for r in rows if r.upc} - named.keys()
    if unread:
        named |= {p.upc: p for p in session.scalars(_PRODUCTS.where(Product.upc.in_(unread)))}
    wanted = [p.upc for p in products]
    every = rows
    if wanted and not rows_known:
        every = rows + list(session.scalars(_ROWS.where(VendorItem.upc.in_(wanted))))
    carried = [Hit(p, _row_for(p, every), exact=exact) for p in products]
    others = [Hit(named.get(r.upc or ""), r, exact=exact) for r in rows if r.upc not in wanted]
    return carried + others


def _row_for(product: Product, rows: list[VendorItem]) -> VendorItem | None:
    """The row of the product's own vendor, or of the only vendor that has it."""
    same = {r.id: r for r in rows if r.upc == product.upc}
    own = [r for r in same.values() if r.vendor_id == product.vendor_id]
    if own:
        return own[0]
    return next(iter(same.values())) if product.vendor_id is None and len(same) == 1 else None
