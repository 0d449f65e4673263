"""The co-op as it stands before its first order: stores, people, goods, sales, customers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.demo.data import DemoData
from app.demo.data.records import CustomerRow, ProductRow, VendorItemRow, VendorRow
from app.domain.customers.contact import digits_of
from app.domain.pickup.shelves import expanded, folded
from app.models import (
    AddressPurpose,
    Customer,
    CustomerKind,
    Department,
    LikeCode,
    MemberType,
    Product,
    Role,
    Sale,
    SaleItem,
    SaleType,
    Shelf,
    Store,
    SuperDepartment,
    User,
    Vendor,
    VendorCutoff,
    VendorItem,
)
from app.vocabulary.searching import haystack

Hash = Callable[[str], str]

SHELVES = (
    ("A1–A6, B1–B6", "Back room, along the wall"),
    ("C1–C4", "Behind the service desk"),
    ("Cooler 1–3", "Walk-in cooler, left"),
    ("Freezer 1–2", "Chest freezers"),
)


@dataclass(frozen=True)
class Shop:
    """The stored rows that orders are made from, by what the tables call them."""

    stores: dict[str, Store]
    people: dict[str, User]
    departments: dict[int, Department]
    customers: dict[str, Customer]


def stock(session: Session, data: DemoData, today: date, hash_of: Hash) -> Shop:
    """Store every table of `data`; sales run around `today`. `session` must hold the first roles.
    `hash_of` makes the hash of a password."""
    stores = {
        row.key: Store(
            name=row.name,
            time_zone=row.time_zone,
            phone=shown_phone(row.phone),
            address=f"{row.street}, {row.city}, {row.region} {row.postal_code}",
        )
        for row in data.stores
    }
    _keep(session, stores)
    _shelves(session, stores)
    people = _people(session, data, stores, hash_of)
    departments = _departments(session, data, people)
    products = _goods(session, data, departments)
    _sales(session, data, products, today)
    return Shop(stores, people, departments, _customers(session, data))


def _shelves(session: Session, stores: dict[str, Store]) -> None:
    """Where goods wait for their customers, in each store."""
    for store in stores.values():
        for codes, name in SHELVES:
            session.add_all(
                Shelf(store_id=store.id, code=code, folded=folded(code), name=name)
                for code in expanded(codes)
            )
    session.flush()


def shown_phone(number: str) -> str:
    """`+12065550102` the way people write it: `(206) 555-0102`."""
    digits = digits_of(number)
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if len(digits) == 10 else number


def _keep(session: Session, rows: dict[str, Store] | dict[int, Department]) -> None:
    session.add_all(rows.values())
    session.flush()


def _people(
    session: Session, data: DemoData, stores: dict[str, Store], hash_of: Hash
) -> dict[str, User]:
    roles = {role.name: role for role in session.scalars(sa.select(Role))}
    # Hashing is slow by design and lets go of the interpreter: all cores help.
    with ThreadPoolExecutor() as pool:
        hashes = list(pool.map(hash_of, (row.password for row in data.staff)))
    people = {
        row.username: User(
            username=row.username,
            name=row.display_name,
            password_hash=made,
            store=stores[row.store],
            roles=[roles[row.role]],
        )
        for row, made in zip(data.staff, hashes, strict=True)
    }
    session.add_all(people.values())
    return people


def _departments(
    session: Session, data: DemoData, people: dict[str, User]
) -> dict[int, Department]:
    realms = {
        row.number: SuperDepartment(number=row.number, name=row.name)
        for row in data.super_departments
    }
    for row in data.super_departments:
        for username in {row.buyer: None, row.helper: None}:
            if username:
                people[username].super_departments.append(realms[row.number])
    departments = {
        row.number: Department(
            number=row.number,
            name=row.name,
            super_department=realms[row.super_department],
            minimum_quantity=row.minimum_quantity,
            always_ask=row.always_ask,
        )
        for row in data.departments
    }
    _keep(session, departments)
    for row in data.departments:
        if row.ordered_as is not None:
            departments[row.number].ordered_as = departments[row.ordered_as]
    session.flush()
    return departments


def _goods(
    session: Session, data: DemoData, departments: dict[int, Department]
) -> dict[str, Product]:
    vendors = {row.key: _vendor(row) for row in data.vendors}
    products = {row.upc: _product(row, departments, vendors) for row in data.products}
    session.add_all(products.values())
    session.add_all(LikeCode(number=row.number, name=row.name) for row in data.like_codes)
    session.add_all(_vendor_item(row, departments, vendors) for row in data.vendor_items)
    session.flush()
    session.add_all(
        VendorCutoff(
            vendor_id=vendors[row.key].id, weekday=weekday, at=row.until, days_later=row.lead_days
        )
        for row in data.vendors
        for weekday in row.weekdays
    )
    return products


def _vendor(row: VendorRow) -> Vendor:
    return Vendor(
        name=row.name,
        phone=shown_phone(row.phone),
        email=row.email,
        order_days=row.order_days.title(),
        account=row.account,
        order_email=row.email,
        minimum_amount=row.minimum_order or None,
        minimum_cases=row.minimum_cases,
        file_columns=row.file_columns.split(),
    )


def _product(
    row: ProductRow, departments: dict[int, Department], vendors: dict[str, Vendor]
) -> Product:
    return Product(
        upc=row.upc,
        description=row.description,
        brand=row.brand,
        size=row.size,
        department=departments[row.department],
        vendor=vendors[row.vendor] if row.vendor else None,
        retail=row.retail,
        cost=row.cost,
        discountable=row.discountable,
        by_weight=row.by_weight,
        case_size=row.case_size,
        like_code=row.like_code,
        search_text=haystack(row.description, row.brand, row.size),
    )


def _vendor_item(
    row: VendorItemRow, departments: dict[int, Department], vendors: dict[str, Vendor]
) -> VendorItem:
    return VendorItem(
        vendor=vendors[row.vendor],
        sku=row.sku,
        upc=row.upc,
        description=row.description,
        brand=row.brand,
        size=row.size,
        department=departments[row.department] if row.department else None,
        case_size=row.case_size,
        cost=row.unit_cost,
        suggested_retail=row.suggested_retail,
        search_text=haystack(row.description, row.brand, row.size),
    )


def _sales(session: Session, data: DemoData, products: dict[str, Product], today: date) -> None:
    types = {
        row.key: SaleType(
            number=row.number,
            name=row.name,
            is_sale=row.is_sale,
            member_only=row.member_only,
            eligible=row.eligible,
        )
        for row in data.sale_types
    }
    sales = {}
    for row in data.sales:
        first, last = row.period(today)
        kind = types[row.sale_type]
        sales[row.key] = Sale(name=row.name, sale_type=kind, starts_on=first, ends_on=last)
    for item in data.sale_items:
        product = products[item.upc] if item.upc else None
        made = SaleItem(product=product, like_code=item.like_code, price=item.price)
        sales[item.sale].items.append(made)
    session.add_all(sales.values())
    session.flush()


def _customers(session: Session, data: DemoData) -> dict[str, Customer]:
    types = {
        row.key: MemberType(
            number=row.number,
            name=row.name,
            is_member=row.is_member,
            rule=row.rule,
            percent=row.percent,
        )
        for row in data.member_types
    }
    customers = {row.key: _customer(row, types[row.member_type]) for row in data.customers}
    session.add_all(customers.values())
    session.flush()
    return customers


def _customer(row: CustomerRow, member_type: MemberType) -> Customer:
    digits = digits_of(row.phone)
    is_person = row.kind == CustomerKind.PERSON
    second = f"Second number {shown_phone(row.second_phone)}." if row.second_phone else ""
    return Customer(
        kind=row.kind,
        member_number=row.member_number,
        person_number=row.person_number,
        member_type=member_type,
        first_name=row.first_name,
        last_name=row.last_name,
        phone=row.phone,
        phone_digits=digits,
        email=row.email,
        contact_way=row.contact_way,
        street=row.street,
        city=row.city,
        region=row.region,
        postal_code=row.postal_code,
        country="US",
        address_purpose=AddressPurpose.HOME if is_person else AddressPurpose.BUSINESS,
        note=" ".join(part for part in (row.note, second) if part),
        search_text=haystack(
            row.first_name, row.last_name, digits, row.email, str(row.member_number or "")
        ),
    )
