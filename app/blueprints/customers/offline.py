"""Whether a tablet may keep pages about customers (M16)."""

from __future__ import annotations

from flask import Response, request
from flask_login import current_user

from app.blueprints.customers import bp
from app.domain.settings.reading import settings_of
from app.extensions import db
from app.web.access import viewer

# Kept in the tablet's own store, and asked for again each time the house can be reached.
MAY_KEEP = "private, no-cache"


@bp.after_request
def may_keep(response: Response) -> Response:
    """Every page says `no-store` unless the store lets its tablets keep customers' data."""
    shown = request.method == "GET" and response.status_code == 200
    if shown and current_user.is_authenticated:
        settings = settings_of(db.session(), viewer().store_id)
        if settings.tablet_keeps_contacts:
            response.headers["Cache-Control"] = MAY_KEEP
    return response
