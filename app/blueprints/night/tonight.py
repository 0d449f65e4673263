"""The page that shows tonight's plan for the store one stands in, and the last nights."""

from __future__ import annotations

import re

from flask import Response, request

from app.blueprints.night import bp
from app.domain.orders.actions import KEPT_DAYS
from app.domain.orders.statuses import book
from app.domain.overnight import looking
from app.domain.overnight.plan import ABOUT_LINES, Night, Place, Plan, Step, night_of, plan
from app.domain.overnight.plan import page as next_lines
from app.extensions import db
from app.models import Store
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import page

SHOWN = 50
_PLACE = re.compile(r"([0-9]{1,2})-([0-9]{1,15})", re.ASCII)


@bp.get("/tonight")
@requires(Permission.NIGHT_SEE)
def tonight() -> Response:
    """What will be completed and closed after midnight, exactly as the job will do it; with `step`
    and `after`, the next lines of one step."""
    step, place = _asked()
    return _more(step, place) if step else show("night/_plan.html")


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
    return plan(db.session(), _tonight(), limit=SHOWN)


def _more(step: Step, place: Place) -> Response:
    """The next lines of a step; without script a page of its own."""
    session, night = db.session(), _tonight()
    lines, after = next_lines(session, night, step, place, limit=SHOWN)
    return page(
        "night/more_planned.html",
        "night/_more_planned.html",
        night=night,
        step=step,
        steps=Step,
        lines=lines,
        after=after,
        book=book(session),
        kept_days=KEPT_DAYS,
    )


def _tonight() -> Night:
    session = db.session()
    store = session.get_one(Store, viewer().store_id)
    return night_of(session, store, clock.business_date(clock.now(), store.time_zone))


def _asked() -> tuple[Step | None, Place]:
    """The step whose next lines are asked for, and behind which place; none for anything else."""
    found = _PLACE.fullmatch(request.args.get("after", ""))
    name = request.args.get("step", "")
    if found is None or name not in {step.value for step in ABOUT_LINES}:
        return None, (0, 0)
    return Step(name), (int(found[1]), int(found[2]))
