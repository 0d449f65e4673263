"""By which ways a customer can be written to, and which they like (contact preference)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.customers import phones
from app.domain.customers.contact import email_problem
from app.domain.settings.known import StoreSettings
from app.models import ContactWay, Order
from app.vocabulary.decisions import YES, Decision, no, when
from app.vocabulary.occasions import MessageWay

NO_MESSAGES = "They said they need no message. Write only if it cannot wait."
RATHER_CALLED = "They would rather be called."
_LIKED = {ContactWay.EMAIL: MessageWay.EMAIL, ContactWay.TEXT: MessageWay.TEXT}


@dataclass(frozen=True)
class WayOut:
    """One way to write to the customer of an order: where `to`, and if not, why not. `liked`: it is
    how they want to be reached."""

    way: MessageWay
    to: str
    may: Decision
    liked: bool


def ways_to(order: Order, settings: StoreSettings) -> dict[MessageWay, WayOut]:
    """Each way, by the contact of the order itself (C14)."""
    liked = _LIKED.get(order.contact_way)
    found = {
        MessageWay.EMAIL: _email(order.email),
        MessageWay.TEXT: _text(order.phone, settings.home_country),
    }
    return {way: WayOut(way, to, may, way is liked) for way, (to, may) in found.items()}


def warning(order: Order) -> str:
    """What to say before somebody writes by hand; nothing if they like to be written to."""
    said = {ContactWay.NONE: NO_MESSAGES, ContactWay.CALL: RATHER_CALLED}
    return said.get(order.contact_way, "")


def by_itself(order: Order, settings: StoreSettings) -> tuple[WayOut, ...]:
    """The ways by which this customer may be written to without anybody asking: the one they like.
    Who would rather be called only where the store says so; who wants nothing, never."""
    ways = ways_to(order, settings)
    if order.contact_way is ContactWay.NONE:
        return ()
    if order.contact_way is ContactWay.CALL:
        chosen = list(ways.values()) if settings.write_to_callers else []
    else:
        chosen = [each for each in ways.values() if each.liked]
    return tuple(each for each in chosen if each.may)


def _email(email: str) -> tuple[str, Decision]:
    if not email:
        return "", no("The order has no e-mail address.")
    problem = email_problem(email)
    return email, when(not problem, "The e-mail address of the order is not one.")


def _text(phone: str, country: str) -> tuple[str, Decision]:
    if not phone:
        return "", no("The order has no phone number.")
    number = phones.texting(phone, country)
    if number is None:
        return "", no("Text messages do not reach the phone number of the order.")
    return number, YES
