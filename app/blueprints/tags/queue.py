"""One's own queue of tags to be printed later, and what tags would look like."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.tags import bp
from app.blueprints.tags.waiting import places
from app.documents.paper import PAPERS
from app.documents.tags.render import print_tags
from app.domain.orders.policies import rings_up
from app.domain.settings.reading import settings_of
from app.domain.tags import printing, queries, queue
from app.extensions import db
from app.vocabulary.errors import Invalid, NotFound
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.filters import plural
from app.web.forms import new_key
from app.web.htmx import go, safe_next
from app.web.picked import picked


@bp.get("/tags/queue")
@requires(Permission.TAGS_PRINT)
def mine() -> str:
    """The tags that this person wants to print, from any store and device."""
    session, by = db.session(), viewer()
    rows = queue.queued(session, by)
    return render_template(
        "tags/queue.html",
        rows=[(line, may & rings_up(line)) for line, may in rows],
        ready=[line.id for line, may in rows if may],
        places=places(session, by.store_id),
        papers=printing.PAPERS,
        paper=settings_of(session, by.store_id).tag_paper,
        key=new_key(),
    )


@bp.post("/tags/queue")
@requires(Permission.TAGS_PRINT)
def enqueue() -> BaseResponse:
    """Put lines into one's queue: field `line`, repeated."""
    session, ids = db.session(), picked()
    back = safe_next(request.form.get("next")) or url_for("tags.index")
    if not ids:
        flash("Tick the lines that need a tag.", "warn")
        return go(back)
    if len(ids) > printing.MOST_TAGS:
        raise Invalid({"line": f"Put at most {printing.MOST_TAGS} tags into it at once."})
    refused = queue.put(session, queries.lines_to_tag(session, ids), by=viewer())
    flash(f"{plural(len(ids) - len(refused), 'tag')} in your queue.", "done")
    for line, why in refused.items():
        flash(f"Order {line.order.number}, line {line.number}: {why}", "warn")
    return go(back)


@bp.post("/tags/queue/remove")
@requires(Permission.TAGS_PRINT)
def take_out() -> BaseResponse:
    """Take lines out of one's queue: field `line`, repeated."""
    queue.take_out(db.session(), picked(), viewer().user_id)
    return go(url_for("tags.mine"))


@bp.get("/tags/preview.pdf")
@requires(Permission.TAGS_PRINT)
def preview() -> Response:
    """What the tags of these lines would look like: arguments `line`, repeated, a sheet of them at
    most. It counts as no copy, and nothing on it can be scanned."""
    session, by = db.session(), viewer()
    paper = PAPERS[settings_of(session, by.store_id).tag_paper]
    asked = [number for text in request.args.getlist("line") if (number := number_in(text))]
    faces = queue.preview(session, asked[: max(paper.tags, 1)], by=by)
    if not faces:
        raise NotFound("None of these lines can have a tag.")
    response = Response(print_tags(faces, paper=paper, known={}, preview=True).pdf)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="preview.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
