"""The list of imports."""

from __future__ import annotations

from flask import Response, url_for

from app.blueprints.catalog.asking import number
from app.blueprints.catalog.asking import tabs as catalog_tabs
from app.blueprints.imports import bp
from app.domain.imports import queries
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import page


@bp.get("")
@requires(Permission.CATALOG_IMPORT)
def index() -> Response:
    """The newest imports, of everybody, with how far they are."""
    found = queries.listed(db.session(), viewer(), before=number("before") or queries.NEWEST)
    return page(
        "imports/index.html",
        "imports/_list.html",
        found=found,
        tabs=tabs(),
        older=url_for("imports.index", before=found.before) if found.before else None,
    )


def tabs() -> list[tuple[str, str, bool]]:
    """The tabs of the catalogue, this one being open; for those who may look at it."""
    if not viewer().can(Permission.CATALOG_SEE):
        return []
    here = url_for("imports.index")
    return [(words, url, url == here) for words, url, _ in catalog_tabs("imports.index")]
