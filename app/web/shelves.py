"""The shelves of the store one stands in, for every field where a place is written by hand."""

from __future__ import annotations

from flask import Flask

from app.domain.pickup.shelves import codes_of
from app.extensions import db
from app.web.access import viewer


def shelf_codes() -> list[str]:
    """Their codes, A2 before A10; one statement, only where a page offers them."""
    return codes_of(db.session(), viewer().store_id)


def init_app(app: Flask) -> None:
    """Give them to the templates."""
    app.jinja_env.globals["shelf_codes"] = shelf_codes
