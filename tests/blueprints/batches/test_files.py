"""Files that batches end in: who may open them (B1), and for how long."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.batches import papers
from app.domain.batches.kinds import Wish
from app.models import BatchKind, Document, OrderLine, Role, RolePermission
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.forms import new_key
from tests.support.batches import a_batch, many_lines
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.work import do_all


@pytest.fixture
def lines(session: Session, cast: Cast) -> list[OrderLine]:
    """Three lines of three orders that need no call."""
    return many_lines(session, viewer_of(cast.taker), 3)


def asks(lines: list[OrderLine], kind: str) -> dict[str, object]:
    """What the bar sends."""
    ids = [line.id for line in lines]
    return {"line": ids, "kind": kind, "one_time_key": new_key(), "next": "/pending"}


@pytest.mark.contract("L6")
def test_a_file_is_made_and_opened(
    app: Flask, session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """A colleague with the same rights may open it too; nobody's cache keeps it."""
    tablet.sign_in(cast.taker)
    url = tablet.post("/batches", asks(lines, "picking_list")).location
    assert "Making the file of 3 lines" in tablet.get(url).text
    assert tablet.get(f"{url}/file").status_code == 404
    do_all(app, session)
    assert "Open PDF" in tablet.get(url).text

    for person in (cast.taker, cast.manager):
        answer = tablet.sign_in(person).get(f"{url}/file")
        assert answer.data[:5] == b"%PDF-"
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert tablet.sign_in(cast.outsider).get(f"{url}/file").status_code == 403


@pytest.mark.contract("C22", "L6")
@pytest.mark.parametrize(
    ("address", "header"),
    [
        ("/pending?columns=bin,total", "Order,Line,Customer,Member,Item,Brand,Size,Status,Bin"),
        ("/closed", "Order,Line,Customer,Member,Item,Brand,Size,Department,Vendor,Status,Closed"),
    ],
)
def test_a_table_has_the_columns_of_its_list(
    app: Flask,
    session: Session,
    tablet: Tablet,
    cast: Cast,
    lines: list[OrderLine],
    address: str,
    header: str,
) -> None:
    """And amounts only for those who see them there."""
    tablet.sign_in(cast.buyer)
    form = {**asks(lines, "export:csv:shown"), "next": address}
    url = tablet.post("/batches", form).location
    do_all(app, session)
    head, *rows = tablet.get(f"{url}/file").text.splitlines()

    assert head.lstrip("\ufeff") == f"{header},Price,Total"
    assert len(rows) == 3


@pytest.mark.contract("B1", "C8")
def test_a_file_goes_to_people_who_may_see_all_its_figures(
    app: Flask, session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """A list with costs is kept from those who see prices only, one with totals from order
    takers; each reads why."""
    grants = [
        RolePermission(permission=p)
        for p in (Permission.ORDERS_SEE, Permission.ORDERS_EXPORT, Permission.PRICES_SEE)
    ]
    cast.outsider.roles = [Role(name="Priced", grants=grants)]
    tablet.sign_in(cast.buyer)
    urls = {
        kind: tablet.post("/batches", asks(lines, kind)).location
        for kind in ("export:csv", "receipt_copies")
    }
    do_all(app, session)
    seen = {
        (name, kind): tablet.sign_in(cast.everybody[name]).get(f"{url}/file").status_code
        for name in ("taker", "outsider", "buyer")
        for kind, url in urls.items()
    }
    assert seen == {
        ("taker", "export:csv"): 403,
        ("taker", "receipt_copies"): 403,
        ("outsider", "export:csv"): 403,
        ("outsider", "receipt_copies"): 200,
        ("buyer", "export:csv"): 200,
        ("buyer", "receipt_copies"): 200,
    }
    page = tablet.sign_in(cast.taker).get(urls["receipt_copies"]).text
    assert "It shows figures that your role does not include." in page
    assert "Open PDF" not in page


def test_a_file_whose_figures_nobody_noted_is_kept_from_most(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """Fail closed: if it shows figures and nobody knows which, it shows all."""
    batch = a_batch(session, Wish(BatchKind.RECEIPT_COPIES), lines, viewer_of(cast.buyer))
    file = papers.File("x.pdf", "application/pdf", b"%PDF-", frozenset({Figure.TOTAL}))
    papers.finish(session, batch.id, file)
    batch.wish = {}
    cast.outsider.roles = [
        Role(
            name="Priced",
            grants=[
                RolePermission(permission=p) for p in (Permission.ORDERS_SEE, Permission.PRICES_SEE)
            ],
        )
    ]
    session.flush()
    url = f"/batches/{batch.id}/file"
    assert tablet.sign_in(cast.outsider).get(url).status_code == 403
    assert tablet.sign_in(cast.buyer).get(url).status_code == 200


def test_files_are_not_kept_for_ever(
    session: Session, tablet: Tablet, cast: Cast, lines: list[OrderLine]
) -> None:
    """The page says so when the file is gone."""
    batch = a_batch(session, Wish(BatchKind.PICKING_LIST), lines, viewer_of(cast.buyer))
    papers.finish(session, batch.id, papers.File("x.pdf", "application/pdf", b"%", frozenset()))
    session.commit()
    session.execute(sa.delete(Document))
    tablet.sign_in(cast.buyer)
    assert tablet.get(f"/batches/{batch.id}/file").status_code == 404
    assert "The file is not kept any more." in tablet.get(f"/batches/{batch.id}").text
