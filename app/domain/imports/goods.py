"""Writing vendors' catalogues and products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

import sqlalchemy as sa

from app.domain.imports.writing import CatalogWriter
from app.models import CatalogThing, Department, Product, Vendor, VendorItem
from app.vocabulary.searching import haystack

_WORDS = {"description": "", "brand": "", "size": ""}


class _Goods(CatalogWriter):
    def searched(self, values: Mapping[str, Any]) -> str:
        """What the catalogue itself is searched by."""
        return haystack(values["description"], values["brand"], values["size"])


class VendorItems(_Goods):
    """Rows of one vendor's catalogue, by SKU (C16)."""

    table = cast(sa.Table, VendorItem.__table__)
    thing = CatalogThing.VENDOR_ITEM
    key = "sku"
    blank: ClassVar[Mapping[str, Any]] = _WORDS | {
        "upc": None,
        "case_size": None,
        "cost": None,
        "suggested_retail": None,
        "department_id": None,
    }
    names: ClassVar[Mapping[str, tuple[str, type[Any]]]] = {
        "department_id": ("department", Department)
    }
    revives = True

    def scope(self) -> dict[str, Any]:
        """All rows are of the vendor of the file."""
        return {"vendor_id": self.vendor_id}


class Products(_Goods):
    """Items the store carries, by their code."""

    table = cast(sa.Table, Product.__table__)
    thing = CatalogThing.PRODUCT
    key = "upc"
    blank: ClassVar[Mapping[str, Any]] = _WORDS | {
        "department_id": None,
        "vendor_id": None,
        "retail": None,
        "cost": None,
        "discountable": True,
        "by_weight": False,
        "case_size": None,
        "like_code": None,
    }
    names: ClassVar[Mapping[str, tuple[str, type[Any]]]] = {
        "department_id": ("department", Department),
        "vendor_id": ("vendor", Vendor),
    }
