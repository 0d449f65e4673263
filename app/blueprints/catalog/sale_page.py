"""The page of one sale, the same after a look and after a refusal."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from app.blueprints.catalog.asking import asked, number, show
from app.blueprints.catalog.finding import found_for
from app.blueprints.catalog.forms import PutOnForm
from app.blueprints.catalog.things import address, show_one
from app.domain.catalog import previewing
from app.domain.catalog import sales as trade
from app.domain.catalog.listing import NEWEST
from app.extensions import db
from app.models import Sale, Store
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import viewer
from app.web.filters import store_day
from app.web.htmx import wants_partial


def found(text: str) -> Response:
    """What a search for an item of a sale finds."""
    return show("_found", **found_for(text, like_codes=True))


def sale_page(row: Sale, form: PutOnForm, status: int = 200) -> Response:
    """The whole page, or for htmx an older page of its past."""
    session, by = db.session(), viewer()
    context: dict[str, Any] = {}
    if not wants_partial():
        page = trade.items_of(session, row, before=number("items") or NEWEST)
        store = session.get(Store, row.store_id) if row.store_id else None
        knows = Figure.SALE in by.figures
        context = {
            "items": [(item, item.price if knows else None) for item in page.items],
            "names": trade.codes_named(session, page.items),
            "more_items": address(row, items=page.before) if page.before else None,
            "overlaps": trade.overlaps(session, row, page.items),
            "examples": previewing.examples(session, row, page.items, by),
            "place": store.name if store else "every store",
            "form": form,
            "may_price": bool(by.can(Permission.CATALOG_EDIT) and by.can(Permission.PRICES_EDIT)),
            "today": store_day(),
            **found_for(form.q.data or asked(), like_codes=True),
        }
    return show_one(row, status=status, **context)
