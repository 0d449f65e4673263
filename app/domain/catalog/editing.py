"""Changing a thing of the catalogue: what really changed is written and goes into its history; what
somebody may not set is refused, whatever a form sent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.catalog import history
from app.domain.settings.editing import fact, unique
from app.models import CatalogThing, LikeCode, Product, Sale, Store, Vendor, VendorItem
from app.vocabulary import money
from app.vocabulary.barcodes import upc_candidates
from app.vocabulary.errors import Invalid, NotFound, Refused
from app.vocabulary.permissions import Permission

Values = Mapping[str, Any]
Thing = Product | VendorItem | Vendor | LikeCode | Sale
KINDS: Mapping[type[Any], CatalogThing] = {
    Product: CatalogThing.PRODUCT,
    VendorItem: CatalogThing.VENDOR_ITEM,
    Vendor: CatalogThing.VENDOR,
    LikeCode: CatalogThing.LIKE_CODE,
    Sale: CatalogThing.SALE,
}
# Not amounts, yet they say which price an item has: discounts, and whose sales count for it.
DECIDES_PRICE = frozenset({"discountable", "like_code"})
NEEDS_COSTS = frozenset({"cost", "minimum_amount", "order_email"})
NO_CODE = "Write the code as it stands on the package, or a short PLU."


def stored_upc(text: str) -> str:
    """What somebody typed or scanned as registers keep it: 13 digits, no check digit (C16); with
    or without its check digit, or a short PLU. Invalid for `upc` if that is no code."""
    codes = upc_candidates(text)
    if not codes:
        raise Invalid({"upc": NO_CODE})
    return codes[0]


def the(session: Session, model: type[Any], row_id: int, name: str) -> Any:
    """The thing of an id; NotFound says there is no such `name`."""
    found = session.get(model, row_id)
    if found is None:
        raise NotFound(f"There is no such {name}.")
    return found


def may_set(values: Values, by: Viewer) -> None:
    """Raise NotAllowed unless `by` may edit the catalogue and set everything in `values`: amounts,
    and what decides which price counts, need the pricing permission, a cost the right to see costs
    too (C8), as does the address that purchase orders with costs go to (B1)."""
    by.can(Permission.CATALOG_EDIT).enforce()
    if (history.FIGURES.keys() | DECIDES_PRICE) & values.keys():
        by.can(Permission.PRICES_EDIT).enforce()
    if NEEDS_COSTS & values.keys():
        by.can(Permission.COSTS_SEE).enforce()


def check_amounts(values: Values) -> None:
    """Raise Invalid for an amount no store could mean; None is “not known”."""
    problems = {}
    for name in history.FIGURES.keys() & values.keys():
        amount = values[name]
        if amount is None:
            continue
        if not amount.is_finite() or amount < 0 or amount > money.LARGEST:
            problems[name] = "Write an amount of zero or more."
        elif amount != money.unit(amount):
            problems[name] = "Write at most 4 decimal places."
    if problems:
        raise Invalid(problems)


def add(
    session: Session, row: Thing, values: Values, *, by: Viewer, taken: Mapping[str, str], once: str
) -> None:
    """Store a new thing and begin its history with `values`; Invalid(`taken`) when the database
    finds that somebody was quicker."""
    with unique(session, taken):
        session.add(row)
    told = {n: (None, v) for n, v in values.items() if v not in (None, "")}
    words, amounts = _parted(session, told)
    history.note(session, by, KINDS[type(row)], row.id, "added", words, amounts, once=once)


def change(
    session: Session, row: Thing, values: Values, *, by: Viewer, verb: str = "changed"
) -> bool:
    """Set the `values` that differ and note them, before and after; whether anything did. Raises
    NotAllowed for what `by` may not set, Invalid for an amount that cannot be meant."""
    may_set(values, by)
    check_amounts(values)
    before = {name: getattr(row, name) for name in values}
    changed = {n: (before[n], v) for n, v in values.items() if before[n] != v}
    if not changed:
        return False
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    words, amounts = _parted(session, changed)
    history.note(session, by, KINDS[type(row)], row.id, verb, words, amounts)
    return True


def withdraw(session: Session, row: Thing, *, by: Viewer) -> None:
    """Take it out of what can be ordered; what was ordered stays. Nothing is ever deleted."""
    _switch(session, row, False, by)


def bring_back(session: Session, row: Thing, *, by: Viewer) -> None:
    """Make it orderable again."""
    _switch(session, row, True, by)


def _switch(session: Session, row: Thing, active: bool, by: Viewer) -> None:
    # A sale that is switched off or on again changes what people pay.
    may_set({"price": None} if isinstance(row, Sale) else {}, by)
    if isinstance(row, LikeCode):
        raise Refused("A like code is not withdrawn: take its products out of it.")
    if row.active is active:
        return
    row.active = active
    on_off = ("switched off", "switched on")
    verbs = on_off if isinstance(row, Sale) else ("withdrawn", "brought back")
    verb = verbs[active]
    history.note(session, by, KINDS[type(row)], row.id, verb, {}, {})


def _parted(
    session: Session, pairs: Mapping[str, tuple[Any, Any]]
) -> tuple[dict[str, tuple[Any, Any]], dict[str, tuple[Decimal | None, Decimal | None]]]:
    """Words and amounts apart; a store by its name."""
    words = {n: (fact(a), fact(b)) for n, (a, b) in pairs.items() if n not in history.FIGURES}
    if "store_id" in words:
        was, is_ = (_store(session, each) for each in words.pop("store_id"))
        words["store"] = (was, is_)
    return words, {n: pair for n, pair in pairs.items() if n in history.FIGURES}


def _store(session: Session, store_id: int | None) -> str:
    store = session.get(Store, store_id) if store_id is not None else None
    return store.name if store else "every store"
