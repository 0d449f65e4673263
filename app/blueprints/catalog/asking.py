"""What every page of the catalogue asks its address for, and how it is shown."""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.catalog.listing import Wanted
from app.vocabulary.permissions import Permission
from app.web.access import viewer
from app.web.converters import number_in
from app.web.htmx import wants_partial
from app.web.picked import searched_for

LONGEST_QUERY = 80
TABS = (
    ("Products", "catalog.products"),
    ("Vendor items", "catalog.vendor_items"),
    ("Vendors", "catalog.vendors"),
    ("Sales", "catalog.sales"),
    ("Like codes", "catalog.like_codes"),
    ("Departments", "catalog.departments"),
)
IMPORTS = "imports.index"
_NO_FILTERS = frozenset({"before", "after", "endpoint"})


def asked() -> str:
    """What is searched for."""
    return searched_for(LONGEST_QUERY)


def number(name: str) -> int | None:
    """The row or number that `name` of the address names."""
    return number_in(request.args.get(name))


def ticked(name: str) -> bool:
    """Whether a box of the filters is ticked."""
    return request.args.get(name) == "1"


def wanted() -> Wanted:
    """What a list of goods is narrowed to."""
    return Wanted(
        text=asked(),
        department_id=number("department"),
        vendor_id=number("vendor"),
        withdrawn=ticked("withdrawn"),
        on_sale=ticked("on_sale"),
        no_price=ticked("no_price"),
        no_case=ticked("no_case"),
    )


def further(endpoint: str, **place: Any) -> str:
    """The address of the next page: the same filters, another place. What `url_for` takes for
    its own (`_scheme`, `endpoint`) is no filter."""
    args = {k: v for k, v in request.args.items() if v and not k.startswith("_")}
    kept = {k: v for k, v in args.items() if k not in _NO_FILTERS}
    return url_for(endpoint, **{**kept, **place})


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """The tabs of the room, for the endpoint `here`; imports for those who may."""
    made = [(words, url_for(endpoint), endpoint == here) for words, endpoint in TABS]
    if IMPORTS in current_app.view_functions and viewer().can(Permission.CATALOG_IMPORT):
        made.append(("Imports", url_for(IMPORTS), False))
    return made


def show(template: str, *, status: int = 200, partial: str = "", **context: Any) -> Response:
    """A page of the catalogue, or for htmx the part of it that is asked for."""
    name = partial if partial and wants_partial() else template
    return make_response(render_template(f"catalog/{name}.html", **context), status)
