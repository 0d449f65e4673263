"""After an order was placed: what happens with it now, and what people do next (L3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.entry import bp
from app.domain.access import Viewer
from app.domain.customers.contact import contact_of
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent
from app.domain.orders.placing import placed_before
from app.extensions import db
from app.models import DeliveryWish, LineKind, Order, OrderLine
from app.vocabulary.errors import NotFound
from app.vocabulary.figures import Figure, PriceKind
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key
from app.web.access import requires, viewer
from app.web.filters import day, phone, plural
from app.web.forms import new_key
from app.web.htmx import go, page
from app.web.picked import one_time_key


@dataclass(frozen=True)
class Hint:
    """What happens with the order now: an icon, a sentence, and maybe a way there."""

    icon: str
    words: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Taken:
    """An order that was taken a moment ago, for the person who looks at it."""

    order: Order
    by: Viewer

    @property
    def who(self) -> str:
        """The customer's name."""
        return self.order.full_name or "this customer"

    @property
    def first_name(self) -> str:
        """How a colleague would say who it was for."""
        return (self.order.first_name or self.order.last_name or "this customer")[:30]

    @cached_property
    def items(self) -> list[OrderLine]:
        """Its lines that are items."""
        return [line for line in self.order.lines if line.kind is LineKind.ITEM]

    @property
    def summary(self) -> str:
        """What was taken, in a few words."""
        notes = len(self.order.lines) - len(self.items)
        items = plural(len(self.items), "item") if self.items else ""
        parts = (self.who, items, plural(notes, "note") if notes else "")
        return " · ".join(part for part in parts if part)

    @property
    def may_see(self) -> bool:
        """Whether there is a page of it for this person."""
        return bool(self.by.can(Permission.ORDERS_SEE))

    @property
    def hints(self) -> list[Hint]:
        """What happens now, in the order in which it happens."""
        return [hint for hint in (self._call(), *self._open_ends(), self._getting()) if hint]

    def _call(self) -> Hint:
        order = self.order
        if not order.call_first:
            return Hint("check", "No call is needed: a buyer can order it at once.")
        where = phone(order.phone) or "there is no phone number yet"
        words = f"Somebody calls {self.who} before it is ordered: {where}."
        if not self.may_see:
            return Hint("phone", words)
        return Hint("phone", words, url_for("orders.pending", status=Key.NEW_CALL), "Who to call")

    def _open_ends(self) -> list[Hint]:
        notes = len(self.order.lines) - len(self.items)
        unsized = sum(line.case_size is None for line in self.items)
        unpriced = sum(line.price_kind is PriceKind.NEEDED for line in self.items)
        found = []
        if notes:
            found.append(Hint("sticky-note", "A buyer turns the note into items."))
        if unsized:
            found.append(Hint("package", "A buyer finds out how many come in a case."))
        if unpriced and Figure.UNIT in self.by.figures:
            needed = f"{plural(unpriced, 'item needs', 'items need')} a price."
            found.append(Hint("banknote", needed, self._page, "Set it"))
        return found

    def _getting(self) -> Hint:
        order = self.order
        when = f", wanted by {day(order.requested_on)}" if order.requested_on else ""
        if order.delivery is not DeliveryWish.PICKUP:
            verb = {DeliveryWish.DELIVER: "delivered", DeliveryWish.SHIP: "shipped"}[order.delivery]
            return Hint("truck", f"To be {verb}{when}.")
        return Hint("store", f"Picked up at {order.pickup_store.name}{when}.")

    @property
    def once(self) -> str:
        """The key of one more order for this customer."""
        return new_key()

    @property
    def _page(self) -> str:
        return url_for("orders.show", number=self.order.number)


def taken(order: Order) -> Response:
    """The page of an order that was taken: what happens now, what to do next."""
    _enforce(order)
    done = Taken(order, viewer())
    return page("entry/taken.html", "entry/_taken.html", taken=done)


@bp.post("/orders/new/<key:key>/another")
@requires(Permission.ORDERS_TAKE)
def another(key: str) -> BaseResponse:
    """A new order for the customer of the one that was taken, with their contact as it was there
    (L3). Tapped twice it is one."""
    order, fresh = placed_before(db.session(), key), one_time_key()
    if order is None:
        raise NotFound("There is no such order.")
    _enforce(order)
    draft = drafts.open_draft(db.session(), fresh, viewer(), lock=True)
    if draft in db.session or placed_before(db.session(), fresh) is not None:
        return go(url_for("entry.draft", key=fresh))
    content = DraftContent(customer_id=order.customer_id, contact=contact_of(order))
    if order.customer is not None and not order.customer.active:
        content = replace(content, customer_id=None)
    drafts.keep(db.session(), drafts.begin(db.session(), draft), content)
    return go(url_for("entry.draft", key=fresh))


def _enforce(order: Order) -> None:
    """Who took it, and colleagues of its store, are led on; others by the right to see orders."""
    by = viewer()
    if by.user_id != order.taken_by_id and by.store_id != order.store_id:
        by.can(Permission.ORDERS_SEE).enforce()
