"""Look-alike tags: an ordinary item for a regular customer, rung up by its own code."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.customers import erasing
from app.domain.tags import lookalike, printing
from app.domain.tags.lookalike import Wish
from app.models import Document, LookAlike, PrintJob, TagCopy, TagPrint
from app.vocabulary.barcodes import BarcodeRefused, item_code, upc_candidates
from app.vocabulary.errors import Refused
from app.web.forms import new_key
from tests.factories import a_customer, a_department, a_product
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.pdf import decode, text_of
from tests.support.printers import a_printer
from tests.support.work import do_all


@pytest.mark.contract("C26", "C27")
def test_they_ring_up_the_item_itself(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    """They look like tags, say whose the goods are, and no order and no amount is on them."""
    product = a_product(session, a_department(session), description="Almond milk")
    code = item_code(product.upc)
    sent = {"customer": "Café Παπαδόπουλος", "code": code, "cases": "2", "tags": "3", "bin": "C1",
            "one_time_key": new_key()}  # fmt: skip
    tablet.sign_in(cast.taker)
    printer = a_printer(session, cast, "ipp://192.0.2.9/")
    sent["to"] = str(printer.id)
    places = {tablet.post("/tags/look-alike", sent).location for _ in range(2)}
    # Taken out of use between two taps.
    printer.active = False
    session.commit()
    places.add(tablet.post("/tags/look-alike", sent).location)
    session.execute(sa.delete(PrintJob))
    do_all(app, session)
    (pdf,) = session.scalars(sa.select(Document.content)).all()
    assert (decode(pdf, 203), len(places)) == ([code] * 3, 1)
    assert product.upc in upc_candidates(code)
    text = text_of(pdf)
    assert [words in text for words in ("Παπαδόπουλος", "Almond milk", "3 / 3", "Regular")] == [
        True
    ] * 4
    absent = ("Order ", "Total", "Pick up by", "pick up by", "Vendor", "Reach", "Arrived", "–")
    assert [words for words in absent if words in text] == []
    assert "Open PDF" in tablet.get(places.pop()).text
    assert session.scalars(sa.select(TagCopy)).all() == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": "nothing at all"}, "No item has this code."),
        ({"customer": ""}, "Write whom it is for."),
        ({"tags": str(lookalike.MOST + 1)}, "Write a number"),
    ],
)
def test_what_makes_no_tag_is_said_beside_the_field(
    session: Session, cast: Cast, tablet: Tablet, wrong: dict[str, str], words: str
) -> None:
    product = a_product(session, a_department(session))
    sent = {"customer": "Ito", "code": item_code(product.upc), "cases": "1", "tags": "1",
            "one_time_key": new_key(), **wrong}  # fmt: skip
    a_printer(session, cast, "ipp://10.0.0.9/")
    answer = tablet.sign_in(cast.taker).post("/tags/look-alike", {**sent, "to": "pdf"})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert '<option value="pdf" selected>' in answer.text


def test_the_item_is_named_before_and_after(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Found by words, chosen, named; then the print says what is on it."""
    product = a_product(session, a_department(session), description="Almond milk")
    url = "/tags/look-alike"
    found = tablet.sign_in(cast.taker).get(f"{url}/items?code=almond", htmx=True).text
    assert f'name="hit" value="{product.upc}"' in found
    chosen = tablet.post(url, {"code": "almond", "hit": product.upc, "customer": "Ito"})
    assert (chosen.status_code, "<b>Almond milk</b>" in chosen.text) == (200, True)
    sent = {"code": product.upc, "customer": "Ito", "cases": "1", "tags": "1"}
    place = tablet.post(url, {**sent, "one_time_key": new_key()}).location
    do_all(app, session)
    shown = tablet.get(place).text
    assert ["Almond milk" in shown, "Ito" in shown] == [True, True]


@pytest.mark.parametrize(
    "code",
    [
        "4006381333931", "0045400012301", "0045500000001", "12", "x" * 13,
        # A scale prints these with a price, a coupon takes money off.
        "0020123400000", "0051234567890",
    ],
)  # fmt: skip
def test_what_no_register_would_take_for_the_item_is_refused(code: str) -> None:
    with pytest.raises(BarcodeRefused):
        item_code(code)


def wanted(session: Session, cast: Cast, customer: str, note: str = "") -> TagPrint:
    """Such tags for somebody, asked for."""
    product = a_product(session, a_department(session))
    wish = Wish(item_code(product.upc), customer, note=note)
    made = lookalike.request(
        session, wish, by=viewer_of(cast.taker), paper="letter", one_time_key=new_key()
    )
    session.commit()
    return made


def laid_out(session: Session, made: TagPrint) -> None:
    """Their paper is there."""
    printing.finish(session, printing.compose(session, made.id), b"paper")
    session.commit()


@pytest.mark.parametrize(
    ("said", "note", "goes"),
    [
        ("Zoë Ngô", "", True),
        ("ngo", "", True),
        ("Café", "call 555-010-4477", True),
        ("Café", "for Zoe", True),
        ("Ngobe", "", False),
        ("Café", "by Monday", False),
    ],
)
def test_whoever_is_erased_takes_their_paper_along_at_once(
    session: Session, cast: Cast, said: str, note: str, goes: bool
) -> None:
    """However they were written down; what is being laid out meanwhile is not kept either."""
    person = a_customer(session, first_name="Zoë", last_name="Ngô", phone="+15550104477")
    done, begun = (wanted(session, cast, said, note) for _ in range(2))
    laid_out(session, done)
    sheet = printing.compose(session, begun.id)
    erasing.erase(session, person, "Zoë Ngô", viewer_of(cast.manager))
    session.commit()
    left = session.scalars(sa.select(LookAlike.tag_print_id)).all()
    papers = session.scalars(sa.select(Document.id)).all()
    assert (len(left), len(papers)) == ((0, 0) if goes else (2, 1))
    if goes:
        with pytest.raises(printing.Outrun):
            printing.finish(session, sheet, b"paper")
        with pytest.raises(Refused):
            printing.compose(session, begun.id)
