"""Placing: a draft becomes an order, once."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers import erasing
from app.models import MemberRule, Order, OrderEvent
from app.vocabulary.errors import Invalid
from app.vocabulary.figures import PriceKind
from tests.factories import a_customer, a_department, a_member_type, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of


@pytest.mark.contract("C13", "C15")
def test_an_order_takes_over_its_customer_and_counts_cases(session: Session, cast: Cast) -> None:
    """One customer, one line: one entry is one case, priced by the member type."""
    terms = a_member_type(session, MemberRule.MARKDOWN, "10")
    customer = a_customer(session, member_number=208, member_type=terms)
    product = a_product(session, a_department(session))
    order = an_order(session, viewer_of(cast.taker), [a_wish(product)], customer)
    session.commit()
    line = order.lines[0]
    assert (order.number, order.member_number, order.last_name) == (1, 208, "Quill")
    assert (line.cases, line.case_size, line.status) == (1, 12, "new_no_call")
    assert (line.price_kind, line.unit_price, line.total) == (
        PriceKind.MEMBER,
        Decimal("9.0000"),
        Decimal("108.00"),
    )
    verbs = session.scalars(sa.select(OrderEvent.verb).where(OrderEvent.order_id == order.id)).all()
    assert verbs == ["taken"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Order)) == 1


def test_nobody_takes_an_order_for_somebody_erased_meanwhile(session: Session, cast: Cast) -> None:
    known = a_customer(session, phone="+12175550142")
    wish = a_wish(a_product(session, a_department(session)))
    session.commit()
    erasing.erase(session, known, known.full_name, viewer_of(cast.manager))
    session.commit()

    with pytest.raises(Invalid) as refused:
        an_order(session, viewer_of(cast.taker), [wish], known)
    assert refused.value.fields == {
        "customer": "This customer’s data was erased. Choose who it is for."
    }
