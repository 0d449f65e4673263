"""What the new-order page shows, read only as far as a template asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.blueprints.entry.forms import FinishForm
from app.blueprints.entry.rows import Found, Row
from app.domain.access import Viewer
from app.domain.catalog.lookup import Hit
from app.domain.customers import queries as customers
from app.domain.customers.contact import contact_of
from app.domain.orders import drafts
from app.domain.orders.again import Past, ordered_already, ordered_before
from app.domain.orders.content import DraftContent, DraftItem
from app.domain.orders.showing import priced, things_of
from app.domain.pricing.changes import Change
from app.domain.pricing.view import view_of_line
from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.models import CONTACT_FIELDS, Customer, DeliveryWish, Department, Draft, OrderLine, Store
from app.vocabulary.barcodes import is_code
from app.web.filters import plural, store_day
from app.web.forms import new_key

# Prices that another customer changed are told one by one up to here.
MOST_TOLD = 5


class Desk:
    """A draft on the screen. The attributes set here are what a refusal or an open form adds."""

    def __init__(self, draft: Draft, viewer: Viewer, content: DraftContent | None = None) -> None:
        self.draft = draft
        self.viewer = viewer
        self.key = draft.key
        self.content = drafts.content_of(draft) if content is None else content
        self.problems: Mapping[str, str] = {}
        self.typed: Mapping[str, Any] = {}
        self.contact_form: Any = None
        self.describe_form: Any = None
        self.note_form: Any = None
        self.finish: Any = None
        self.customer_query = ""
        self.customers_found: list[Customer] | None = None
        self.suggested: Customer | None = None
        self.item_query = ""
        self.items_found: list[Hit] | None = None
        self.wants_past = False
        self.changes: Sequence[Change] = ()
        self.said = ""
        self.in_hand: list[object] = []

    def going_on(self, content: DraftContent) -> Desk:
        """The same desk with other content; what was read for it stays read."""
        after = Desk(self.draft, self.viewer, content)
        after.in_hand = self.in_hand
        if "settings" in vars(self):
            after.settings = self.settings
        return after

    @property
    def once(self) -> str:
        """A one-time key for the form that adds by code."""
        return new_key()

    @property
    def kept_at(self) -> datetime | None:
        """When the draft was kept last."""
        return self.draft.touched_at if self.draft.version else None

    @property
    def is_new(self) -> bool:
        """Nothing has been put into it yet."""
        return self.content.empty and not self.draft.version

    @property
    def today(self) -> date:
        """The business date that prices are of."""
        return store_day()

    @cached_property
    def customer(self) -> Customer | None:
        """The chosen customer."""
        chosen = self.content.customer_id
        return db.session.get(Customer, chosen) if chosen else None

    @cached_property
    def open_orders(self) -> int:
        """Open orders of the chosen customer."""
        return customers.open_orders(db.session(), self.customer.id) if self.customer else 0

    @property
    def overridden(self) -> dict[str, str]:
        """Contact fields that differ from the member's record, and what the record says (C14)."""
        if self.customer is None:
            return {}
        record = contact_of(self.customer)
        return {
            n: record[n] for n in CONTACT_FIELDS if self.content.contact.get(n, "") != record[n]
        }

    @cached_property
    def lines(self) -> list[OrderLine]:
        """Every item as a line with its price, for `view_of_line`."""
        return self._priced(self.content.items)

    @cached_property
    def rows(self) -> list[Row]:
        """Every item."""
        return self._rows(self.content.items, self.lines)

    def row(self, ref: int) -> Row:
        """One item alone; the others are not read."""
        items = [i for i in self.content.items if i.ref == ref]
        return self._rows(items, self._priced(items))[0]

    def _rows(self, items: Sequence[DraftItem], lines: Sequence[OrderLine]) -> list[Row]:
        since = self.today - timedelta(days=self.settings.again_days)
        customer_id = self.content.customer_id
        again = ordered_already(db.session(), customer_id, items, since=since)
        return [
            Row(
                item=item,
                vendor=line.vendor.name if line.vendor else "",
                department=line.department.name if line.department else "",
                price=view_of_line(line, self.viewer.figures),
                again=again.get(item.ref),
                typed=self.typed if str(item.ref) == self.typed.get("ref") else {},
                errors=self._errors(item.ref),
            )
            for item, line in zip(items, lines, strict=True)
        ]

    def _priced(self, items: Sequence[DraftItem]) -> list[OrderLine]:
        self.in_hand.append(things_of(db.session(), items))
        return priced(
            db.session(),
            items,
            self.customer,
            on=self.today,
            store_id=self.draft.store_id,
            settings=self.settings,
        )

    def _errors(self, ref: int) -> dict[str, str]:
        ends = f"-{ref}"
        return {n.removesuffix(ends): said for n, said in self.problems.items() if n.endswith(ends)}

    @cached_property
    def found(self) -> list[Found]:
        """What the search found, priced in one go."""
        hits = self.items_found or []
        wishes = [drafts.wish_of(hit) for hit in hits]
        lines = self._priced(wishes)
        return [
            Found(
                hit,
                line.department.name if line.department else "",
                view_of_line(line, self.viewer.figures),
            )
            for hit, line in zip(hits, lines, strict=True)
        ]

    @property
    def changed(self) -> str:
        """What another customer changed in the prices, in words; empty for who may not know."""
        count = plural(len(self.changes), "price")
        words = "; ".join(change.words for change in self.changes[:MOST_TOLD])
        rest = len(self.changes) - MOST_TOLD
        more = f"; and {rest} more" if rest > 0 else ""
        return f"{count} changed. {words}{more}." if self.changes else ""

    @property
    def asks_which(self) -> bool:
        """Whether what was typed as a code means several things, or nothing exactly: then none of
        them is taken by Enter (C16)."""
        exact = sum(hit.exact for hit in self.items_found or [])
        return exact > 1 or (is_code(self.item_query) and exact != 1)

    @cached_property
    def past(self) -> list[Past]:
        """What the customer ordered before."""
        known = self.content.customer_id
        return ordered_before(db.session(), known) if known and self.wants_past else []

    def holds(self, past: Past) -> bool:
        """Whether the draft has this already."""
        return past.wish is not None and drafts.alike(self.content, past.wish) is not None

    @property
    def warnings(self) -> list[str]:
        """What would keep the wishes for this order from coming true; nothing is refused for it."""
        contact, brought = self.content.contact, self.content.delivery is not DeliveryWish.PICKUP
        if not self.content.chosen:
            return []
        said = []
        if self.content.call_first and not contact.get("phone"):
            said.append("There is no phone number to call. Add one, or choose “No call”.")
        if brought and not (contact.get("street") and contact.get("city")):
            said.append("There is no address to bring it to. Add one to the customer above.")
        return said

    @cached_property
    def settings(self) -> StoreSettings:
        """The settings of the draft's store, read once."""
        return settings_of(db.session(), self.draft.store_id)

    @property
    def pickup_days(self) -> int:
        """Days to pick up once it is here."""
        return self.settings.pickup_days

    @cached_property
    def stores(self) -> list[tuple[int, str]]:
        """Where it may be picked up."""
        rows = db.session.execute(
            sa.select(Store.id, Store.name).where(Store.active.is_(True)).order_by(Store.name)
        )
        return [(row[0], row[1]) for row in rows]

    @cached_property
    def departments(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """Departments to choose from, under the super department that is responsible (C20)."""
        rows = db.session.scalars(
            sa.select(Department)
            .where(Department.active.is_(True))
            .options(joinedload(Department.super_department))
            .order_by(Department.name)
        )
        groups: dict[str, list[tuple[int, str]]] = {}
        for row in rows:
            realm = row.super_department.name if row.super_department else "Others"
            groups.setdefault(realm, []).append((row.id, row.name))
        return sorted(groups.items())

    @cached_property
    def others(self) -> list[Any]:
        """Drafts of this store that somebody may go on with."""
        kept = drafts.of_store(db.session(), self.viewer, but=self.key)
        return [(draft, drafts.content_of(draft)) for draft in kept]

    @property
    def finish_form(self) -> Any:
        """The finish card's form: as typed after a refusal, else as kept."""
        if self.finish is None:
            self.finish = finish_form(self, filled=True)
        return self.finish


def finish_form(desk: Desk, *, filled: bool = False) -> FinishForm:
    """The form of the finish card with the stores to choose from; `filled` with what is kept."""
    content, here = desk.content, desk.draft.store_id
    brought = content.delivery is not DeliveryWish.PICKUP
    data = {
        "call_first": "yes" if content.call_first else "no",
        "getting": content.delivery.value if brought else str(content.pickup_store_id or here),
        "comments": content.comments,
        "source": content.source.value,
        "requested_on": content.requested_on,
    }
    form = FinishForm(formdata=None, data=data) if filled else FinishForm()
    form.offer(desk.stores, here)
    return form
