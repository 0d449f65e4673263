"""Finding the product or like code that a form means: chosen from a list, scanned, or typed."""

from __future__ import annotations

from typing import Any

from app.domain.catalog import listing
from app.extensions import db
from app.models import LikeCode, Product
from app.vocabulary.barcodes import upc_candidates
from app.web.converters import number_in
from app.web.forms import CleanForm

GONE = "That is not to be had any more. Look again."


def found_for(text: str, *, like_codes: bool) -> dict[str, Any]:
    """What `text` may mean: products, and like codes if they are asked for."""
    session = db.session()
    return {
        "text": text,
        "products": listing.find_products(session, text) if text else [],
        "codes": listing.find_like_codes(session, text) if like_codes else [],
    }


def chosen(form: CleanForm, *, like_codes: bool) -> Product | LikeCode | None:
    """What the form's `key` names, or the one product that has exactly the code typed. None puts
    the reason beside the field."""
    key, text = form.key.data or "", form.q.data or ""
    if key:
        target = _named(key, like_codes)
        if target is None:
            form.q.errors = [*form.q.errors, GONE]
        return target
    if not text:
        form.q.errors = [*form.q.errors, "Scan or type what it is."]
        return None
    found = listing.find_products(db.session(), text)
    if len(found) == 1 and found[0].upc in upc_candidates(text):
        return found[0]
    some = found or (like_codes and listing.find_like_codes(db.session(), text))
    said = "Choose one of these." if some else "No product of ours is known by that."
    form.q.errors = [*form.q.errors, said]
    return None


def _named(key: str, like_codes: bool) -> Product | LikeCode | None:
    row_id = number_in(key[1:])
    if row_id is None:
        return None
    if key[0] == "p":
        return db.session().get(Product, row_id)
    return db.session().get(LikeCode, row_id) if key[0] == "l" and like_codes else None
