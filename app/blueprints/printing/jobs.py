"""Prints on printers: one's own wherever they were asked for, and those of the store."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.printing import bp
from app.domain.printing import forgetting, jobs, queries
from app.extensions import db
from app.vocabulary.permissions import Permission
from app.web.access import requires, signed_in, viewer
from app.web.forms import new_key
from app.web.htmx import go, page, safe_next
from app.web.picked import one_time_key


@bp.get("/printing")
@requires(Permission.TAGS_PRINT)
def index() -> str:
    """The newest prints of this store's printers, or with `mine=1` one's own in every store."""
    mine = request.args.get("mine") == "1"
    return render_template(
        "printing/index.html",
        jobs=queries.recent_jobs(db.session(), viewer(), mine=mine),
        mine=mine,
    )


@bp.get("/printing/<id:print_job_id>")
@signed_in
def show(print_job_id: int) -> Response:
    """How far one is, asking again by itself while it is on its way."""
    job = queries.job_seen(db.session(), print_job_id, viewer())
    return page(
        "printing/show.html",
        "printing/_job.html",
        job=job,
        test=jobs.is_test(job),
        within="tags" if job.tag_print_id and request.args.get("within") == "tags" else "",
        ended=job.state not in jobs.ON_ITS_WAY,
        one_time_key=new_key,
    )


@bp.post("/printing/<id:print_job_id>/again")
@signed_in
def again(print_job_id: int) -> BaseResponse:
    """The same paper once more, on the same printer."""
    session, by, key = db.session(), viewer(), one_time_key()
    job = queries.job_seen(session, print_job_id, by)
    fresh = jobs.again(session, job, by=by, one_time_key=key)
    return go(_back(fresh.id))


@bp.post("/printing/<id:print_job_id>/now")
@signed_in
def now(print_job_id: int) -> BaseResponse:
    """Try now what waits to be tried again."""
    job = queries.job_seen(db.session(), print_job_id, viewer())
    jobs.hurry(db.session(), job.id)
    return go(_back(job.id))


@bp.post("/printing/<id:print_job_id>/drop")
@signed_in
def drop(print_job_id: int) -> BaseResponse:
    """Take back what has not left yet."""
    job = queries.job_seen(db.session(), print_job_id, viewer())
    jobs.drop(db.session(), job.id, by=viewer())
    return go(_back(job.id))


@bp.post("/printing/<id:print_job_id>/forget")
@signed_in
def forget(print_job_id: int) -> BaseResponse:
    """Let go what did not come out and nobody needs."""
    job = queries.job_seen(db.session(), print_job_id, viewer())
    forgetting.forget(db.session(), job.id, by=viewer())
    return go(_back(job.id))


def _back(job_id: int) -> str:
    """Where the button stood, else the print itself."""
    return safe_next(request.form.get("next")) or url_for("printing.show", print_job_id=job_id)
