"""Reports over HTTP: who may see them, what an address may ask, and their files."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.register.sales import take
from app.domain.reports.known import REPORTS
from app.models import AuditEvent
from tests.factories import a_department, a_product, a_wish, an_order
from tests.laws.html import Page, words
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import arrived
from tests.support.receipts import a_sale

HOSTILE = '=cmd|"/c calc"!A1'


@pytest.fixture
def wanted(session: Session, cast: Cast) -> None:
    """Something that nobody could get, under a nasty name."""
    product = a_product(session, a_department(session), description=HOSTILE)
    order = an_order(session, viewer_of(cast.taker), [a_wish(product)])
    actions.close(order, "inquiry", by=viewer_of(cast.buyer), book=book(session))
    session.commit()


@pytest.mark.parametrize("name", [about.name for about in REPORTS])
def test_every_report_is_there_with_and_without_anything(
    session: Session, cast: Cast, tablet: Tablet, name: str
) -> None:
    tablet.sign_in(cast.buyer)
    assert "Nothing to tell yet" in tablet.get(f"/reports/{name}").text
    answer = tablet.get(f"/reports/{name}?store=all&from=0001-01-01&until=9999-99-99&store=x")
    assert answer.status_code == 200
    assert tablet.get(f"/reports/{name}?from=2026-01-01&until=2020-01-01").status_code == 200


def test_lost_demand_is_drawn_and_written(
    session: Session, wanted: None, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.buyer)
    page = Page(tablet.get("/reports/lost").text)
    assert [words(one) for one in page.all("b")].count("1") > 0
    assert any(HOSTILE in words(cell) for cell in page.all("th"))
    url = f"/reports/lost/file?store={cast.hill.id}"
    answer = tablet.post(url)
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert (rows[0][0], rows[1][0]) == ("Item", f"'{HOSTILE}")
    book_ = CalamineWorkbook.from_filelike(
        io.BytesIO(tablet.post("/reports/lost/file", {"form": "xlsx"}).data)
    )
    assert book_.get_sheet_by_index(0).to_python()[1][0] == f"'{HOSTILE}"
    # It leaves no copy on the way, and who took it is known.
    assert answer.headers["Cache-Control"] == "private, no-store"
    trail = session.scalars(sa.select(AuditEvent).filter_by(kind="report exported")).all()
    assert [(one.user_id, one.subject, one.after["as"], one.after["rows"]) for one in trail] == [
        (cast.buyer.id, "Lost demand", "csv", str(len(rows) - 1)),
        (cast.buyer.id, "Lost demand", "xlsx", str(len(rows) - 1)),
    ]


def test_who_may(cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.taker)
    assert [tablet.get(url).status_code for url in ("/reports", "/reports/lost")] == [403] * 2
    assert tablet.post("/reports/lost/file").status_code == 403
    tablet.sign_in(cast.buyer)
    assert tablet.get("/reports").location == "/reports/waiting"
    assert tablet.get("/reports/no-such").status_code == 404


@pytest.mark.contract("C40", "C8")
def test_syndicated_data_hold_amounts_and_are_for_those_who_may_see_them(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    (line,) = arrived(session, cast)
    take(session, [a_sale(line)], source="core_pos")
    span = "from=2026-03-01&until=2026-03-31"
    page = tablet.sign_in(cast.buyer).get(f"/reports/movement?{span}").text
    assert ("Syndicated data" in page, "120.00" in page) == (True, False)
    answer = tablet.post(f"/reports/movement/syndicated?{span}")
    (row,) = csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert (row["Units"], row["Dollars"], row["Week ending"]) == ("12", "120.00", "2026-03-15")
    role = cast.buyer.roles[0]
    role.grants[:] = [grant for grant in role.grants if grant.permission != "prices.see"]
    assert tablet.post(f"/reports/movement/syndicated?{span}").status_code == 403
    assert "Syndicated data" not in tablet.get(f"/reports/movement?{span}").text
