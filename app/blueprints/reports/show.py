"""All reports, one of them, and its file (B19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask import Response, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.reports import bp
from app.documents.sheets import CSV, XLSX, as_csv, as_xlsx
from app.domain.audit import record
from app.domain.reports import movement
from app.domain.reports.known import REPORTS, About, named
from app.domain.reports.shapes import LONGEST_SPAN, Span
from app.extensions import db
from app.models import Store
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.filters import store_day, zone
from app.web.forms import one_line
from app.web.htmx import go, page

ALL_STORES = "all"
USUAL_DAYS = 91
SPANS = ((28, "4 weeks"), (91, "13 weeks"), (365, "A year"))


@dataclass(frozen=True)
class Asked:
    """A report as its address asks for it."""

    about: About
    span: Span
    store: str

    def url(self, endpoint: str = ".show", **changes: object) -> str:
        """The address of the same with `changes`."""
        given: dict[str, object] = {"store": self.store}
        if endpoint != ".syndicated":
            given["report_name"] = self.about.name
        if self.about.looks_back:
            given |= {"from": self.span.first.isoformat(), "until": self.span.last.isoformat()}
        return url_for(endpoint, **{**given, **changes})

    def last(self, days: int) -> str:
        """The address of the same report about the last so many days."""
        today = store_day()
        first = today - timedelta(days=days - 1)
        return self.url(**{"from": first.isoformat(), "until": today.isoformat()})

    def is_last(self, days: int) -> bool:
        """Whether it is about the last so many days."""
        return self.span.last == store_day() and self.span.days == days


@bp.get("")
@requires(Permission.REPORTS_SEE)
def index() -> BaseResponse:
    """The first of them; each leads to the others."""
    return go(url_for(".show", report_name=REPORTS[0].name))


@bp.get("/<word:report_name>")
@requires(Permission.REPORTS_SEE)
def show(report_name: str) -> Response:
    """One report: what stands out, its plots, and the table they are drawn from."""
    asked = read(named(report_name), request.args)
    return page(
        "reports/show.html",
        "reports/_report.html",
        asked=asked,
        report=asked.about.make(db.session(), asked.span),
        reports=REPORTS,
        spans=SPANS,
        stores=_stores(),
    )


@bp.post("/<word:report_name>/file")
@requires(Permission.REPORTS_SEE, Permission.ORDERS_EXPORT)
def file(report_name: str) -> Response:
    """The table of a report for a spreadsheet: CSV, or XLSX with `form=xlsx`; kept out of every
    cache. Who took it is in the trail, as for every list that leaves the house."""
    asked = read(named(report_name), request.args)
    report = asked.about.make(db.session(), asked.span)
    form = "xlsx" if request.form.get("form") == "xlsx" else "csv"
    _trail(asked, asked.about.title, form, len(report.rows))
    if form == "xlsx":
        body, media = as_xlsx(asked.about.title, report.header, report.rows), XLSX
    else:
        body, media = as_csv(report.header, report.rows), CSV
    return _handed(body, media, f"{asked.about.name}-{asked.span.last.isoformat()}.{form}")


@bp.post("/movement/syndicated")
@requires(Permission.REPORTS_SEE, Permission.ORDERS_EXPORT, Permission.PRICES_SEE)
def syndicated() -> Response:
    """Units and amounts by week and item, for those who collect sales data (C40); in the trail as
    well."""
    asked = read(named("movement"), request.args)
    rows = list(movement.syndicated(db.session(), asked.span))
    _trail(asked, "Syndicated data", "csv", len(rows))
    body = as_csv(movement.SYNDICATED, rows)
    return _handed(body, CSV, f"syndicated-{asked.span.last.isoformat()}.csv")


def _trail(asked: Asked, title: str, form: str, rows: int) -> None:
    what = {"as": form, "rows": rows, "store": asked.store, "until": asked.span.last}
    if asked.about.looks_back:
        what["from"] = asked.span.first
    kept = {name: str(value) for name, value in what.items()}
    record(db.session(), viewer(), "report exported", title, after=kept)


def _handed(body: bytes, media: str, name: str) -> Response:
    response = make_response(body)
    response.mimetype = media
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def read(about: About, args: Mapping[str, str]) -> Asked:
    """The report that an address asks for; what makes no sense is the last 13 weeks of the
    viewer's own store."""
    today = store_day()
    last = min(_day(args.get("until")) or today, today)
    first = _day(args.get("from")) or last - timedelta(days=USUAL_DAYS - 1)
    if not about.looks_back:
        first = last = today
    first = min(max(first, last - timedelta(days=LONGEST_SPAN - 1)), last)
    store = one_line(args.get("store"))
    store_id = number_in(store)
    if store_id is None and store != ALL_STORES:
        store_id = viewer().store_id
        store = str(store_id)
    return Asked(about, Span(first, last, store_id, zone()), store)


def _day(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(one_line(text)[:10])
    except ValueError:
        return None
    return found if found.year >= 2000 else None


def _stores() -> list[tuple[int, str]]:
    query = sa.select(Store.id, Store.name).where(Store.active).order_by(Store.name)
    return [(row.id, row.name) for row in db.session.execute(query)]
