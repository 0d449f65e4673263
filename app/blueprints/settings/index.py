"""The front page of settings: every part with a line that says what it does, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import request, url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp, searching
from app.extensions import db
from app.models import (
    Affiliation,
    ApiToken,
    Base,
    CustomerAttribute,
    CustomerGroup,
    Department,
    MemberType,
    Printer,
    Role,
    SaleType,
    Shelf,
    Status,
    Store,
    SuperDepartment,
    User,
)
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import one_line
from app.web.htmx import page, wants_partial

P = Permission
LONGEST_QUERY = 80


@dataclass(frozen=True)
class Part:
    """One part of settings; `counted` is the table whose rows its number tells."""

    label: str
    icon: str
    endpoint: str
    says: str
    counted: type[Base] | None = None
    permission: Permission = P.SETTINGS_MANAGE

    @property
    def url(self) -> str:
        """Where it is."""
        return url_for(self.endpoint)


# The last two groups stand beside the others.
GROUPS: tuple[tuple[str, tuple[Part, ...]], ...] = (
    (
        "Goods",
        (
            Part("Departments", "layers", "settings.departments",
                 "What each is ordered as, and which ones ask how many.", Department),
            Part("Super departments", "boxes", "settings.super_departments",
                 "Whose lines are whose.", SuperDepartment),
        ),
    ),
    (
        "Prices",
        (
            Part("Member types", "badge-percent", "settings.member_types",
                 "Down from retail or up from cost, by how much.", MemberType, P.PRICES_EDIT),
            Part("Sale types", "tags", "settings.sale_types",
                 "Which sales count for special orders, and for whom.", SaleType, P.PRICES_EDIT),
        ),
    ),
    (
        "Orders",
        (
            Part("Statuses", "circle-dot", "settings.statuses",
                 "Their words, their order, and your own ones.", Status),
            Part("Ages, prices and tags", "sliders-horizontal", "settings.rules",
                 "When orders close by themselves, and what a tag says."),
        ),
    ),
    (
        "Customers",
        (
            Part("Default customers", "user-plus", "settings.default_customers",
                 "What new customers of each store start with.",
                 permission=P.CUSTOMERS_SEE),
            Part("Country, language and contacts", "map-pin", "settings.customer_rules",
                 "Where customers are, and how much is kept of them."),
            Part("Customer attributes", "clipboard-list", "settings.customer_attributes",
                 "What else a store wants to know of them.", CustomerAttribute),
            Part("Customer groups", "users", "settings.customer_groups",
                 "Groups for the books, and their dimensions.", CustomerGroup),
            Part("Affiliations", "link", "settings.affiliations",
                 "What customers belong to.", Affiliation),
            Part("Messages", "message-square", "settings.message_templates",
                 "What is written to them, and what of it goes out by itself."),
            Part("Waiting and quiet hours", "moon", "settings.message_rules",
                 "When messages go out, and to whom by themselves."),
        ),
    ),
    (
        "Store and people",
        (
            Part("Printers", "printer", "printers.index",
                 "Where tags, slips and lists come out.", Printer),
            Part("Shelves", "layers", "shelves.index",
                 "Where goods wait for their customers, and the labels there.", Shelf),
            Part("Register", "receipt", "settings.register",
                 "When a sold tag completes its line, and what lanes are told."),
            Part("Keys of programs", "key-round", "settings.api_tokens",
                 "Other registers that ask and tell over HTTP.", ApiToken),
            Part("Stores", "store", "settings.stores", "Names, clocks and addresses.", Store),
            Part("People", "users", "settings.people",
                 "Who signs in, where they work, what they may do.", User, P.USERS_MANAGE),
            Part("Roles", "shield-check", "settings.roles",
                 "What each role allows.", Role, P.USERS_MANAGE),
            Part("What was changed", "history", "settings.trail",
                 "Who set what, and what it was before."),
        ),
    ),
)  # fmt: skip


@bp.get("")
@requires(P.SETTINGS_MANAGE)
def index() -> Response:
    """All parts the viewer may enter; with `q`, what it finds among settings and orders."""
    query = one_line(request.args.get("q"))[:LONGEST_QUERY]
    may = viewer().can
    groups = [(label, [part for part in parts if may(part.permission)]) for label, parts in GROUPS]
    return page(
        "settings/index.html",
        "settings/_found.html",
        groups=groups,
        counts=_counts() if not wants_partial() else {},
        query=query,
        found=searching.found(groups, query),
        orders=searching.orders(query),
    )


def _counts() -> dict[str, int]:
    """Rows of each part, by its endpoint, in one statement."""
    counted = [part for _, parts in GROUPS for part in parts if part.counted is not None]
    columns = [
        sa.select(sa.func.count()).select_from(part.counted).scalar_subquery() for part in counted
    ]
    row = db.session.execute(sa.select(*columns)).one()
    return {part.endpoint: count for part, count in zip(counted, row, strict=True)}
