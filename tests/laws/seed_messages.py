"""What was written to customers: with amounts and without, sent, waiting and failed; and templates
that may say prices."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from app.domain.messages import filling
from app.domain.messages.shipped import Words
from app.domain.settings.reading import settings_of
from app.models import Message, MessageState, MessageTemplate, Order
from app.vocabulary import clock
from app.vocabulary.occasions import MessageWay, Occasion
from tests.support.cast import Cast

SAYS = Words("Order {order}: {total}", "{prices}\nAll: {total}", shows_prices=True)
SILENT = Words("Order {order}", "{items}")


class Seeded(Protocol):
    """What is needed of the world."""

    cast: Cast
    orders: dict[str, Order]


def write_messages(session: Session, world: Seeded) -> None:
    """A message of every sort about what has arrived."""
    session.add(
        MessageTemplate(store_id=0, occasion=Occasion.QUOTED, way=MessageWay.EMAIL,
                        subject=SAYS.subject, body=SAYS.body, shows_prices=True)
    )  # fmt: skip
    order = world.orders["arrived"]
    settings = settings_of(session, order.store_id)
    states = (MessageState.SENT, MessageState.FAILED, MessageState.WAITING)
    for number, (words, state) in enumerate((w, s) for w in (SAYS, SILENT) for s in states):
        lines = [line for line in order.lines if line.total is not None]
        letter = filling.write(words, MessageWay.EMAIL, order, lines, settings)
        session.add(
            Message(
                one_time_key=f"lawful-message-{number}",
                order_id=order.id,
                customer_id=order.customer_id,
                store_id=order.store_id,
                occasion=Occasion.REMINDER,
                way=MessageWay.EMAIL,
                sent_to="lawful@example.org",
                subject=letter.subject,
                body=letter.body,
                shows_figures=letter.shows_figures,
                state=state,
                problem="It was refused." if state is MessageState.FAILED else "",
                user_id=world.cast.buyer.id,
                due_at=clock.now(),
            )
        )
    session.flush()
