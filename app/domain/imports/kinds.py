"""The kinds of files: which columns they have, what names a row, which rules a row must keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.customers import phones
from app.domain.imports import cells, fields
from app.domain.imports.cells import Doubt, Parser, RowRefused, shown
from app.domain.imports.fields import COSTING, PRICING, Field, Reading
from app.models import Department, ImportKind, LikeCode, MemberType, SaleType, Vendor
from app.vocabulary import money
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission

Key = tuple[Any, ...]
Values = dict[str, Any]
Say = Callable[[str, str], None]
"""Called with a field and what is wrong with it; the row is taken all the same."""


@dataclass(frozen=True)
class Kind:
    """What rows of such a file are. `key` gives what a row is known by, or None; `rule` may change
    the values of a row, say what is odd, or refuse it by RowRefused."""

    kind: ImportKind
    noun: str
    fields: tuple[Field, ...]
    key: Callable[[Values], Key | None]
    rule: Callable[[Values, Say], None]
    needs: frozenset[Permission] = frozenset()

    def field(self, name: str) -> Field:
        """A field by its name; KeyError for one that this kind does not have."""
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)


def _phone(reading: Reading) -> Parser:
    def read(cell: str, doubt: Doubt) -> str:
        number = phones.to_e164(cell, reading.country or phones.HOME_COUNTRY)
        if number is None or len(number) > 40:
            raise RowRefused(f"{shown(cell)} does not read as a phone number with area code.")
        return number

    return read


def _case_cost(values: Values, say: Say) -> None:
    """The cost of a unit from that of a case, where the file has only the latter."""
    case: Decimal | None = values.pop("case_cost", None)
    if case is None or values.get("cost") is not None:
        return
    size = values.get("case_size")
    if not size:
        say("case_cost", "The case cost says nothing without a case size; the cost stays.")
        return
    values["cost"] = money.unit(case / size)


def _no_rule(values: Values, say: Say) -> None:
    """Nothing beyond the cells themselves."""


def _one_target(values: Values, say: Say) -> None:
    if ("upc" in values) == ("like_code" in values):
        raise RowRefused("A row needs an item’s code or a like code, and not both.")
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        raise RowRefused("The sale ends before it starts.")


def _keyed(*names: str) -> Callable[[Values], Key | None]:
    def key(values: Values) -> Key | None:
        found = tuple(values.get(name) for name in names)
        return None if None in found else found

    return key


def _sale_key(values: Values) -> Key | None:
    target = values.get("upc") or values.get("like_code")
    if target is None:
        return None
    name = values.get("sale_name")
    dates = (values.get("starts_on"), values.get("ends_on"))
    return (name.casefold() if name else None, values.get("sale_type_id"), *dates, target)


def _person_key(values: Values) -> Key | None:
    number = values.get("member_number")
    return None if number is None else (number, values.setdefault("person_number", 1))


_DESCRIPTION = Field("description", "Description", fields.named(120), required=True,
                     synonyms=("description", "item description", "product description", "product",
                               "product name", "name", "item name", "item", "long description",
                               "desc", "title"))  # fmt: skip
_BRAND = Field("brand", "Brand", fields.named(60),
               synonyms=("brand", "brand name", "manufacturer", "label", "make"))  # fmt: skip
_SIZE = Field("size", "Size", fields.named(40),
              synonyms=("size", "unit size", "item size", "package size", "weight", "uom",
                        "size uom", "net weight"))  # fmt: skip
_CASE_SIZE = Field("case_size", "Units in a case", fields.case_size,
                   synonyms=("units in a case", "case size", "pack", "case pack", "units", "case",
                             "units per case", "pack size", "case qty", "case quantity", "qty",
                             "caseunits"))  # fmt: skip
_COST = Field("cost", "Cost of a unit", fields.amount(cells.cost), figure=Figure.COST,
              needs=COSTING, synonyms=("cost", "unit cost", "cost of a unit", "wholesale", "net",
                                       "wholesale price", "net cost", "unit price",
                                       "each cost"))  # fmt: skip
_DEPARTMENT = Field("department", "Department", fields.known(Department, "department"),
                    fills="department_id", hint="By number or name",
                    synonyms=("department", "dept", "dept no", "department number",
                              "category"))  # fmt: skip
_UPC = Field("upc", "UPC", fields.code,
             synonyms=("upc", "upc code", "ean", "gtin", "barcode", "unit upc", "plu", "upc plu",
                       "item upc", "retail upc"))  # fmt: skip

VENDOR_ITEMS = Kind(
    ImportKind.VENDOR_ITEMS,
    "item",
    (
        Field("sku", "SKU", fields.sku, required=True, hint="The vendor’s number for the item",
              synonyms=("sku", "item number", "item no", "item #", "vendor sku", "order code",
                        "item code", "product code", "vendor item", "supplier sku", "code",
                        "prod no", "product number")),
        _UPC,
        _DESCRIPTION,
        _BRAND,
        _SIZE,
        _CASE_SIZE,
        _COST,
        Field("case_cost", "Cost of a case", fields.amount(cells.cost), figure=Figure.COST,
              needs=COSTING, hint="Divided by the units in a case",
              synonyms=("case cost", "case price", "cost of a case", "cost per case",
                        "wholesale case price")),
        Field("suggested_retail", "Suggested retail", fields.amount(cells.retail),
              figure=Figure.RETAIL, needs=PRICING,
              synonyms=("srp", "msrp", "suggested retail", "suggested retail price", "rrp",
                        "retail", "list price", "suggested price")),
        _DEPARTMENT,
    ),
    _keyed("sku"),
    _case_cost,
)  # fmt: skip

PRODUCTS = Kind(
    ImportKind.PRODUCTS,
    "item",
    (
        Field("upc", "UPC", fields.code, required=True, synonyms=_UPC.synonyms),
        _DESCRIPTION,
        _BRAND,
        _SIZE,
        _DEPARTMENT,
        Field("vendor", "Vendor", fields.known(Vendor, "vendor"), fills="vendor_id",
              hint="By name", synonyms=("vendor", "supplier", "default vendor", "vendor name")),
        _CASE_SIZE,
        Field("retail", "Retail price", fields.amount(cells.retail), figure=Figure.RETAIL,
              needs=PRICING, synonyms=("retail", "price", "normal price", "retail price",
                                       "regular price", "shelf price")),
        _COST,
        Field("discountable", "Takes discounts", fields.yes_no, needs=PRICING,
              synonyms=("discountable", "discount", "takes discounts")),
        Field("like_code", "Like code", fields.like_code(LikeCode), needs=PRICING,
              synonyms=("like code", "likecode")),
        Field("by_weight", "Sold by weight", fields.yes_no,
              synonyms=("by weight", "scale", "sold by weight", "weighed")),
        Field("active", "Carried", fields.yes_no, hint="No withdraws the item",
              synonyms=("active", "in use", "inuse", "carried")),
    ),
    _keyed("upc"),
    _no_rule,
)  # fmt: skip

SALES = Kind(
    ImportKind.SALES,
    "price",
    (
        Field("upc", "UPC", fields.code, synonyms=_UPC.synonyms),
        Field("like_code", "Like code", fields.like_code(LikeCode),
              synonyms=("like code", "likecode")),
        Field("price", "Sale price", fields.amount(cells.retail), required=True,
              figure=Figure.SALE, needs=PRICING,
              synonyms=("sale price", "price", "promo price", "special price", "sale",
                        "sale retail")),
        Field("sale_name", "Name of the sale", fields.text(80),
              synonyms=("sale name", "batch name", "batch", "promo", "promotion", "event")),
        Field("sale_type", "Type of sale", fields.known(SaleType, "type of sale"),
              fills="sale_type_id", hint="By number or name",
              synonyms=("sale type", "batch type", "type of sale")),
        Field("starts_on", "First day", fields.day,
              synonyms=("start", "start date", "starts", "first day", "from", "begin date",
                        "starts on")),
        Field("ends_on", "Last day", fields.day,
              synonyms=("end", "end date", "ends", "last day", "to", "until", "ends on")),
    ),
    _sale_key,
    _one_target,
    needs=PRICING,
)  # fmt: skip

CUSTOMERS = Kind(
    ImportKind.CUSTOMERS,
    "person",
    (
        Field("member_number", "Member number", fields.whole(least=1), required=True,
              synonyms=("member number", "member", "member no", "member #", "owner number", "owner",
                        "card no", "cardno", "card number", "account", "membership number")),
        Field("person_number", "Person in the household", fields.whole(least=1, most=99),
              hint="1 when the file does not say",
              synonyms=("person number", "person", "personnum", "household person")),
        Field("last_name", "Last name", fields.text(80), required=True,
              hint="Or the name of an organization",
              synonyms=("last name", "lastname", "surname", "family name", "name")),
        Field("first_name", "First name", fields.text(60),
              synonyms=("first name", "firstname", "given name")),
        Field("phone", "Phone", _phone,
              synonyms=("phone", "phone number", "telephone", "tel", "mobile", "cell")),
        Field("email", "E-mail", fields.email,
              synonyms=("email", "e-mail", "email address", "mail")),
        Field("street", "Street", fields.text(120),
              synonyms=("street", "address", "address 1", "street address", "addr")),
        Field("city", "City", fields.text(80), synonyms=("city", "town")),
        Field("region", "State", fields.text(40), synonyms=("state", "region", "province")),
        Field("postal_code", "Postal code", fields.text(20),
              synonyms=("zip", "zip code", "postal code", "postcode", "zipcode")),
        Field("member_type", "Member type", fields.known(MemberType, "member type"),
              fills="member_type_id", needs=PRICING, hint="By number or name; it decides prices",
              synonyms=("member type", "memtype", "membership type", "type")),
        Field("active", "Active", fields.yes_no, synonyms=("active",)),
    ),
    _person_key,
    _no_rule,
    needs=frozenset({Permission.CUSTOMERS_MANAGE}),
)  # fmt: skip

KINDS: Mapping[ImportKind, Kind] = {
    each.kind: each for each in (VENDOR_ITEMS, PRODUCTS, SALES, CUSTOMERS)
}
