"""What Caselot writes as shipped, until a store finds words of its own. No shipped message says a
price, and none goes out by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.vocabulary.occasions import MessageWay, Occasion

_SIGNED = "\n\nThank you,\n{store}\n{store_phone}\n{store_address}"


@dataclass(frozen=True)
class Words:
    """A template: what is written, and how it may be used. `own` is the store whose words they
    are: None as shipped, 0 for every store."""

    subject: str
    body: str
    by_itself: bool = False
    shows_prices: bool = False
    active: bool = True
    version: int = 0
    own: int | None = None

    def without_prices(self) -> Words:
        """The same words for somebody who must not be told amounts."""
        return replace(self, shows_prices=False)


# Subject and text of the e-mail, and the text message.
_SHIPPED: dict[Occasion, tuple[str, str, str]] = {
    Occasion.ARRIVED: (
        "Your order {order} is here",
        "Hello {first_name},\n\ngood news: this is here for you.\n\n{items}\n\n"
        "Please pick it up by {pickup_by}. Your order number is {order}.",
        "{store}: your order {order} is here: {items}. Please pick it up by {pickup_by}.",
    ),
    Occasion.MISSING: (
        "Your order {order} is late",
        "Hello {first_name},\n\nthis did not come with our delivery.\n\n{items}\n\n"
        "We are sorry. We order it again, and tell you when it is here.",
        "{store}: sorry, from your order {order} this did not come: {items}. "
        "We order it again and tell you when it is here.",
    ),
    Occasion.NOT_AVAILABLE: (
        "About your order {order}",
        "Hello {first_name},\n\nwe are sorry: this is not to be had at the moment.\n\n{items}\n\n"
        "If you like, we look for something else with you. Just call us or come by.",
        "{store}: sorry, from your order {order} this is not to be had: {items}. "
        "Call us if we may look for something else. {store_phone}",
    ),
    Occasion.QUOTED: (
        "We have a price for your order {order}",
        "Hello {first_name},\n\nwe know now what this costs.\n\n{items}\n\n"
        "Please call us or come by, and tell us whether we may order it for you.",
        "{store}: we have a price for your order {order}. Please call us and tell us whether we "
        "may order it. {store_phone}",
    ),
    Occasion.REMINDER: (
        "Your order {order} waits for you",
        "Hello {first_name},\n\nthis is still here for you.\n\n{items}\n\n"
        "Please pick it up soon, or call us if you need more time.",
        "{store}: your order {order} still waits for you: {items}. Please pick it up soon or call "
        "us. {store_phone}",
    ),
    Occasion.CLOSING: (
        "Do you still want your order {order}?",
        "Hello {first_name},\n\nthis has waited for a long while.\n\n{items}\n\n"
        "If we do not hear from you, we close it on {closing_day}. A call is enough to keep it "
        "open.",
        "{store}: do you still want your order {order}? Without a word from you we close it on "
        "{closing_day}. {store_phone}",
    ),
}


def shipped(occasion: Occasion, way: MessageWay) -> Words:
    """The words as shipped."""
    subject, mail, text = _SHIPPED[occasion]
    if way is MessageWay.EMAIL:
        return Words(subject, mail + _SIGNED)
    return Words("", text)
