"""The catalogue's lists: narrowed by filters, read a page at a time, never counted or skipped
through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.domain.words import code_is, holds, matching, narrowed, words_of
from app.models import LikeCode, Product, Sale, SaleItem, SaleType, Vendor, VendorItem
from app.models.search import WORDS
from app.vocabulary.barcodes import upc_candidates

PAGE = 50
MOST_HITS = 12
NEWEST = 2_147_483_647
LONGEST_SKU = 30
NO_MONEY = Decimal(0)
Row = TypeVar("Row")
Goods = TypeVar("Goods", Product, VendorItem)


@dataclass(frozen=True)
class Wanted:
    """What a list of goods is narrowed to. `text`: a code, a vendor's SKU or words. `no_price`:
    without a retail price; `withdrawn`: those instead of the others."""

    text: str = ""
    department_id: int | None = None
    vendor_id: int | None = None
    withdrawn: bool = False
    on_sale: bool = False
    no_price: bool = False
    no_case: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted()


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows; `after` is where the next page starts, None at the end."""

    rows: list[Row]
    after: Any


def page_of(rows: list[Row], key: str) -> Page[Row]:
    """The first PAGE of `rows`, which were read with one more to know whether there are others."""
    more = len(rows) > PAGE
    return Page(rows[:PAGE], getattr(rows[PAGE - 1], key) if more else None)


def products(
    session: Session, wanted: Wanted, *, before: int, on: date, store_id: int
) -> sa.Select[Product]:
    """Products, newest first, starting below the id `before`."""
    query = _narrowed(sa.select(Product), Product, wanted)
    if wanted.no_price:
        query = query.where(sa.or_(Product.retail.is_(None), Product.retail <= NO_MONEY))
    if wanted.on_sale:
        query = query.where(Product.id.in_(on_sale(on, store_id)))
    joined = joinedload(Product.department), joinedload(Product.vendor)
    return _meant(session, query.options(*joined), Product, wanted.text, before).limit(PAGE + 1)


def by_sku(wanted: Wanted) -> bool:
    """Whether a list of vendor items goes by SKU: one vendor's catalogue as a whole does, the rest
    newest first."""
    return wanted.vendor_id is not None and not wanted.text


def vendor_items(
    session: Session, wanted: Wanted, *, before: int = NEWEST, after: str = ""
) -> sa.Select[VendorItem]:
    """Vendors' items: those of one vendor by SKU, after the SKU `after`; others newest first,
    below the id `before`."""
    query = _narrowed(sa.select(VendorItem), VendorItem, wanted)
    if wanted.no_price:
        low = sa.or_(VendorItem.suggested_retail.is_(None), VendorItem.suggested_retail <= NO_MONEY)
        query = query.where(low)
    joined = joinedload(VendorItem.department), joinedload(VendorItem.vendor)
    query = query.options(*joined).limit(PAGE + 1)
    if by_sku(wanted):
        return query.where(VendorItem.sku > after).order_by(VendorItem.sku)
    return _meant(session, query, VendorItem, wanted.text, before)


def vendors(text: str, *, withdrawn: bool, after: str) -> sa.Select[Vendor]:
    """Vendors by name, after the name `after`."""
    query = sa.select(Vendor).where(Vendor.active.is_not(withdrawn), Vendor.name > after)
    if text:
        query = query.where(holds(Vendor.name, text))
    return query.order_by(Vendor.name).limit(PAGE + 1)


def sales(text: str, state: str, *, on: date, before: int) -> sa.Select[Sale]:
    """Sales, newest first: `state` is "past", "off", or nothing: running and coming."""
    query = sa.select(Sale).where(Sale.id < before, Sale.active.is_(state != "off"))
    if state != "off":
        query = query.where(Sale.ends_on < on if state == "past" else Sale.ends_on >= on)
    if text:
        query = query.where(holds(Sale.name, text))
    return query.order_by(Sale.id.desc()).limit(PAGE + 1)


def like_codes(text: str, *, after: int) -> sa.Select[LikeCode]:
    """Like codes by number, above the number `after`."""
    query = sa.select(LikeCode).where(LikeCode.number > after)
    if text:
        hit = holds(LikeCode.name, text)
        if text.isascii() and text.isdecimal() and len(text) < 10:
            hit = hit | (LikeCode.number == int(text))
        query = query.where(hit)
    return query.order_by(LikeCode.number).limit(PAGE + 1)


def alike(number: int, *, before: int = NEWEST) -> sa.Select[Product]:
    """Products of a like code, newest first."""
    return (
        sa.select(Product)
        .where(Product.like_code == number, Product.id < before)
        .order_by(Product.id.desc())
        .limit(PAGE + 1)
    )


def find_products(session: Session, text: str) -> list[Product]:
    """Carried items that `text` means: the ones with that code, or else words that all occur; a
    dozen at most."""
    codes = upc_candidates(text)
    query = sa.select(Product).where(Product.active).order_by(Product.id).limit(MOST_HITS)
    exact = list(session.scalars(query.where(Product.upc.in_(codes)))) if codes else []
    return exact or list(session.scalars(query.where(matching(Product, text))))


def find_like_codes(session: Session, text: str) -> list[LikeCode]:
    """Like codes that `text` means, by number or words of the name; a few."""
    return list(session.scalars(like_codes(text, after=-1).limit(MOST_HITS // 2))) if text else []


def running(on: date, store_id: int) -> sa.ColumnElement[bool]:
    """Sales that count on that day in that store (C6, C10)."""
    here = sa.or_(Sale.store_id.is_(None), Sale.store_id == store_id)
    counts = sa.and_(SaleType.is_sale, SaleType.eligible)
    return sa.and_(Sale.active, Sale.starts_on <= on, Sale.ends_on >= on, here, counts)


def on_sale(on: date, store_id: int) -> sa.CompoundSelect[int]:
    """Ids of products on a sale that counts, by themselves or by their like code."""
    named = sa.select(SaleItem.product_id, SaleItem.like_code).join(SaleItem.sale)
    now = named.join(Sale.sale_type).where(running(on, store_id)).subquery()
    alone = sa.select(now.c.product_id).where(now.c.product_id.is_not(None))
    together = sa.select(Product.id).where(Product.like_code.in_(sa.select(now.c.like_code)))
    return sa.union(alone, together)


def _narrowed(query: sa.Select[Goods], model: type[Goods], wanted: Wanted) -> sa.Select[Goods]:
    query = query.where(model.active.is_not(wanted.withdrawn))
    if wanted.department_id is not None:
        query = query.where(model.department_id == wanted.department_id)
    if wanted.vendor_id is not None:
        query = query.where(model.vendor_id == wanted.vendor_id)
    if wanted.no_case:
        query = query.where(model.case_size.is_(None))
    return query


def _meant(
    session: Session, query: sa.Select[Goods], model: type[Goods], text: str, before: int
) -> sa.Select[Goods]:
    """`query` for what `text` means, newest first below the id `before`: rows of exactly that code
    or SKU, or else with all of its words."""
    exact = _exact(session, model, text) if text else []
    if text and not exact:
        return _by_words(session, query, model, text, before)
    if exact:
        query = query.where(model.id.in_(exact))
    return query.where(model.id < before).order_by(model.id.desc())


def _exact(session: Session, model: type[Goods], text: str) -> list[int]:
    """Ids of rows of exactly this code or SKU; no statement for what can be neither."""
    codes = upc_candidates(text)
    if model is VendorItem and len(text) <= LONGEST_SKU and " " not in text:
        named = code_is(VendorItem.sku, text)
        found = sa.or_(named, VendorItem.upc.in_(codes)) if codes else named
        return list(session.scalars(sa.select(VendorItem.id).where(found).limit(PAGE)))
    query = sa.select(model.id).where(model.upc.in_(codes)).limit(PAGE)
    return list(session.scalars(query)) if codes else []


def _by_words(
    session: Session, query: sa.Select[Goods], model: type[Goods], text: str, before: int
) -> sa.Select[Goods]:
    """Rows with all words, newest first. SQLite walks its index of words backwards and stops when
    the page is full; it knows the order by the index's own row number only."""
    words = words_of(text)
    if not words:
        return query.where(sa.false())
    query = narrowed(session, query, model, words)
    row_id: sa.ColumnElement[int] = model.id.expression
    if session.get_bind().dialect.name == "sqlite":
        row_id = sa.literal_column(f"{WORDS[model.__tablename__].name}.rowid", sa.Integer)
    return query.where(row_id < before).order_by(row_id.desc())
