"""One text box for everything a person may know of an order (C22)."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import queries
from app.domain.orders.queries import Filters
from app.vocabulary.barcodes import tag_code
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of


@pytest.fixture
def by(session: Session, cast: Cast) -> Viewer:
    """Two orders: Ada's soap, and jam by SKU for Ødegård."""
    taker = viewer_of(cast.taker)
    grocery = a_department(session)
    soap = a_product(session, grocery, description="Savon 100% crème", upc="0001234567890")
    jam = a_product(session, grocery, description="Plum jam", brand="Mill_End", upc="0000000004011")
    ada = a_customer(session, member_number=208)
    other = a_customer(
        session,
        first_name="Liv",
        last_name="Ødegård",
        phone="217 555 0142",
        email="liv@mail.example",
    )
    an_order(session, taker, [a_wish(soap, brand="")], ada)
    an_order(session, taker, [a_wish(jam, brand="Mill_End", sku="JAM-9")], other)
    session.commit()
    return taker


@pytest.mark.contract("C22")
@pytest.mark.contract("L7")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("quill", [1]),
        ("ADA quill", [1]),
        ("quill jam", []),
        ("odegard", [2]),
        ("Ødegård plum", [2]),
        ("creme", [1]),
        ("100%", [1]),
        ("mill_end", [2]),
        ("mill-end", [2]),
        ("millend", []),
        ("plum ødegård", [2]),
        ("liv plum jam", [2]),
        ("lum", []),
        ("208", [1]),
        ("2", [2]),
        ("4011", [2]),
        ("12345678905", [1]),
        ("JAM-9", [2]),
        ("217-555-0142", [2]),
        ("(217) 555 0142", [2]),
        ("5550142", [2]),
        ("0142", [2]),
        ("550142", [2]),
        ("175", [2]),
        ("mail.example", [2]),
        (tag_code(2, 1), [2]),
        (tag_code(2, 1)[:11], [2]),
        (tag_code(2, 2), []),
        ("%", []),
        ("_", []),
        ("' OR '1'='1", []),
        ("9" * 60, []),
        ("🥖", []),
        ("...", []),
    ],
)
def test_text_finds_lines(session: Session, by: Viewer, text: str, found: list[int]) -> None:
    """By name, item, owner, order, code, SKU, phone, e-mail or tag; a mark alone is no word."""
    lines = queries.pending_page(session, Filters(text=text)).lines

    assert [line.order.number for line in lines] == found
