"""Finding what somebody scanned, typed or described (C16): exact codes first, then words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from app.models import Department, Product, VendorItem
from app.vocabulary.barcodes import upc_candidates
from app.vocabulary.searching import haystack

MOST_HITS = 12
MOST_WORDS = 6
LONGEST_ID = 9
LONGEST_SKU = 30


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
    """What `text` may mean: a UPC with or without check digit, a vendor's SKU (whole, never its
    tail), or words that all occur. Exact hits first; at most a dozen."""
    wanted = text.strip()
    if not wanted:
        return []
    exact = _exact(session, wanted)
    if exact:
        return exact
    return _by_words(session, wanted)


def chosen(session: Session, key: str) -> Hit | None:
    """The item that a form names by its key; None for a key that names nothing orderable."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdecimal()) or len(number) > LONGEST_ID:
        return None
    if kind == "p":
        product = session.scalar(_products().where(Product.id == int(number)))
        return _complete(session, [product], [], exact=True)[0] if product else None
    if kind == "v":
        row = session.scalar(_rows().where(VendorItem.id == int(number)))
        return _complete(session, [], [row], exact=True)[0] if row else None
    return None


def _exact(session: Session, text: str) -> list[Hit]:
    """By code: two statements, and a third when a SKU leads to an item the store carries."""
    codes = upc_candidates(text)
    products: list[Product] = []
    if codes:
        found = {p.upc: p for p in session.scalars(_products().where(Product.upc.in_(codes)))}
        products = [found[c] for c in codes if c in found]
    if len(text) > LONGEST_SKU and not codes:
        return []
    is_sku = VendorItem.sku.in_({text, text.upper()})
    clause = sa.or_(VendorItem.upc.in_(codes), is_sku) if codes else is_sku
    rows = list(session.scalars(_rows().where(clause).order_by(VendorItem.id).limit(MOST_HITS)))
    return _complete(session, products, rows, exact=True, rows_known=True)


def _by_words(session: Session, text: str) -> list[Hit]:
    words = haystack(text).split()[:MOST_WORDS]
    if not words or len("".join(words)) < 2:
        return []
    products = session.scalars(
        _products()
        .where(*(Product.search_text.contains(w, autoescape=True) for w in words))
        .order_by(_closeness(Product.description, words[0]), Product.description, Product.id)
        .limit(MOST_HITS)
    ).all()
    rows = session.scalars(
        _rows()
        .where(*(VendorItem.search_text.contains(w, autoescape=True) for w in words))
        .order_by(
            _closeness(VendorItem.description, words[0]), VendorItem.description, VendorItem.id
        )
        .limit(MOST_HITS)
    ).all()
    return _complete(session, list(products), list(rows), exact=False)[:MOST_HITS]


def _closeness(description: InstrumentedAttribute[str], word: str) -> sa.Case[int]:
    """Items called so come first, then those with such a word in their name, then brands and
    rest."""
    name = sa.func.lower(description)
    return sa.case(
        (name.startswith(word, autoescape=True), 0),
        (name.contains(f" {word}", autoescape=True), 1),
        else_=2,
    )


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
        named |= {p.upc: p for p in session.scalars(_products().where(Product.upc.in_(unread)))}
    wanted = [p.upc for p in products]
    every = rows
    if wanted and not rows_known:
        every = rows + list(session.scalars(_rows().where(VendorItem.upc.in_(wanted))))
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


def _products() -> sa.Select[Product]:
    mapped = joinedload(Product.department).joinedload(Department.ordered_as)
    return (
        sa.select(Product)
        .where(Product.active.is_(True))
        .options(joinedload(Product.vendor), mapped)
    )


def _rows() -> sa.Select[VendorItem]:
    return (
        sa.select(VendorItem)
        .where(VendorItem.active.is_(True))
        .options(joinedload(VendorItem.vendor), joinedload(VendorItem.department))
    )
