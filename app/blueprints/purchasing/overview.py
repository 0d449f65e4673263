"""Who is to be ordered from, by the minutes left (B8)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for

from app.blueprints.purchasing import bp
from app.blueprints.purchasing.clockwork import CutOff, cut_off
from app.domain.purchasing import queries, waiting, worth
from app.extensions import db
from app.models import Store
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key

GROUPS = 40
ALL = "all"


@dataclass(frozen=True)
class Row:
    """One group as the page shows it."""

    group: waiting.Group
    clock: CutOff
    worth: worth.Worth
    minimum: worth.Minimum
    url: str
    key: str

    @property
    def count(self) -> str:
        """How many lines wait, as far as they are counted."""
        many = self.group.count >= waiting.MOST_COUNTED
        return f"{waiting.MOST_COUNTED}+" if many else str(self.group.count)


@bp.get("")
@requires(Permission.PURCHASES_SEE)
def index() -> str:
    """Vendors with lines to place, what closes first on top; `store` is one, or all."""
    session, by = db.session(), viewer()
    asked = request.args.get("store", "")
    chosen = None if asked == ALL else {number_in(asked) or by.store_id}
    found = waiting.overview(session, chosen)
    cutoffs, now = queries.all_cutoffs(session), clock.now()
    timed = [(one, cut_off(cutoffs.get(_vendor(one), []), one.store, now)) for one in found.groups]
    timed.sort(key=lambda pair: (pair[0].vendor is None, pair[1].order))
    page = number_in(request.args.get("page")) or 1
    start = (page - 1) * GROUPS
    few = timed[start : start + GROUPS]
    summed = waiting.with_sums(session, [group for group, _ in few])
    rows = [_row(group, due) for group, (_, due) in zip(summed, few, strict=True)]
    return render_template(
        "purchasing/index.html",
        rows=rows,
        stores=[(ALL, "Every store"), *((str(s.id), s.name) for s in found.stores)],
        store=ALL if chosen is None else str(next(iter(chosen))),
        many=len(found.stores) > 1,
        newer=_page(asked, page - 1) if page > 1 else None,
        older=_page(asked, page + 1) if len(timed) > start + GROUPS else None,
        counted=waiting.MOST_COUNTED,
    )


def lines_url(vendor_id: int, store: Store) -> str:
    """Where the lines of a group are listed."""
    if vendor_id == waiting.NO_VENDOR:
        return url_for("purchasing.without_vendor", store=store.id)
    return url_for("purchasing.lines", vendor_id=vendor_id, store=store.id)


def _vendor(group: waiting.Group) -> int:
    return group.vendor.id if group.vendor else waiting.NO_VENDOR


def _row(group: waiting.Group, due: CutOff) -> Row:
    sums = worth.worth_of(group.to_place, viewer().figures)
    url = lines_url(_vendor(group), group.store)
    return Row(group, due, sums, worth.minimum_of(group.vendor, sums), url, new_key())


def _page(store: str, page: int) -> str:
    return url_for("purchasing.index", store=store or None, page=page)
