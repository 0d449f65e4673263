"""The tables of a real store, imported, and then its own items ordered, tagged and sold."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.domain.overnight.plan import Step
from app.importers.corepos import FILE_NAMES, import_folder
from app.models import Customer, Product
from app.vocabulary.barcodes import check_digit, tag_code
from tests.browser import night
from tests.browser.house import build
from tests.browser.pages.new_order import NewOrder
from tests.browser.pages.orders import Closed, OrderPage, Pending
from tests.browser.pages.shelf import Pickup, Print
from tests.support.cast import make_cast
from tests.support.pdf import decode

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[3]
STORE = Path(os.environ.get("CASELOT_REAL_STORE", ROOT.parent / "shared" / "data" / "corepos"))


@pytest.fixture
def real(sqlite_house, tmp_path):
    missing = [name for name in FILE_NAMES if not (STORE / name).is_file()]
    if missing:
        pytest.skip(f"no tables of a real store (CASELOT_REAL_STORE): {missing[0]} is missing")

    def furnish(session):
        make_cast(session)
        session.commit()
        import_folder(session, STORE)

    build(f"sqlite:///{tmp_path / 'real.db'}", furnish)
    sqlite_house.put_back(tmp_path / "real.db")
    return sqlite_house


def three_items(house):
    """One priced item of each of three departments, and a member: (UPC, description), number."""
    with house.books() as session:
        first = (
            sa.select(sa.func.min(Product.id))
            .where(
                Product.department_id.is_not(None),
                Product.retail > Decimal(1),
                Product.active.is_(True),
            )
            .where(Product.upc > "0000000100000", sa.func.length(Product.description) > 6)
            .group_by(Product.department_id)
            .order_by(Product.department_id)
            .limit(3)
        )
        items = session.scalars(sa.select(Product).where(Product.id.in_(first))).all()
        member = session.scalars(
            sa.select(Customer).where(Customer.member_number > 0, Customer.last_name != "").limit(1)
        ).one()
        return [(i.upc, i.description) for i in items], member.member_number, member.full_name


@pytest.mark.contract("C1", "C16", "C22", "C26", "C31")
def test_three_items_of_three_departments_go_all_the_way(real, device_of):
    items, member, name = three_items(real)
    page = device_of(real, "buyer")
    order = NewOrder(page).open()
    order.for_member(member, name)
    for upc, description in items:
        code = upc[2:]
        order.add_scanned(f"{code}{check_digit(code)}", description)
    order.no_call()
    number = order.place()
    pending = Pending(page).open()
    for status in ("Placed", "Arrived"):
        pending.pick(number)
        pending.move_picked(status)
        pending.is_told(f"3 lines moved to {status}")
    pending.pick(number)
    pending.print_tags()
    codes = decode(Print(page).pdf())
    assert codes == [tag_code(number, line) for line in (1, 2, 3)]
    pickup = Pickup(page).open()
    for ticked, code in enumerate(codes, 1):
        pickup.scan(code)
        expect(pickup.ready.get_by_role("checkbox", checked=True)).to_have_count(ticked)
    pickup.hand_over()
    pickup.is_told("3 lines handed over")

    done = night.pass_over(real)
    assert sum(counts[Step.COMPLETE_SOLD] for counts in done.values()) == 3
    expect(Closed(page).open().row(number)).to_have_count(3)
    expect(OrderPage(page).open(number).timeline).to_contain_text("Overnight")
