"""Giving out what is known of somebody: all of it, and no figure that the viewer may not see."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from app.domain.audit import record
from app.domain.customers import actions, exporting, intakes
from app.domain.customers.details import Details
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent
from app.models import AttributeKind, Customer, CustomerAttribute, Message
from app.vocabulary import clock
from app.vocabulary.occasions import MessageWay, Occasion
from app.vocabulary.permissions import Permission
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of

PHONE = "+12175550142"


def _known(session: Session, cast: Cast) -> tuple[Customer, CustomerAttribute]:
    asked = CustomerAttribute(label="Favourite", kind=AttributeKind.TEXT)
    session.add(asked)
    session.flush()
    by = viewer_of(cast.manager)
    details = Details(last_name="Ito", phone=PHONE, extras={str(asked.id): "Plums"})
    made = actions.add(session, details, by=by, store_id=by.store_id, one_time_key="ito-0001")
    actions.change(session, made, Details(last_name="Ito-Quill"), by=by)
    return made, asked


def test_an_order_being_taken_is_given_out(session: Session, cast: Cast) -> None:
    customer, _ = _known(session, cast)
    taker = viewer_of(cast.taker)
    wish = a_wish(a_product(session, a_department(session)))
    for key, one in (("a-key-of-ito", customer), ("a-key-of-other", a_customer(session))):
        content = drafts.choose_customer(DraftContent(), one)
        content = replace(content, comments="Ring twice").adding(wish)
        drafts.keep(session, drafts.open_draft(session, key, taker), content)
    session.flush()
    (draft,) = exporting.gathered(session, customer, viewer_of(cast.manager))["orders_being_taken"]
    assert (draft["contact"]["phone"], draft["comments"]) == (PHONE, "Ring twice")
    assert draft["lines"] == [
        {"description": "Rolled oats", "brand": wish.brand, "size": wish.size,
         "cases": wish.cases, "case_size": wish.case_size},
    ]  # fmt: skip


def test_who_waits_with_their_phone_is_given_out(session: Session, cast: Cast) -> None:
    customer, asked = _known(session, cast)
    hill = cast.hill.id
    sent = {"last_name": "Ito", "phone": "(217) 555-0142", "extras": {str(asked.id): "Figs"}}
    intakes.receive(session, "sent-by-tablet-1", "tablet", sent, hill)
    intakes.receive(session, "sent-by-tablet-2", "tablet", {"last_name": "Ito"}, hill)
    (one,) = exporting.gathered(session, customer, viewer_of(cast.manager))["waiting"]
    assert (one["phone"], one["came_from"], one["answers"]) == (
        "(217) 555-0142", "tablet", {"Favourite": "Figs"},
    )  # fmt: skip


def test_what_the_trail_says_of_them_is_given_out_without_figures(
    session: Session, cast: Cast
) -> None:
    """A fact nobody named as one about people is left out, for those who see every price too."""
    customer, _ = _known(session, cast)
    by = viewer_of(cast.admin)
    amounts = {"unit": "31.7193", "total": "380.63"}
    record(session, by, "customer changed", actions.subject_of(customer), before=amounts,
           after={**amounts, "note": "Pays at once"})  # fmt: skip
    record(session, by, "customer changed", "customer:0", after={"note": "Somebody else"})
    session.flush()
    assert Permission.COSTS_SEE in by.permissions
    told = exporting.gathered(session, customer, by)
    assert [(e["what"], e["before"], e["after"]) for e in told["trail"][1:]] == [
        ("customer changed", {"last_name": "Ito"}, {"last_name": "Ito-Quill"}),
        ("customer changed", {}, {"note": "Pays at once"}),
    ]
    first = told["trail"][0]
    assert (first["what"], first["after"]["answers"]) == ("customer added", {"Favourite": "Plums"})
    assert "31.7193" not in exporting.as_json(told)


def test_what_was_written_to_them_is_given_out_its_words_by_right(
    session: Session, cast: Cast
) -> None:
    customer, _ = _known(session, cast)
    by = viewer_of(cast.manager)
    order = an_order(session, by, [a_wish(a_product(session, a_department(session)))], customer)
    for number, shows in enumerate((True, False)):
        session.add(
            Message(
                one_time_key=f"to-ito-{number}", order_id=order.id, customer_id=customer.id,
                store_id=order.store_id, occasion=Occasion.ARRIVED, way=MessageWay.TEXT,
                sent_to=PHONE, body=f"It is here {number}", shows_figures=shows,
                due_at=clock.now(),
            )
        )  # fmt: skip
    session.flush()
    blind = replace(by, permissions=by.permissions - {Permission.PRICES_SEE})
    told = exporting.gathered(session, customer, by)["messages"]
    assert [(one["to"], one["about"], one["text"]) for one in told] == [
        (PHONE, "It has arrived", "It is here 0"), (PHONE, "It has arrived", "It is here 1"),
    ]  # fmt: skip
    hidden = exporting.gathered(session, customer, blind)["messages"]
    assert ["text" in one for one in hidden] == [False, True]
