"""Erasing on request: lists and files made of many lines name people too."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.batches import papers
from app.domain.batches.kinds import Wish
from app.domain.batches.papers import File
from app.domain.customers import erasing
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.models import Batch, BatchKind, BatchState, Document
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.batches import a_batch
from tests.support.cast import Cast, viewer_of


def test_files_that_name_them_go_and_others_stay(session: Session, cast: Cast) -> None:
    """That the file was made, and of which lines, stays."""
    manager = viewer_of(cast.manager)
    product = a_product(session, a_department(session))
    goes, stays = a_customer(session, last_name="Gone"), a_customer(session, last_name="Here")
    for customer in (goes, stays):
        order = an_order(session, manager, [a_wish(product)], customer)
        actions.close(order, "completed", by=manager, book=book(session))
        batch = a_batch(session, Wish(BatchKind.RECEIPT_COPIES), order.lines, manager)
        content = f"%PDF {customer.last_name}".encode()
        papers.finish(
            session, batch.id, File("copies.pdf", "application/pdf", content, frozenset())
        )
    session.commit()

    erasing.erase(session, goes, goes.full_name, manager)
    session.commit()

    assert session.scalars(sa.select(Document.content)).all() == [b"%PDF Here"]
    kept = session.execute(sa.select(Batch.state, Batch.document_id.is_(None)).order_by(Batch.id))
    assert [tuple(row) for row in kept] == [(BatchState.DONE, True), (BatchState.DONE, False)]
