"""The page that shows tonight's plan for the store one stands in, and the last nights."""

from __future__ import annotations

from flask import Response

from app.blueprints.night import bp
from app.domain.orders.actions import KEPT_DAYS
from app.domain.orders.statuses import book
from app.domain.overnight import looking
from app.domain.overnight.plan import Plan, Step, night_of, plan
from app.extensions import db
from app.models import Store
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import page

SHOWN = 100


@bp.get("/tonight")
@requires(Permission.NIGHT_SEE)
def tonight() -> Response:
    """What will be completed and closed after midnight, exactly as the job will do it."""
    return show("night/_plan.html")


def show(partial: str) -> Response:
    """The page, or for htmx the partial, with the plan as it stands."""
    planned = tonights_plan()
    return page(
        "night/tonight.html",
        partial,
        plan=planned,
        steps=Step,
        book=book(db.session()),
        last=looking.nights(db.session(), planned.night.store.id),
        kept_days=KEPT_DAYS,
    )


def tonights_plan() -> Plan:
    """The plan of the business day that is running now in the viewer's store."""
    session = db.session()
    store = session.get_one(Store, viewer().store_id)
    today = clock.business_date(clock.now(), store.time_zone)
    return plan(session, night_of(session, store, today), limit=SHOWN)
