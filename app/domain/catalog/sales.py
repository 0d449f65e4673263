"""Sales: between which days, where, and what costs how much (C6, C10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from app.domain.access import Viewer
from app.domain.catalog import history
from app.domain.catalog.editing import Values, add, change, check_amounts, may_set
from app.domain.settings.editing import unique
from app.models import CatalogChange, CatalogThing, LikeCode, Product, Sale, SaleItem, SaleType
from app.vocabulary.errors import Invalid, NotFound, Refused

ITEMS = 50
MOST_ITEMS = 20_000
MOST_OVERLAPS = 5
NEWEST = 2_147_483_647
RECENT = 20


@dataclass(frozen=True)
class ItemPage:
    """Some items of a sale, newest first; `before` starts the next page, None at the end."""

    items: list[SaleItem]
    before: int | None


def add_sale(session: Session, values: Values, *, by: Viewer, once: str = "") -> Sale:
    """A new sale without items. `values`: name, sale_type, store_id, starts_on, ends_on. The same
    form twice makes one sale. Raises Invalid for dates the wrong way round, NotAllowed."""
    may_set({**values, "price": None}, by)
    _check(values)
    # Two taps of one form wait for each other here.
    session.scalar(sa.select(SaleType.id).filter_by(id=values["sale_type"].id).with_for_update())
    known = _made_by(session, once)
    if known is not None:
        return known
    made = Sale(**values)
    add(session, made, values, by=by, taken={}, once=once)
    return made


def change_sale(session: Session, sale: Sale, values: Values, *, by: Viewer) -> bool:
    """Change a sale; whether anything was different. Raises Invalid, NotAllowed."""
    may_set({"price": None}, by)
    _check(values)
    return change(session, sale, values, by=by)


def items_of(session: Session, sale: Sale, *, before: int = NEWEST) -> ItemPage:
    """A page of what is on the sale, the newest first."""
    rows = list(
        session.scalars(
            sa.select(SaleItem)
            .where(SaleItem.sale_id == sale.id, SaleItem.id < before)
            .options(joinedload(SaleItem.product))
            .order_by(SaleItem.id.desc())
            .limit(ITEMS + 1)
        )
    )
    return ItemPage(rows[:ITEMS], rows[ITEMS - 1].id if len(rows) > ITEMS else None)


def put_on(
    session: Session, sale: Sale, target: Product | LikeCode, price: Decimal | None, *, by: Viewer
) -> str:
    """Put a product, or all of a like code, on a sale at `price` a unit; what is on it already
    gets this price. Returns "added", "repriced" or "" when nothing was different. Raises Invalid,
    Invalid too when somebody else has put it on meanwhile, Refused when the sale is full,
    NotAllowed without the pricing permission (C8)."""
    may_set({"price": price}, by)
    if price is None:
        raise Invalid({"price": "Write the sale price of a unit."})
    check_amounts({"price": price})
    _hold(session, sale)
    item = _item_for(session, sale, target)
    if item is not None:
        before, item.price = item.price, price
        if before == price:
            return ""
        _note(session, sale, "item repriced", (name_of(target),) * 2, (before, price), by)
        return "repriced"
    if (session.scalar(_counted(sale)) or 0) >= MOST_ITEMS:
        raise Refused(f"A sale holds at most {MOST_ITEMS:,} items.")
    made = SaleItem(sale_id=sale.id, price=price)
    made.product_id = target.id if isinstance(target, Product) else None
    made.like_code = target.number if isinstance(target, LikeCode) else None
    with unique(session, {"q": "It was put on the sale just now. Look at its price there."}):
        session.add(made)
    _note(session, sale, "item put on", (None, name_of(target)), (None, price), by)
    return "added"


def take_off(session: Session, sale: Sale, item_id: int, *, by: Viewer) -> str:
    """Take an item off a sale; returns its name, or "" when it is gone already. Raises
    NotAllowed."""
    may_set({"price": None}, by)
    item = session.scalar(sa.select(SaleItem).filter_by(id=item_id, sale_id=sale.id))
    if item is None:
        return ""
    name = name_of(item.product) if item.product else words_of_code(session, item.like_code)
    _note(session, sale, "item taken off", (name, None), (item.price, None), by)
    session.delete(item)
    return name


def overlaps(session: Session, sale: Sale, items: Sequence[SaleItem]) -> Mapping[int, list[Sale]]:
    """By item, the other sales that price the same thing on some of the same days and in the same
    place: of two, the lower eligible price wins (decision 3). One statement."""
    products = {i.product_id: i.product for i in items if i.product_id is not None}
    alike = {i.like_code for i in items if i.like_code is not None}
    alike |= {p.like_code for p in products.values() if p is not None and p.like_code is not None}
    where = sa.or_(SaleItem.product_id.in_(products), SaleItem.like_code.in_(alike))
    rows = session.execute(
        sa.select(SaleItem.product_id, SaleItem.like_code, Sale)
        .join(Sale, Sale.id == SaleItem.sale_id)
        .where(
            where,
            Sale.id != sale.id,
            Sale.active,
            Sale.starts_on <= sale.ends_on,
            Sale.ends_on >= sale.starts_on,
            _same_place(sale.store_id),
        )
        .limit(ITEMS * MOST_OVERLAPS)
    ).all()
    found: dict[int, list[Sale]] = {}
    for item in items:
        code = item.like_code or (item.product.like_code if item.product else None)
        same = {
            other.id: other
            for product_id, like_code, other in rows
            if (product_id is not None and product_id == item.product_id)
            or (like_code is not None and like_code == code)
        }
        found[item.id] = list(same.values())[:MOST_OVERLAPS]
    return found


def name_of(target: Product | LikeCode) -> str:
    """A product by its description and brand, a like code by number and name."""
    if isinstance(target, Product):
        return " · ".join(filter(None, (target.description, target.brand)))
    return " · ".join(filter(None, (f"Like code {target.number}", target.name)))


def words_of_code(session: Session, number: int | None) -> str:
    """A like code by number and, if somebody named it, its name."""
    row = session.scalar(sa.select(LikeCode).where(LikeCode.number == number))
    return name_of(row) if row is not None else f"Like code {number}"


def codes_named(session: Session, items: Sequence[SaleItem]) -> dict[int, LikeCode]:
    """The like codes among the items, by number; those that nobody named are missing."""
    numbers = {item.like_code for item in items if item.like_code is not None}
    query = sa.select(LikeCode).where(LikeCode.number.in_(numbers))
    return {row.number: row for row in session.scalars(query)} if numbers else {}


def sale_of(session: Session, sale_id: int) -> Sale:
    """The sale with its type; NotFound."""
    found = session.get(Sale, sale_id)
    if found is None:
        raise NotFound("There is no such sale.")
    return found


def _check(values: Values) -> None:
    first, last = values.get("starts_on"), values.get("ends_on")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        raise Invalid({"ends_on": "The last day is before the first."})


def _made_by(session: Session, once: str) -> Sale | None:
    """The sale that the form with this one-time key made, if it is among the newest."""
    newest = session.execute(
        sa.select(CatalogChange.thing_id, CatalogChange.changed)
        .where(CatalogChange.thing == CatalogThing.SALE, CatalogChange.verb == "added")
        .order_by(CatalogChange.thing_id.desc())
        .limit(RECENT)
    )
    mine = [sale_id for sale_id, changed in newest if once and changed.get(history.ONCE) == once]
    return session.get(Sale, mine[0]) if mine else None


def _hold(session: Session, sale: Sale) -> None:
    """Whoever puts something on a sale, a file too, waits here for the one before, and then sees
    what is on it, and its newest version."""
    query = sa.select(Sale).where(Sale.id == sale.id).with_for_update(of=Sale)
    session.scalars(query.execution_options(populate_existing=True)).one()


def _item_for(session: Session, sale: Sale, target: Product | LikeCode) -> SaleItem | None:
    query = sa.select(SaleItem).where(SaleItem.sale_id == sale.id)
    if isinstance(target, Product):
        return session.scalar(query.where(SaleItem.product_id == target.id).limit(1))
    return session.scalar(query.where(SaleItem.like_code == target.number).limit(1))


def _counted(sale: Sale) -> sa.Select[int]:
    some = sa.select(SaleItem.id).where(SaleItem.sale_id == sale.id).limit(MOST_ITEMS)
    return sa.select(sa.func.count()).select_from(some.subquery())


def _same_place(store_id: int | None) -> sa.ColumnElement[bool]:
    if store_id is None:
        return sa.true()
    return sa.or_(Sale.store_id.is_(None), Sale.store_id == store_id)


def _note(
    session: Session,
    sale: Sale,
    verb: str,
    item: tuple[str | None, str | None],
    price: tuple[Decimal | None, Decimal | None],
    by: Viewer,
) -> None:
    """A change of what is on a sale is one of the sale: its version counts up."""
    flag_modified(sale, "name")
    history.note(session, by, CatalogThing.SALE, sale.id, verb, {"item": item}, {"price": price})
