"""From an order that is being taken into the catalogue and back (P7)."""

from __future__ import annotations

from flask import request, url_for

from app.domain.catalog import lookup
from app.domain.orders import drafts
from app.domain.orders.placing import placed_before
from app.extensions import db
from app.models import Product
from app.vocabulary.errors import NotFound, Refused
from app.vocabulary.permissions import Permission
from app.web.access import viewer
from app.web.converters import key_in
from app.web.forms import one_line


def draft_of() -> str:
    """The key of the draft that the address names, or nothing."""
    return key_in(one_line(request.args.get("draft")))


def add_to_draft(key: str, product: Product) -> str | None:
    """Put one case of `product` into that draft; returns the draft's address. None when there is no
    draft to go back to."""
    if not key_in(key) or not viewer().can(Permission.ORDERS_TAKE):
        return None
    session = db.session()
    session.flush()
    try:
        draft = drafts.open_draft(session, key, viewer(), lock=True)
    except NotFound:
        # Of a store where they do not stand any more; the item is made all the same.
        return None
    if draft not in session and placed_before(session, key) is not None:
        # It became an order meanwhile: a draft of the same key would never be placed.
        return None
    hit = lookup.chosen(session, f"p{product.id}")
    if hit is None:
        return None
    content = drafts.content_of(draft)
    if drafts.standing(content, hit) is None:
        try:
            drafts.keep(session, draft, drafts.add_hit(content, hit))
        except Refused:
            # It is full; the item is in the catalogue all the same.
            return url_for("entry.draft", key=key)
    return url_for("entry.draft", key=key)
