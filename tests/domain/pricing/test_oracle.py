"""The app's prices against the oracle: lines priced through the database, as orders are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.pricing.lines import set_case_price, set_price
from app.domain.pricing.values import Precedence
from app.models import (
    Base,
    Department,
    MemberRule,
    MemberType,
    OrderLine,
    PriceRule,
    Sale,
    SaleItem,
    SaleType,
    SuperDepartment,
)
from app.vocabulary.figures import PriceChoice
from tests.domain.pricing import oracle
from tests.domain.pricing.oracle import Case, RuleCase, SaleCase
from tests.domain.pricing.shop import BUYER, Shop, price

TODAY = date(2024, 5, 15)
LIKE_CODE = 77

money = st.one_of(
    st.integers(1, 40).map(lambda n: n * 10_000),
    st.integers(1, 9_999).map(lambda n: n * 100),
    st.integers(1, 999_999),
)
file_money = st.one_of(money, money, money, st.sampled_from([None, 0, -10_000]))
percents = st.one_of(
    st.sampled_from([0, 100_000, 500_000, 1_000_000, 333_333]), st.integers(0, 1_200_000)
)
days = st.integers(-2, 2)
mostly = st.sampled_from([True, True, True, True, False])
rules = st.sampled_from(["none", "markdown", "markup"])
sales = st.builds(
    SaleCase,
    price=st.one_of(money, st.sampled_from([0, -100])),
    first=st.sampled_from([-2, -1, 0, 1]),
    last=st.sampled_from([2, 1, 0, -1]),
    member_only=st.booleans(),
    is_sale=mostly,
    eligible=mostly,
    here=mostly,
    active=mostly,
    names=st.sampled_from(["product", "like code", "another"]),
)
finer = st.builds(
    RuleCase,
    rule=rules,
    percent=percents,
    department=st.sampled_from(["mine", "other", "any"]),
    vendor=st.sampled_from(["mine", "other", "any"]),
    first=st.none() | days,
    last=st.none() | days,
    active=st.sampled_from([True, True, False]),
)
cases = st.builds(
    Case,
    retail=file_money,
    cost=file_money,
    discountable=st.sampled_from([True, True, False]),
    member=st.booleans(),
    rule=rules,
    percent=percents,
    sales=st.lists(sales, max_size=3).map(tuple),
    finer=st.lists(finer, max_size=4).map(
        lambda rows: tuple(
            r
            for r in rows
            if (r.department, r.vendor, r.first, r.last) != ("any", "any", None, None)
        )
    ),
    precedence=st.sampled_from(["retail-first", "sale-first"]),
    choice=st.sampled_from(["auto", "auto", "retail", "sale", "member"]),
    hand=st.one_of(
        st.none(), st.none(), st.none(), money, st.just(0), st.tuples(st.just("case"), money)
    ),
    cases=st.integers(1, 300),
    size=st.sampled_from([1, 3, 6, 12, 24]),
)
unsized = cases.map(lambda case: Case(**{**case.__dict__, "size": None, "hand": None}))


@pytest.fixture(scope="module")
def engine() -> Iterator[sa.Engine]:
    made = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    Base.metadata.create_all(made)
    yield made
    made.dispose()


def amount(ten_thousandths: int | None) -> str | None:
    return None if ten_thousandths is None else str(Decimal(ten_thousandths) / 10_000)


def on(day: int | None) -> date | None:
    return None if day is None else TODAY + timedelta(days=day)


class Built:
    """A case in a shop of its own."""

    def __init__(self, session: Session, case: Case) -> None:
        self.case, self.shop = case, Shop(session)
        wide = SuperDepartment(number=1, name="Food")
        self.mine, self.other = (
            self.shop.add(Department(number=n, name=f"Department {n}", super_department=wide))
            for n in (1, 2)
        )
        self.stranger = self.shop.add(type(self.shop.vendor)(name="Another"))
        self.product = self.shop.product(
            retail=amount(case.retail),
            cost=amount(case.cost),
            discountable=case.discountable,
            like_code=LIKE_CODE,
        )
        self.type = self.shop.add(
            MemberType(
                number=1,
                name="Owner",
                is_member=case.member,
                rule=MemberRule(case.rule),
                percent=Decimal(case.percent) / 10_000,
            )
        )
        for number, sale in enumerate(case.sales):
            self._sale(number, sale)
        for rule in case.finer:
            self._rule(rule)

    def _sale(self, number: int, sale: SaleCase) -> None:
        target = {
            "product": {"product_id": self.product.id},
            "like code": {"like_code": LIKE_CODE},
            "another": {"like_code": LIKE_CODE + 1},
        }[sale.names]
        kind = SaleType(
            number=number,
            name="Sale",
            is_sale=sale.is_sale,
            eligible=sale.eligible,
            member_only=sale.member_only,
        )
        self.shop.add(
            Sale(
                name=f"Sale {number}",
                sale_type=kind,
                store_id=None if sale.here else self.shop.there.id,
                starts_on=on(sale.first),
                ends_on=on(sale.last),
                active=sale.active,
                items=[SaleItem(price=Decimal(sale.price) / 10_000, **target)],
            )
        )

    def _rule(self, rule: RuleCase) -> None:
        departments = {"mine": self.mine.id, "other": self.other.id, "any": None}
        vendors = {"mine": self.shop.vendor.id, "other": self.stranger.id, "any": None}
        self.shop.add(
            PriceRule(
                member_type_id=self.type.id,
                department_id=departments[rule.department],
                vendor_id=vendors[rule.vendor],
                starts_on=on(rule.first),
                ends_on=on(rule.last),
                rule=MemberRule(rule.rule),
                percent=Decimal(rule.percent) / 10_000,
                active=rule.active,
            )
        )

    def line(self) -> OrderLine:
        """The line, priced by the app."""
        case = self.case
        line = self.shop.line(
            self.product,
            case_size=case.size,
            cases=case.cases,
            department_id=self.mine.id,
            vendor_id=self.shop.vendor.id,
            price_choice=PriceChoice(case.choice),
        )
        self.price(line)
        if isinstance(case.hand, tuple):
            set_case_price(line, Decimal(case.hand[1]) / 10_000, BUYER)
        elif case.hand is not None:
            set_price(line, Decimal(case.hand) / 10_000, BUYER)
        self.price(line)
        return line

    def price(self, line: OrderLine) -> None:
        precedence = Precedence(self.case.precedence)
        price(self.shop, line, member_type=self.type, on=TODAY, precedence=precedence)


def found(engine: sa.Engine, case: Case) -> tuple[str, int | None, int | None]:
    """What the app makes of a case, in the oracle's numbers."""
    with engine.connect() as connection, connection.begin() as outer:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            line = Built(session, case).line()
            unit, total = line.unit_price, line.total
            kind = line.price_kind.value
        outer.rollback()
    return (
        kind,
        None if unit is None else int(unit * 10_000),
        None if total is None else int(total * 100),
    )


# The worked numbers of the design, in ten-thousandths.
TEN, FIVE = 100_000, 50_000
VENDOR = RuleCase("markdown", 200_000, vendor="mine")
DEPARTMENT = RuleCase("markdown", 400_000, department="mine")
UNTIL = RuleCase("markdown", 200_000, vendor="mine", last=2)


@pytest.mark.contract("C2", "C6", "C7", "C9", "C10", "C11", "C12")
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(cases, cases, cases, unsized))
@example(Case(TEN, FIVE, rule="markdown", percent=100_000))
@example(Case(TEN, FIVE, rule="markup", percent=500_000))
@example(Case(12_340, None, size=24))
@example(Case(TEN, None, rule="markup", percent=500_000))
@example(Case(TEN, FIVE, rule="markdown", percent=1_000_000))
@example(Case(TEN, FIVE, hand=("case", TEN), size=3, cases=3))
@example(Case(TEN, FIVE, choice="sale", sales=(SaleCase(80_000, last=-1, first=-2),)))
@example(Case(TEN, FIVE, sales=(SaleCase(80_000, active=False),)))
@example(Case(TEN, FIVE, sales=(SaleCase(80_000, eligible=False), SaleCase(TEN))))
@example(Case(TEN, FIVE, member=False, sales=(SaleCase(80_000, member_only=True),)))
@example(Case(TEN, FIVE, sales=(SaleCase(80_000), SaleCase(70_000, names="like code"))))
@example(Case(TEN, FIVE, discountable=False, sales=(SaleCase(80_000),)))
@example(Case(TEN, FIVE, finer=(VENDOR, DEPARTMENT)))
@example(Case(TEN, FIVE, finer=(UNTIL, RuleCase("markdown", 300_000, vendor="mine"))))
@example(Case(TEN, FIVE, finer=(RuleCase("markdown", 300_000, vendor="mine", active=False),)))
@example(Case(50, None))
@example(Case(1, None, rule="markdown", percent=500_000))
def test_the_app_agrees_with_the_contract(engine, case):
    assert found(engine, case) == oracle.priced(case)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Case(TEN, FIVE, rule="markdown", percent=100_000), ("member", 90_000, 900)),
        (Case(TEN, FIVE, rule="markup", percent=500_000), ("member", 75_000, 750)),
        (Case(12_340, None, size=24), ("regular", 12_340, 2_962)),
        (Case(TEN, None, rule="markup", percent=500_000), ("needed", None, None)),
    ],
)
@pytest.mark.contract("C7", "C12")
def test_the_oracle_knows_the_worked_numbers(case, expected):
    assert oracle.priced(case) == expected


@pytest.mark.contract("C7", "C12")
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cases)
def test_nothing_is_free_that_nobody_gave_away(engine, case):
    """A total of 0.00 is set by hand, taken off whole, or less than half a cent."""
    kind, unit, total = found(engine, case)
    rule, percent = oracle.terms(case)
    given_away = kind == "manual" or (rule == "markdown" and percent == oracle.WHOLE)
    if total == 0 and not given_away:
        assert unit * case.size * case.cases < 50
