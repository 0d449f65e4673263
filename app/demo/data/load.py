"""All tables of the demo co-op in one value, checked against each other."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import get_args, get_type_hints

from app.demo.data.checking import faults
from app.demo.data.reading import DemoDataError, read_table
from app.demo.data.records import (
    CustomerRow,
    DepartmentRow,
    FreeItemRow,
    LikeCodeRow,
    MemberTypeRow,
    NoteRow,
    ProductRow,
    RemarkRow,
    SaleItemRow,
    SaleRow,
    SaleTypeRow,
    StaffRow,
    StoreRow,
    SuperDepartmentRow,
    VendorItemRow,
    VendorRow,
)

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class DemoData:
    """Every table by the name of its file, in an order in which they can be stored: a row refers
    only to tables above its own; departments, by their map, also to one another."""

    stores: tuple[StoreRow, ...]
    staff: tuple[StaffRow, ...]
    super_departments: tuple[SuperDepartmentRow, ...]
    departments: tuple[DepartmentRow, ...]
    vendors: tuple[VendorRow, ...]
    like_codes: tuple[LikeCodeRow, ...]
    products: tuple[ProductRow, ...]
    vendor_items: tuple[VendorItemRow, ...]
    sale_types: tuple[SaleTypeRow, ...]
    sales: tuple[SaleRow, ...]
    sale_items: tuple[SaleItemRow, ...]
    member_types: tuple[MemberTypeRow, ...]
    customers: tuple[CustomerRow, ...]
    notes: tuple[NoteRow, ...]
    free_items: tuple[FreeItemRow, ...]
    remarks: tuple[RemarkRow, ...]

    @cached_property
    def product_by_upc(self) -> dict[str, ProductRow]:
        """Products by their 13 digits."""
        return {product.upc: product for product in self.products}

    @cached_property
    def customer_by_key(self) -> dict[str, CustomerRow]:
        """Customers by key (first and last name in plain letters)."""
        return {customer.key: customer for customer in self.customers}

    @cached_property
    def not_carried(self) -> tuple[VendorItemRow, ...]:
        """What vendors sell and no shelf has: special orders are made for it (C1, C16)."""
        return tuple(item for item in self.vendor_items if item.upc not in self.product_by_upc)

    def product(self, description: str) -> ProductRow:
        """The product of that description; KeyError if there is none, descriptions are unique."""
        return self._product_by_description[description]

    def remarks_of(self, kind: str) -> tuple[str, ...]:
        """The words of one kind of remark; KeyError if there are none."""
        words = tuple(remark.words for remark in self.remarks if remark.kind == kind)
        if not words:
            raise KeyError(kind)
        return words

    @cached_property
    def _product_by_description(self) -> dict[str, ProductRow]:
        return {product.description: product for product in self.products}


@cache
def load(folder: Path = TABLES) -> DemoData:
    """The demo co-op, read once. Raises DemoDataError naming every row that does not fit."""
    hints = get_type_hints(DemoData)
    data = DemoData(
        **{
            field.name: read_table(folder / f"{field.name}.csv", get_args(hints[field.name])[0])
            for field in fields(DemoData)
        }
    )
    if found := tuple(faults(data)):
        raise DemoDataError("\n".join(found))
    return data
