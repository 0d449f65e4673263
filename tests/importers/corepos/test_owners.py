"""Which buyer's realm a department is in, and the lines that hang on it."""

import pytest
import sqlalchemy as sa

from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.importers.corepos import import_folder
from app.models import Product
from tests.factories import a_wish, an_order
from tests.importers.corepos.exports import small_store, write_store
from tests.support.cast import viewer_of


@pytest.mark.contract("C20", "C22")
def test_open_lines_go_along_with_their_department(session, cast, tmp_path):
    """The register gave it to another buyer; a closed line keeps the one it had."""
    folder = small_store(tmp_path)
    import_folder(session, folder)
    bananas = session.scalars(sa.select(Product).filter_by(upc="0000000004011")).one()
    wish = a_wish(bananas, case_size=10)
    order = an_order(session, viewer_of(cast.taker), [wish, wish])
    buyer, statuses = viewer_of(cast.buyer), book(session)
    actions.close(order, "inquiry", by=buyer, book=statuses, lines=[order.lines[1]])
    session.commit()

    assert [line.super_department.number for line in order.lines] == [1, 1]
    import_folder(session, write_store(folder, superdepts="superID,dept_ID\n4,12\n"))
    session.expire_all()
    assert [line.super_department.number for line in order.lines] == [4, 1]
