"""Finding a setting by its words, and orders from the same field (L7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import url_for

from app.blueprints.settings import customer_rules, rules
from app.blueprints.settings.per_store import StorePage
from app.domain.orders.text_search import matching
from app.domain.settings.known import StoreSettings
from app.extensions import db
from app.models import Order, OrderLine
from app.vocabulary.permissions import Permission
from app.vocabulary.searching import haystack
from app.web.access import viewer

MOST = 8
MOST_ORDERS = 5


PAGES: tuple[StorePage, ...] = (rules.PAGE, customer_rules.PAGE)


@dataclass(frozen=True)
class Found:
    """A setting that was looked for: what it is called, where it is, what it does."""

    label: str
    url: str
    says: str
    where: str


def found(groups: Sequence[tuple[str, Iterable[Any]]], query: str) -> list[Found]:
    """Parts of settings, and single settings on their pages, that have all words of `query` in
    their name or in the line that says what they do."""
    words = haystack(query).split()
    if not words:
        return []
    known = [*_parts(groups), *_single()]
    return [one for one in known if _has(one, words)][:MOST]


def orders(query: str) -> list[Order]:
    """The newest open orders that `query` may mean, for those who may see orders."""
    if not query or not viewer().can(Permission.ORDERS_SEE):
        return []
    hit = (
        sa.select(OrderLine.order_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.open == 1, matching(query))
        .order_by(OrderLine.list_key.desc())
        .limit(MOST_ORDERS * 5)
    )
    ids = list(dict.fromkeys(db.session.scalars(hit)))[:MOST_ORDERS]
    rows = db.session.scalars(sa.select(Order).where(Order.id.in_(ids))) if ids else []
    return sorted(rows, key=lambda order: -order.id)


def _parts(groups: Sequence[tuple[str, Iterable[Any]]]) -> Iterator[Found]:
    for label, parts in groups:
        for part in parts:
            yield Found(part.label, part.url, part.says, label)


def _single() -> Iterator[Found]:
    about = StoreSettings.about()
    for one in PAGES:
        for name in one.names:
            url = url_for(one.endpoint, _anchor=name)
            yield Found(about[name].label, url, about[name].help, one.title)


def _has(one: Found, words: list[str]) -> bool:
    text = haystack(one.label, one.says, one.where)
    return all(word in text for word in words)
