"""A store with something of everything, and amounts that nothing else in the world looks like.

Every amount has six figures before the point (percentages: four behind), so that finding one of
them anywhere is no accident. The rest of what is here stays far below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.orders import actions, changing, drafts
from app.domain.orders.content import DraftContent, DraftItem
from app.domain.orders.statuses import StatusBook, book
from app.models import (
    Base,
    Department,
    Draft,
    LineKind,
    MemberRule,
    Order,
    OrderLine,
    PriceRule,
    Product,
    Role,
    RolePermission,
    Sale,
    SaleItem,
    SaleType,
    User,
)
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from tests.factories import (
    a_customer,
    a_department,
    a_member_type,
    a_product,
    a_vendor,
    a_vendor_item,
    a_wish,
    an_order,
)
from tests.laws.seed_batches import seed_batches
from tests.laws.seed_calls import make_calls
from tests.laws.seed_customers import reached_elsewhere
from tests.laws.seed_imports import seed_imports
from tests.laws.seed_messages import write_messages
from tests.laws.seed_papers import print_papers
from tests.laws.seed_purchases import seed_purchases
from tests.laws.seed_register import seed_register
from tests.laws.seed_repeats import seed_repeats
from tests.laws.seed_shelves import seed_shelves
from tests.laws.seed_traces import leave_traces
from tests.laws.shelves import fill_shelves
from tests.support.cast import Cast, viewer_of

FIGURES = frozenset({Permission.PRICES_SEE, Permission.PRICES_EDIT, Permission.COSTS_SEE})
# Roles that a store could make: everything but some figures.
SPECIAL_ROLES = {
    "blind": frozenset(Permission) - FIGURES,
    "priced": frozenset(Permission) - {Permission.COSTS_SEE},
    "costed": frozenset(Permission) - {Permission.PRICES_SEE, Permission.PRICES_EDIT},
    "setter": frozenset(Permission) - {Permission.PRICES_SEE, Permission.COSTS_SEE},
}
# What everything to be found has in its name.
WORD = "Lawful"


class Keys:
    """One-time keys, the same in each world. `given` is how many there were."""

    def __init__(self, given: int = 0) -> None:
        self.given = given

    def __next__(self) -> str:
        self.given += 1
        return f"lawful-key-no-{self.given:04}"


@dataclass
class World:
    """What was made. `values` holds, by the name of an address's part, what may stand there."""

    session: Session
    cast: Cast
    people: dict[str, User]
    departments: list[Department]
    products: list[Product]
    orders: dict[str, Order] = field(default_factory=dict)
    values: dict[str, list[object]] = field(default_factory=dict)
    keys: Keys = field(default_factory=Keys)

    def line(self, name: str, number: int = 1) -> OrderLine:
        """A line of the order that is known by this name."""
        return next(line for line in self.orders[name].lines if line.number == number)

    def seen_by(self, session: Session) -> World:
        """The same world, its things loaded by another session."""

        def again(thing: Any) -> Any:
            if isinstance(thing, Base):
                return session.get_one(type(thing), sa.inspect(thing).identity)
            if isinstance(thing, dict):
                return {name: again(one) for name, one in thing.items()}
            return [again(one) for one in thing] if isinstance(thing, list) else thing

        cast = Cast(**{name: again(one) for name, one in vars(self.cast).items()})
        people, orders = again(self.people), again(self.orders)
        departments, products = again(self.departments), again(self.products)
        keys = Keys(self.keys.given)
        return World(session, cast, people, departments, products, orders, self.values, keys)


def secret_amounts(start: int = 310_013) -> Iterator[Decimal]:
    """Amounts no two of which look alike."""
    return (Decimal(f"{start + 7919 * n}.37") for n in count())


def make_world(session: Session, cast: Cast) -> World:
    """Fill the store through the real actions wherever there is one."""
    people = {**cast.everybody, **_special_people(session, cast)}
    departments = _departments(session)
    world = World(session, cast, people, departments, _products(session, departments))
    _sale(session, world)
    _orders(session, world)
    _after_taking(session, world)
    print_papers(session, world)
    _drafts(session, world)
    make_calls(session, world)
    leave_traces(session, world, str(next(secret_amounts(810_013))))
    fill_shelves(session, world)
    seed_imports(session, world, WORD, secret_amounts(910_027))
    seed_batches(session, world)
    seed_purchases(session, world)
    write_messages(session, world)
    seed_repeats(session, world, secret_amounts(410_019))
    seed_register(session, world, secret_amounts(510_029))
    seed_shelves(session, world)
    session.flush()
    world.values = _values(session, world)
    session.commit()
    return world


def _special_people(session: Session, cast: Cast) -> dict[str, User]:
    made = {}
    for name, permissions in SPECIAL_ROLES.items():
        grants = [RolePermission(permission=p) for p in sorted(permissions)]
        role = Role(name=name.capitalize(), purpose="For laws", grants=grants)
        person = f"{name.capitalize()} Person"
        made[name] = User(username=name, name=person, store_id=cast.hill.id, roles=[role])
    session.add_all(made.values())
    session.flush()
    return made


def _departments(session: Session) -> list[Department]:
    bulk = a_department(session, "Bulk")
    asking = a_department(session, "Cheese", minimum_quantity=6, always_ask=True)
    mapped = a_department(session, "Snacks", ordered_as=bulk)
    return [bulk, asking, mapped]


def _products(session: Session, departments: list[Department]) -> list[Product]:
    retail, cost = secret_amounts(), secret_amounts(110_017)
    vendor = a_vendor(session, f"{WORD} Mills")
    made = [
        a_product(
            session,
            departments[n % 3],
            description=f"{WORD} oats {n}",
            retail=next(retail),
            cost=next(cost) + Decimal("0.0041"),
            case_size=6,
            vendor=vendor,
            discountable=n != 4,
        )
        for n in range(6)
    ]
    a_vendor_item(
        session,
        vendor,
        description=f"{WORD} wraps",
        sku="LAW-1",
        cost=next(cost),
        suggested_retail=next(retail),
        department=departments[0],
    )
    return made


def _sale(session: Session, world: World) -> None:
    kind = SaleType(number=1, name="Member days", member_only=False, eligible=True)
    today = clock.now().date()
    prices = secret_amounts(210_011)
    items = [SaleItem(product=world.products[1], price=next(prices))]
    span = {"starts_on": today - timedelta(days=200), "ends_on": today + timedelta(days=30)}
    session.add(Sale(name="Spring sale", sale_type=kind, items=items, **span))
    session.flush()


def _orders(session: Session, world: World) -> None:
    percents = {"down": Decimal("17.3571"), "up": Decimal("53.9173")}
    down = a_member_type(session, MemberRule.MARKDOWN, str(percents["down"]), name="Owner")
    up = a_member_type(session, MemberRule.MARKUP, str(percents["up"]), name="Staff")
    finer = {"vendor_id": world.products[0].vendor_id, "percent": Decimal("19.8317")}
    session.add(PriceRule(member_type=down, rule=MemberRule.MARKDOWN, **finer))
    owner = a_customer(session, last_name=WORD, member_number=208, member_type=down)
    staff = a_customer(session, last_name=f"{WORD} Staff", member_number=209, member_type=up)
    reached_elsewhere(session, owner)
    taker = viewer_of(world.cast.taker)
    oats, sale, *others = world.products
    two = [a_wish(oats, cases=2), a_wish(sale)]
    note = DraftItem(0, LineKind.NOTE, description="The good one", department_id=oats.department_id)
    wishes = {
        "new": (two, owner, {"call_first": True}),
        "waiting": ([a_wish(others[0]), note], staff, {"comments": f"{WORD} words"}),
        "placed": ([a_wish(others[1])], None, {}),
        "arrived": (two, staff, {}),
        "tagged": ([a_wish(others[2]), a_wish(sale)], owner, {}),
        "sold": ([a_wish(others[3])], owner, {}),
        "half": (two, owner, {}),
        "closed": (two, staff, {}),
        "reopened": ([a_wish(oats)], None, {}),
    }
    for name, (items, customer, values) in wishes.items():
        world.orders[name] = an_order(session, taker, items, customer, **values)
    old = clock.now() - timedelta(days=100)
    with clock.set_to(old):
        world.orders["stale"] = an_order(session, taker, [a_wish(others[0])], owner)


def _after_taking(session: Session, world: World) -> None:
    buyer, statuses = viewer_of(world.cast.buyer), book(session)
    admin = viewer_of(world.cast.admin)
    for name, *keys in (
        ("waiting", "called_waiting"),
        ("placed", "placed"),
        ("arrived", "placed", "arrived"),
        ("tagged", "placed", "arrived"),
        ("sold", "placed", "arrived"),
    ):
        for key in keys:
            actions.move_all(world.orders[name], key, by=buyer, book=statuses, sure=True)
    _price_by_hand(session, world)
    _close(world, statuses)
    session.flush()
    actions.reopen(world.orders["reopened"], by=admin, book=statuses, why="wanted")
    actions.keep_open(world.orders["new"], date(2099, 1, 1), by=buyer)
    actions.edit_notes(world.orders["new"], f"{WORD} note", by=buyer)
    session.flush()


def _price_by_hand(session: Session, world: World) -> None:
    buyer, manual = viewer_of(world.cast.buyer), secret_amounts(710_023)
    changing.set_price(session, world.line("placed"), next(manual), by=buyer)
    changing.set_price(session, world.line("arrived"), next(manual), by=buyer, per_case=True)
    changing.set_price(session, world.line("half"), next(manual), by=buyer)
    changing.lift_price(session, world.line("half"), by=buyer)


def _close(world: World, statuses: StatusBook) -> None:
    buyer = viewer_of(world.cast.buyer)
    half = [world.line("half", 2)]
    actions.close(world.orders["half"], "canceled", by=buyer, book=statuses, lines=half)
    actions.close(world.orders["closed"], "completed", by=buyer, book=statuses)
    actions.close(world.orders["reopened"], "inquiry", by=buyer, book=statuses)


def _drafts(session: Session, world: World) -> None:
    content = DraftContent(call_first=False)
    for product in world.products[:3]:
        content = content.adding(a_wish(product))
    full = drafts.write_contact(content, {"last_name": WORD, "phone": "555-0111"})
    for person, kept in (("taker", full), ("taker", content), ("admin", full)):
        draft = drafts.open_draft(session, next(world.keys), viewer_of(getattr(world.cast, person)))
        drafts.keep(session, draft, kept)
    session.flush()


def _values(session: Session, world: World) -> dict[str, list[object]]:
    """Everything that an address may name: ids by table, numbers of orders, keys of drafts."""
    values: dict[str, list[object]] = {}
    for mapper in Base.registry.mappers:
        model = mapper.class_
        ids = list(session.scalars(sa.select(model.id).order_by(model.id)))
        values[f"{mapper.local_table.name}.id"] = ids
    orders = world.orders
    closed_last = sorted(orders, key=lambda name: name == "closed")
    values["orders.number"] = [orders[name].number for name in closed_last]
    values["drafts.key"] = list(session.scalars(sa.select(Draft.key)))
    return values
