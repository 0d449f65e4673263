"""What a new customer starts with: the store's default customer, and the settings (M8–M11, M15)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.domain.settings.known import StoreSettings
from app.domain.settings.reading import settings_of
from app.models import Customer, CustomerKind, ReceiptWay, Store


@dataclass(frozen=True)
class Start:
    """The properties a new customer begins with. `receipt_email` is for those who bring none of
    their own (M11); `dimensions` (name → value) come from the group (M10)."""

    kind: CustomerKind = CustomerKind.PERSON
    member_type_id: int | None = None
    group_id: int | None = None
    receipt_way: ReceiptWay = ReceiptWay.PAPER
    receipt_email: str = ""
    currency: str = ""
    language: str = ""
    country: str = ""
    affiliation_ids: tuple[int, ...] = ()
    dimensions: dict[str, Any] = field(default_factory=dict)


def start_of(session: Session, store_id: int) -> Start:
    """What a customer added in this store starts with. Copied from its default customer, without a
    copy of who that is (M8, M9); country from the settings (M15). A type, group or affiliation that
    has been retired is not passed on."""
    settings = settings_of(session, store_id)
    model = default_customer(session, store_id)
    if model is None or not model.active:
        return Start(
            currency=settings.currency, language=settings.language, country=settings.home_country
        )
    return _copied(model, settings)


def default_customer(session: Session, store_id: int) -> Customer | None:
    """The default customer of a store, whatever state it is in; None if none was chosen."""
    return session.scalar(
        sa.select(Customer)
        .join(Store, Store.default_customer_id == Customer.id)
        .where(Store.id == store_id)
        .options(selectinload(Customer.affiliations), selectinload(Customer.group))
    )


def default_customers(session: Session) -> dict[int, Customer]:
    """The default customers of all stores, by the store's id."""
    query = sa.select(Store.id, Customer).join(Customer, Store.default_customer_id == Customer.id)
    return {row.id: row.Customer for row in session.execute(query)}


def _copied(model: Customer, settings: StoreSettings) -> Start:
    kind = model.member_type if model.member_type and model.member_type.active else None
    group = model.group if model.group and model.group.active else None
    return Start(
        kind=model.kind,
        member_type_id=kind.id if kind else None,
        group_id=group.id if group else None,
        receipt_way=model.receipt_way,
        receipt_email=model.receipt_email,
        currency=model.currency or settings.currency,
        language=model.language or settings.language,
        country=settings.home_country,
        affiliation_ids=tuple(sorted(a.id for a in model.affiliations if a.active)),
        # From the group, never from the default customer, whose own may have drifted (M10).
        dimensions=dict(group.dimensions) if group else {},
    )
