"""A file of sale prices and somebody at work on the same sale, with real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.catalog import sales
from app.domain.imports import running
from app.importers.files import open_table
from app.models import ImportKind, Product, Sale, SaleItem, SaleType
from tests.factories import a_product
from tests.support.cast import make_cast, viewer_of
from tests.support.imports import an_import
from tests.support.waiting import until_somebody_waits

FILE = (
    "UPC,Sale price,Sale name,Sale type,Start,End\n"
    "0000000004011,5.00,Deals,41,2026-11-22,2026-11-28\n"
)


@pytest.mark.contract("C10")
def test_who_puts_on_what_a_file_brings_waits_and_gives_it_a_price(engine: sa.Engine) -> None:
    """In a later batch too, when the file's sale is known long since."""
    with Session(engine) as session:
        cast = make_cast(session)
        deals = SaleType(number=41, name="Deals")
        days = {"starts_on": date(2026, 11, 22), "ends_on": date(2026, 11, 28)}
        sale = Sale(name="Deals", sale_type=deals, **days)
        product = a_product(session, upc="0000000004011")
        session.add(sale)
        one = an_import(session, viewer_of(cast.admin), FILE, ImportKind.SALES)
        session.commit()
        sale_id, product_id, buyer = sale.id, product.id, viewer_of(cast.buyer)
        plan = running.plan(session, one.id)
        (row,) = (plan.reader.read(*record) for record in open_table(plan.text, ",").records())

    def put_on() -> str:
        with Session(engine) as session:
            sale, product = session.get_one(Sale, sale_id), session.get_one(Product, product_id)
            done = sales.put_on(session, sale, product, Decimal("4.50"), by=buyer)
            session.commit()
            return done

    with Session(engine) as session:
        # A batch before this one, of which nothing stays but what the writer remembers.
        plan.writer.write(session, [row])
        session.rollback()
    with ThreadPoolExecutor(1) as other, Session(engine) as session:
        assert plan.writer.write(session, [row]).added == 1
        putting = other.submit(put_on)
        assert until_somebody_waits(engine)
        session.commit()
        assert putting.result(timeout=30) == "repriced"
    with Session(engine) as session:
        (item,) = session.scalars(sa.select(SaleItem))
        assert item.price == Decimal("4.50")
