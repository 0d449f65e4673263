"""Products the store carries, and rows of vendors' catalogues: added, changed (C16)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.catalog import history
from app.domain.catalog.editing import Values, add, change, check_amounts, may_set, stored_upc
from app.models import CatalogThing, LikeCode, Product, Vendor, VendorItem
from app.vocabulary.errors import Invalid
from app.vocabulary.searching import haystack

UPC_TAKEN = {"upc": "Another item has this code already."}
SKU_TAKEN = {"sku": "This vendor has an item of this number already."}
_SEARCHED = frozenset({"description", "brand", "size"})


def add_product(
    session: Session, upc: str, values: Values, *, by: Viewer, once: str = ""
) -> Product:
    """A new product under the code somebody typed or scanned. `values`: description, brand, size,
    department, vendor, case_size, like_code, discountable, by_weight and, for those who may set
    them, retail and cost. The same form twice gives the same product. Raises Invalid, NotAllowed.
    """
    may_set(values, by)
    check_amounts(values)
    code = stored_upc(upc)
    known = session.scalar(sa.select(Product).where(Product.upc == code))
    if known is not None:
        if history.made_by(session, CatalogThing.PRODUCT, known.id, once):
            return known
        gone = "" if known.active else ", and is withdrawn: bring it back"
        raise Invalid({"upc": f"{known.description} has this code already{gone}."})
    check_like_code(session, values)
    made = Product(upc=code, **values)
    made.search_text = _haystack(made)
    add(session, made, {"upc": code, **values}, by=by, taken=UPC_TAKEN, once=once)
    return made


def change_product(session: Session, product: Product, values: Values, *, by: Viewer) -> bool:
    """Change a product; lines that were taken keep what they were quoted. Whether anything was
    different. Raises Invalid, NotAllowed."""
    check_like_code(session, values)
    return _change(session, product, values, by)


def add_vendor_item(
    session: Session, vendor: Vendor, sku: str, values: Values, *, by: Viewer, once: str = ""
) -> VendorItem:
    """A new row of a vendor's catalogue (C16). `values`: description, brand, size, upc (as typed,
    or empty), department, case_size and, for those who may set them, suggested_retail and cost.
    Raises Invalid, NotAllowed."""
    may_set(values, by)
    check_amounts(values)
    values = {**values, "upc": _code(values.get("upc"))}
    query = sa.select(VendorItem).where(VendorItem.vendor_id == vendor.id, VendorItem.sku == sku)
    known = session.scalar(query)
    if known is not None:
        if history.made_by(session, CatalogThing.VENDOR_ITEM, known.id, once):
            return known
        gone = "" if known.active else ", and is withdrawn: bring it back"
        raise Invalid({"sku": f"{known.description} has this number already{gone}."})
    made = VendorItem(vendor_id=vendor.id, sku=sku, **values)
    made.vendor = vendor
    made.search_text = _haystack(made)
    facts = {"vendor": vendor, "sku": sku, **values}
    add(session, made, facts, by=by, taken=SKU_TAKEN, once=once)
    return made


def change_vendor_item(session: Session, item: VendorItem, values: Values, *, by: Viewer) -> bool:
    """Change a row of a vendor's catalogue. Whether anything was different. Raises Invalid,
    NotAllowed."""
    if "upc" in values:
        values = {**values, "upc": _code(values["upc"])}
    return _change(session, item, values, by)


def check_like_code(session: Session, values: Values) -> None:
    """Raise Invalid for a like code that nobody has made."""
    number = values.get("like_code")
    if number is None:
        return
    if session.scalar(sa.select(LikeCode.id).where(LikeCode.number == number)) is None:
        raise Invalid({"like_code": f"There is no like code {number} yet."})


def _change(session: Session, row: Any, values: Values, by: Viewer) -> bool:
    changed = change(session, row, values, by=by)
    if changed and _SEARCHED & values.keys():
        row.search_text = _haystack(row)
    return changed


def _code(text: str | None) -> str | None:
    return stored_upc(text) if text else None


def _haystack(row: Product | VendorItem) -> str:
    return haystack(row.description, row.brand or "", row.size or "")
