"""Fields that would set a price, from people who may not: refused, and remembered (C8, B1).

No form of theirs has such a field, so whoever sends one has made the request by hand. It is refused
before any view reads it, and the trail keeps who asked what of which page, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask, abort, current_app, request
from flask_login import current_user

from app.domain.access import Viewer
from app.domain.audit import record
from app.extensions import db
from app.vocabulary.errors import NotAllowed
from app.vocabulary.permissions import Permission
from app.web.unit_of_work import SAFE_METHODS, keep_on_refusal

KIND = "price refused"

# What a field is called that makes a price, whatever stands before it ("items-0-unit_price").
PRICES = frozenset(
    {
        "price", "unit_price", "case_price", "line_price", "item_price", "sale_price",
        "special_price", "price_kind", "price_choice", "price_precedence", "price_why", "priced_by",
        "priced_by_id",
        "retail", "retail_price", "regular_price", "suggested_retail", "total", "line_total",
        "regular_total", "subtotal", "manual_price", "manual_unit", "discount", "discount_percent",
        "percent", "markup", "markdown", "margin", "member_type", "member_type_id",
        "member_type_number", "discountable", "like_code",
    }
)  # fmt: skip
# And the address that purchase orders with their costs are sent to.
COSTS = frozenset(
    {"cost", "unit_cost", "case_cost", "item_cost", "minimum_amount", "order_email"}
)  # fmt: skip
DEEPEST = 4
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PARTS = re.compile(r"[^a-z_]+")


def refuse_forged_prices() -> None:
    """Before each request that acts: NotAllowed, with an event that stays, when somebody without
    the right sends a field of a price or of a cost, or asks a page that sets prices."""
    if request.endpoint is None or request.method in SAFE_METHODS:
        return
    if not current_user.is_authenticated:
        return
    person: Viewer = current_user.viewer
    sent = fields_of(_names())
    for permission, forbidden in ((Permission.PRICES_EDIT, PRICES), (Permission.COSTS_SEE, COSTS)):
        if permission in person.permissions:
            continue
        forged = sorted(sent & forbidden)
        if forged or _sets_prices(permission):
            _refuse(person, permission, forged)


def fields_of(names: Iterable[str]) -> set[str]:
    """The fields that these names mean: “items-0-unitPrice” means unit_price."""
    found: set[str] = set()
    for name in names:
        parts = [p for p in _PARTS.split(_CAMEL.sub("_", name).lower()) if p]
        found.update(parts[-1:])
        found.add("_".join(parts))
    return found


def _names() -> Iterator[str]:
    yield from request.args
    yield from request.form
    yield from request.files
    if request.is_json:
        yield from _keys(_json(), DEEPEST)


def _json() -> Any:
    try:
        return request.get_json(silent=True)
    except RecursionError:
        abort(400, "That is nested too deeply to be read.")


def _keys(value: Any, deep: int) -> Iterator[str]:
    inside = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict):
        yield from map(str, value)
    if deep and isinstance(value, dict | list):
        for each in inside:
            yield from _keys(each, deep - 1)


def _sets_prices(permission: Permission) -> bool:
    """Whether the page itself is for people who set prices."""
    view = current_app.view_functions[str(request.endpoint)]
    needed = {getattr(view, "access", None), *getattr(view, "also", ())}
    return permission is Permission.PRICES_EDIT and permission in needed


def _refuse(person: Viewer, permission: Permission, forged: list[str]) -> None:
    facts = {"fields": forged} if forged else {}
    record(db.session(), person, KIND, str(request.endpoint), after=facts)
    keep_on_refusal()
    raise NotAllowed(person.can(permission).reason)


def init_app(app: Flask) -> None:
    """Put the check before every request."""
    app.before_request(refuse_forged_prices)
