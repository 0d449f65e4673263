"""What must hold between the demo tables, so that the player never stumbles half way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING

from app.models.customers import ContactWay
from app.vocabulary.barcodes import STORED_LENGTH, read_tag

if TYPE_CHECKING:
    from app.demo.data.load import DemoData


def faults(data: DemoData) -> Iterator[str]:
    """A sentence for every row that does not fit; nothing when all is well."""
    yield from _repeated(data)
    yield from _dangling(data)
    yield from _codes(data)
    yield from _figures(data)
    yield from _sales(data)
    yield from _people(data)


def _repeated(data: DemoData) -> Iterator[str]:
    keys: dict[str, Iterable[Hashable]] = {
        "store": (store.key for store in data.stores),
        "username": (person.username for person in data.staff),
        "super department": (one.number for one in data.super_departments),
        "department": (one.number for one in data.departments),
        "vendor": (vendor.key for vendor in data.vendors),
        "like code": (one.number for one in data.like_codes),
        "product": (product.upc for product in data.products),
        "product description": (product.description for product in data.products),
        "SKU": (item.sku for item in data.vendor_items),
        "catalogue item": ((i.vendor, i.upc) for i in data.vendor_items if i.upc),
        "sale type": (one.key for one in data.sale_types),
        "sale": (sale.key for sale in data.sales),
        "sale item": ((item.sale, item.upc, item.like_code) for item in data.sale_items),
        "member type": (one.key for one in data.member_types),
        "customer": (customer.key for customer in data.customers),
        "member": ((c.member_number, c.person_number) for c in data.customers if c.member_number),
    }
    for what, values in keys.items():
        for value, times in Counter(values).items():
            if times > 1:
                yield f"{what} {value} stands {times} times"


def _dangling(data: DemoData) -> Iterator[str]:
    stores = {store.key for store in data.stores}
    departments = {one.number for one in data.departments}
    vendors = {vendor.key for vendor in data.vendors}
    like_codes = {one.number for one in data.like_codes}
    references: list[tuple[str, Iterable[Hashable], set[Hashable]]] = [
        ("store", (person.store for person in data.staff), {*stores}),
        ("store", (customer.store for customer in data.customers), {*stores}),
        ("buyer", (o.buyer for o in data.super_departments), {p.username for p in data.staff}),
        (
            "buyer",
            (o.helper for o in data.super_departments),
            {"", *(p.username for p in data.staff)},
        ),
        (
            "super department",
            (one.super_department for one in data.departments),
            {one.number for one in data.super_departments},
        ),
        ("department", (o.ordered_as for o in data.departments), {*departments, None}),
        ("department", (product.department for product in data.products), {*departments}),
        ("department", (item.department for item in data.vendor_items), {*departments, None}),
        ("department", (note.department for note in data.notes), {*departments}),
        ("department", (item.department for item in data.free_items), {*departments}),
        ("vendor", (product.vendor for product in data.products), {*vendors, None}),
        ("vendor", (item.vendor for item in data.vendor_items), {*vendors}),
        ("like code", (product.like_code for product in data.products), {*like_codes, None}),
        ("like code", (item.like_code for item in data.sale_items), {*like_codes, None}),
        ("sale type", (sale.sale_type for sale in data.sales), {t.key for t in data.sale_types}),
        ("sale", (item.sale for item in data.sale_items), {sale.key for sale in data.sales}),
        ("product", (item.upc for item in data.sale_items), {*data.product_by_upc, None}),
        (
            "member type",
            (c.member_type for c in data.customers),
            {t.key for t in data.member_types},
        ),
    ]
    for what, mentioned, known in references:
        for missing in sorted({str(one) for one in mentioned if one not in known}):
            yield f"{what} {missing} is mentioned and does not exist"


def _codes(data: DemoData) -> Iterator[str]:
    codes = [product.upc for product in data.products]
    codes += [item.upc for item in data.vendor_items if item.upc is not None]
    for code in codes:
        if not (code.isascii() and code.isdigit() and len(code) == STORED_LENGTH):
            yield f"UPC {code} is not {STORED_LENGTH} digits"
        elif read_tag(code) is not None:
            yield f"UPC {code} would be read as a tag"


def _figures(data: DemoData) -> Iterator[str]:
    for product in data.products:
        if product.retail <= 0:
            yield f"{product.description} costs nothing"
        if product.cost is not None and product.cost >= product.retail:
            yield f"{product.description} sells at or below its cost"
    for item in data.vendor_items:
        if item.case_cost is None:
            continue
        if item.unit_cost is None or item.case_size is None:
            yield f"{item.vendor} {item.sku} has a case cost without unit cost or case size"
        elif abs(item.unit_cost * item.case_size - item.case_cost) * 100 > item.case_size:
            yield f"{item.vendor} {item.sku}: unit cost and case cost disagree"


def _sales(data: DemoData) -> Iterator[str]:
    for sale in data.sales:
        if sale.ends_in < sale.starts_in:
            yield f"sale {sale.key} ends before it starts"
    for item in data.sale_items:
        if (item.upc is None) == (item.like_code is None):
            yield f"an item of sale {item.sale} needs a product or a like code"
        if item.price <= 0:
            yield f"an item of sale {item.sale} has no price"


def _people(data: DemoData) -> Iterator[str]:
    members = {one.key for one in data.member_types if one.is_member}
    for customer in data.customers:
        if customer.member_type in members and customer.member_number is None:
            yield f"{customer.key} is a member without a number"
        if customer.contact_way is ContactWay.EMAIL and not customer.email:
            yield f"{customer.key} wants e-mail and has no address"
    if sum(store.main for store in data.stores) != 1:
        yield "one store, and only one, is the main one"
