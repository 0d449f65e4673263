"""What calls leave behind goes, comes along, and is given out with a customer's data."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.calls import hours
from app.domain.customers import erasing, exporting, merging, unmerging
from app.domain.orders import actions
from app.domain.orders.statuses import StatusBook
from app.models import AuditEvent, Call, Customer, OrderEvent
from tests.domain.calls.conftest import TUESDAY, Ask, Tap
from tests.factories import a_customer
from tests.support.cast import Cast, viewer_of

NOTE = "ring twice at the back door"


def test_erasing_somebody_forgets_what_was_said_on_the_phone(
    session: Session, cast: Cast, ask: Ask, tap: Tap, ada: Customer, statuses: StatusBook
) -> None:
    """Number, note and hours are gone from everywhere; that somebody called stays."""
    admin = viewer_of(cast.admin)
    order = ask(ada)
    hours.write_best_hours(session, [order], "after five", by=admin)
    tap(list(order.lines), "voicemail", number="2175550142", note=NOTE)
    actions.close(order, "canceled", by=admin, book=statuses)
    session.commit()
    erasing.erase(session, ada, "Ada Quill", admin)
    session.expire_all()

    (call,) = session.scalars(sa.select(Call))
    assert (call.customer_id, call.number, call.note, call.at) == (None, "", "", TUESDAY)
    assert ada.best_hours == order.best_hours == ""
    kept = [str(event.detail) for event in session.scalars(sa.select(OrderEvent))]
    kept += [f"{e.before} {e.after}" for e in session.scalars(sa.select(AuditEvent))]
    for said in (NOTE, "2175550142", "after five"):
        assert [text for text in kept if said in text] == []


@pytest.mark.contract("B7")
def test_calls_go_where_the_record_goes_and_come_back(
    session: Session, cast: Cast, ask: Ask, tap: Tap, ada: Customer
) -> None:
    """A merge moves them, its undo gives them back."""
    admin = viewer_of(cast.admin)
    twin = a_customer(session, last_name="Quill-Oak", best_hours="mornings")
    call = tap(list(ask(twin).lines), "voicemail")
    both = merging.pair(session, ada.id, twin.id)
    made = merging.merge(session, both, {"best_hours"}, admin)
    session.expire_all()
    assert (call.customer_id, ada.best_hours) == (ada.id, "mornings")

    unmerging.undo(session, made.id, admin)
    session.expire_all()
    assert (call.customer_id, ada.best_hours) == (twin.id, "")


def test_calls_are_given_out_too(
    session: Session, cast: Cast, ask: Ask, tap: Tap, ada: Customer
) -> None:
    """When, which number, how it ended, what was noted; not who called."""
    ada.best_hours = "after five"
    tap(list(ask(ada).lines), "voicemail", number="2175550142", note=NOTE)
    data = exporting.gathered(session, ada, viewer_of(cast.admin))

    assert data["customer"]["best_hours"] == "after five"
    assert data["calls"] == [
        {
            "called_at": TUESDAY.isoformat(),
            "number": "2175550142",
            "how_it_ended": "Left a voicemail",
            "note": NOTE,
        }
    ]
