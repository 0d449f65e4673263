"""The demo co-op's tables are sound, plausible, and refuse to load when they are not."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import phonenumbers
import pytest

from app.demo.data import DemoDataError, load
from app.demo.data.load import TABLES
from app.vocabulary.permissions import FIRST_ROLES

DATA = load()


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the tables that a test may spoil."""
    return Path(shutil.copytree(TABLES, tmp_path / "tables"))


def spoil(folder: Path, table: str, old: str, new: str) -> None:
    """Replace the first `old` in a table; it must be there."""
    path = folder / f"{table}.csv"
    before = path.read_text(encoding="utf-8")
    assert before.count(old) > 0
    path.write_text(before.replace(old, new, 1), encoding="utf-8")


def test_the_co_op_has_its_promised_size():
    assert {
        "stores": len(DATA.stores),
        "super departments": len(DATA.super_departments),
        "vendors": len(DATA.vendors),
        "customers": len(DATA.customers),
        "sales": len(DATA.sales),
    } == {"stores": 2, "super departments": 8, "vendors": 12, "customers": 60, "sales": 8}
    assert 30 <= len(DATA.departments) <= 40
    assert 300 <= len(DATA.products) <= 350
    assert 250 <= len(DATA.not_carried) <= 350


def test_each_vendor_has_a_catalogue_and_each_super_department_goods():
    catalogues = Counter(item.vendor for item in DATA.vendor_items)
    assert min(catalogues[vendor.key] for vendor in DATA.vendors) >= 10
    realm = {one.number: one.super_department for one in DATA.departments}
    goods = Counter(realm[product.department] for product in DATA.products)
    assert min(goods[one.number] for one in DATA.super_departments) >= 15


def test_a_product_with_a_vendor_stands_in_that_vendors_catalogue():
    listed = {(item.vendor, item.upc) for item in DATA.vendor_items}
    assert [
        p.description for p in DATA.products if p.vendor and (p.vendor, p.upc) not in listed
    ] == []


def test_the_awkward_cases_are_there():
    """Unknown cost and case size, no discount, by weight, no code, no department, no vendor."""
    assert (
        min(
            sum(p.cost is None for p in DATA.products),
            sum(p.case_size is None for p in DATA.products),
            sum(not p.discountable for p in DATA.products),
            sum(p.by_weight for p in DATA.products),
            sum(p.vendor is None for p in DATA.products),
            sum(i.upc is None for i in DATA.not_carried),
            sum(i.department is None for i in DATA.not_carried),
            sum(i.unit_cost is None for i in DATA.not_carried),
            sum(i.suggested_retail is None for i in DATA.not_carried),
        )
        >= 5
    )
    assert (
        min(
            sum(d.ordered_as is not None for d in DATA.departments),
            sum(d.minimum_quantity > 0 for d in DATA.departments),
            sum(d.always_ask for d in DATA.departments),
        )
        >= 4
    )


def test_every_kind_of_sale_runs_today():
    today = date(2031, 3, 14)
    running = {
        sale.sale_type
        for sale in DATA.sales
        if sale.period(today)[0] <= today <= sale.period(today)[1]
    }
    assert running == {one.key for one in DATA.sale_types}


def test_a_sale_lowers_the_price_of_everything_it_lists():
    is_sale = {
        sale.key: one.is_sale
        for sale in DATA.sales
        for one in DATA.sale_types
        if one.key == sale.sale_type
    }
    raised = [
        (item.sale, product.description)
        for item in DATA.sale_items
        for product in DATA.products
        if is_sale[item.sale]
        and (product.upc == item.upc or (item.like_code and product.like_code == item.like_code))
        and item.price >= product.retail
    ]
    assert raised == []


def test_products_of_a_like_code_share_price_and_department():
    prices: dict[int, set[tuple[Decimal, int]]] = {}
    for product in DATA.products:
        if product.like_code is not None:
            prices.setdefault(product.like_code, set()).add((product.retail, product.department))
    assert {code for code, found in prices.items() if len(found) != 1} == set()
    assert set(prices) == {one.number for one in DATA.like_codes}


def test_phone_numbers_are_the_fictional_ones_and_valid():
    phones = [c.phone for c in DATA.customers] + [v.phone for v in DATA.vendors]
    phones += [c.second_phone for c in DATA.customers if c.second_phone]
    assert [p for p in phones if not p.startswith("+120655501")] == []
    assert [p for p in phones if not phonenumbers.is_valid_number(phonenumbers.parse(p))] == []
    assert [p for p, times in Counter(phones).items() if times > 1] == []


def test_mail_addresses_belong_to_nobody():
    addresses = [who.email for who in (*DATA.customers, *DATA.vendors, *DATA.stores) if who.email]
    reserved = (".example", "@example.com", "@example.org", "@example.net")
    assert [address for address in addresses if not address.endswith(reserved)] == []


def test_everybody_who_signs_in_has_a_known_role():
    people = {person.username: person.role for person in DATA.staff}
    assert set(people.values()) == {name for name, _, _ in FIRST_ROLES}
    assert [people[name] for name in ("taker", "buyer", "manager", "admin")] == [
        "Order taker",
        "Buyer",
        "Manager",
        "Administrator",
    ]


def test_a_household_shares_one_member_number():
    shared = Counter(c.member_number for c in DATA.customers if c.member_number)
    assert sorted(number for number, people in shared.items() if people > 1) == [1001, 1053]


def test_goods_and_remarks_are_found_by_their_words():
    assert DATA.product("Whole Milk Yogurt, Maple").like_code == 310
    assert len(DATA.remarks_of("call_no_answer")) == 3
    with pytest.raises(KeyError):
        DATA.remarks_of("gossip")


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("stores", "hillside,1", "hillside,one", "stores.csv:2: number can't be “one”"),
        ("stores", ",yes", ",maybe", "stores.csv:2: main can't be “maybe”"),
        ("products", ",6.49,", ",NaN,", "products.csv:2: retail can't be “NaN”"),
        ("sales", ",7\n", ",7,8\n", "sales.csv:3: 6 cells, expected 5"),
        ("remarks", "kind,", "sort,", "remarks.csv: the header must be kind,words"),
        ("sales", "deals_now,", "deals_now2,", "sale deals_now is mentioned and does not exist"),
        ("like_codes", "110,", "120,", "like code 120 stands 2 times"),
        ("products", "0009950100178", "9950100178", "UPC 9950100178 is not 13 digits"),
        ("products", "0009950100178", "0045400000101", "UPC 0045400000101 would be read as a tag"),
        ("products", ",6.49,", ",1.49,", "Old-Fashioned Rolled Oats sells at or below its cost"),
    ],
)
def test_a_spoiled_table_says_where_it_is_wrong(tables, table, old, new, message):
    spoil(tables, table, old, new)
    with pytest.raises(DemoDataError) as refused:
        load(tables)
    assert refused.value.message.splitlines()[0] == message
