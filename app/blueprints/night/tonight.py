"""The page that shows tonight's plan for the store one stands in, and the last nights."""

from __future__ import annotations

import re

from flask import Response, request

from app.blueprints.night import bp
from app.domain.orders.actions import KEPT_DAYS
from app.domain.orders.statuses import book
from app.domain.overnight import looking
from app.domain.overnight.plan import ABOUT_LINES, Night, Step, night_of
from app.domain.overnight.planning import START, Place, Planned, plan
from app.domain.overnight.planning import page as next_lines
from app.extensions import db
from app.models import Store
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.htmx import page

SHOWN = 50
# More are counted when the page is there already.
COUNTED = 1000
_PLACE = re.compile(r"([01])-([0-9]{1,16})-([0-9]{1,15})")


@bp.get("/tonight")
@requires(Permission.NIGHT_SEE)
def tonight() -> Response:
    """What will be completed and closed after midnight, exactly as the job will do it; with `step`
    and `after`, the next lines of one step; with `count`, everything counted to its end."""
    if "count" in request.args:
        return show("night/_tallies.html", most=None)
    step, place = _asked()
    return _more(step, place) if step else show("night/_plan.html")


def show(partial: str, most: int | None = COUNTED) -> Response:
    """The page, or for htmx the partial, with the plan as it stands; nothing is counted beyond
    `most`."""
    planned = plan(db.session(), tonight_here(), limit=SHOWN, most=most)
    return page(
        "night/tonight.html",
        partial,
        plan=planned,
        steps=Step,
        book=book(db.session()),
        receipts=_receipts(planned.lines[Step.COMPLETE_SOLD]),
        last=looking.nights(db.session(), planned.night.store.id),
        kept_days=KEPT_DAYS,
    )


def _more(step: Step, place: Place) -> Response:
    """The next lines of a step; without script a page of its own."""
    session, night = db.session(), tonight_here()
    lines, after = next_lines(session, night, step, place, limit=SHOWN)
    return page(
        "night/more_planned.html",
        "night/_more_planned.html",
        night=night,
        step=step,
        steps=Step,
        lines=lines,
        after=after,
        receipts=_receipts(lines if step is Step.COMPLETE_SOLD else []),
        book=book(session),
        kept_days=KEPT_DAYS,
    )


def _receipts(lines: list[Planned]) -> dict[int, str]:
    """Where they were sold; one statement, if there are any."""
    return looking.receipts(db.session(), [line.line_id for line in lines])


def tonight_here() -> Night:
    """The night of the business day that is running now in the viewer's store."""
    session = db.session()
    store = session.get_one(Store, viewer().store_id)
    return night_of(session, store, clock.business_date(clock.now(), store.time_zone))


def _asked() -> tuple[Step | None, Place]:
    """The step whose next lines are asked for, and behind which place; none for anything else."""
    found = _PLACE.fullmatch(request.args.get("after", ""))
    name = request.args.get("step", "")
    if found is None or name not in {step.value for step in ABOUT_LINES}:
        return None, START
    return Step(name), (int(found[1]), int(found[2]), int(found[3]))
