"""Goods that have come far: lines that arrived, lines with a tag."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.documents.paper import PAPERS
from app.documents.tags import render_tags
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.domain.tags import printing
from app.models import Customer, OrderLine, TagPrint
from app.vocabulary.statuses import Key
from app.web.forms import new_key
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of


def arrived(
    session: Session, cast: Cast, count: int = 1, *, customer: Customer | None = None, **wish: Any
) -> list[OrderLine]:
    """`count` arrived lines of one new order, of one department, without tags."""
    product = a_product(session, a_department(session))
    person = customer or a_customer(session)
    wishes = [a_wish(product, **wish) for _ in range(count)]
    order = an_order(session, viewer_of(cast.taker), wishes, person)
    actions.move_all(order, Key.ARRIVED, by=viewer_of(cast.buyer), book=book(session), sure=True)
    session.commit()
    return order.lines


def asked(session: Session, cast: Cast, lines: list[OrderLine], **values: Any) -> TagPrint:
    """A print of `lines` that waits for its worker."""
    usual = {"by": viewer_of(cast.taker), "paper": "letter", "one_time_key": new_key()}
    made = printing.request(session, lines, **{**usual, **values})
    session.commit()
    return made


def printed(session: Session, made: TagPrint) -> TagPrint:
    """The print after its worker: laid out for real."""
    sheet = printing.compose(session, made.id)
    printing.finish(session, sheet, render_tags(sheet.faces, paper=PAPERS[sheet.paper]))
    session.commit()
    return made


# The first tags that this process laid out for `tagged`.
_some_paper: list[bytes] = []


def tagged(session: Session, cast: Cast, count: int = 1, **values: Any) -> list[OrderLine]:
    """`count` lines that are ready for pickup: arrived and printed. What the paper says nobody
    looks at, so it is laid out only once."""
    lines = arrived(session, cast, count, **values)
    sheet = printing.compose(session, asked(session, cast, lines).id)
    if not _some_paper:
        _some_paper.append(render_tags(sheet.faces, paper=PAPERS[sheet.paper]))
    printing.finish(session, sheet, _some_paper[0])
    session.commit()
    return lines
