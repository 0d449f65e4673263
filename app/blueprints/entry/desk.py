"""What the new-order page shows, read only as far as a template asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from wtforms import SelectChoice

from app.blueprints.entry.forms import FinishForm
from app.domain.access import Viewer
from app.domain.catalog.lookup import Hit
from app.domain.customers import queries as customers
from app.domain.customers.contact import contact_of
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent, DraftItem
from app.domain.orders.showing import Again, ordered_already, priced
from app.domain.pricing.view import QuoteView, view_of_line
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.models import CONTACT_FIELDS, Customer, Department, Draft, LineKind, Store
from app.vocabulary import clock
from app.web.filters import zone
from app.web.forms import new_key


@dataclass(frozen=True)
class Row:
    """One item of the draft as it is shown; `typed` and `errors` after a refusal."""

    item: DraftItem
    vendor: str
    department: str
    price: QuoteView
    again: Again | None = None
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_note(self) -> bool:
        """A wish in words has no quantity and no price."""
        return self.item.kind is LineKind.NOTE

    @property
    def asks(self) -> bool:
        """Whether its quantity must be confirmed (C5, C17)."""
        return self.item.ask

    @property
    def cases(self) -> Any:
        """Cases as typed, or as kept."""
        return self.typed.get("cases", self.item.cases)

    @property
    def case_size(self) -> Any:
        """Case size as typed, or as kept; empty while nobody knows."""
        return self.typed.get("case_size", self.item.case_size or "")


@dataclass(frozen=True)
class Found:
    """A hit of the search with its price as the viewer may know it."""

    hit: Hit
    department: str
    price: QuoteView


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
        self.said = ""

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
        return clock.business_date(clock.now(), zone())

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
    def rows(self) -> list[Row]:
        """Every item."""
        return self._rows(self.content.items)

    def row(self, ref: int) -> Row:
        """One item alone; the others are not read."""
        return self._rows([i for i in self.content.items if i.ref == ref])[0]

    def _rows(self, items: Any) -> list[Row]:
        lines = priced(
            db.session(), items, self.customer, on=self.today, store_id=self.draft.store_id
        )
        again = ordered_already(db.session(), self.content.customer_id, items)
        return [
            Row(
                item=item,
                vendor=line.vendor.name if line.vendor else "",
                department=line.department.name if line.department else "",
                price=view_of_line(line, self.viewer.figures),
                again=again.get(item.product_id or 0),
                typed=self.typed if str(item.ref) == self.typed.get("ref") else {},
                errors=self._errors(item.ref),
            )
            for item, line in zip(items, lines, strict=True)
        ]

    def _errors(self, ref: int) -> dict[str, str]:
        ends = f"-{ref}"
        return {n.removesuffix(ends): said for n, said in self.problems.items() if n.endswith(ends)}

    @cached_property
    def found(self) -> list[Found]:
        """What the search found, priced in one go."""
        hits = self.items_found or []
        wishes = [drafts.wish_of(hit) for hit in hits]
        lines = priced(
            db.session(), wishes, self.customer, on=self.today, store_id=self.draft.store_id
        )
        return [
            Found(
                hit,
                line.department.name if line.department else "",
                view_of_line(line, self.viewer.figures),
            )
            for hit, line in zip(hits, lines, strict=True)
        ]

    @cached_property
    def pickup_days(self) -> int:
        """Days to pick up once it is here."""
        return settings_of(db.session(), self.draft.store_id).pickup_days

    @cached_property
    def stores(self) -> list[SelectChoice]:
        """Where it may be picked up."""
        rows = db.session.execute(
            sa.select(Store.id, Store.name).where(Store.active.is_(True)).order_by(Store.name)
        )
        return [SelectChoice(row[0], row[1]) for row in rows]

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
    content = desk.content
    data = {
        "call_first": "yes" if content.call_first else "no",
        "pickup_store_id": content.pickup_store_id or desk.draft.store_id,
        "comments": content.comments,
    }
    form = FinishForm(formdata=None, data=data) if filled else FinishForm()
    form.pickup_store_id.choices = desk.stores
    return form
