"""Lines that wait for a tag, and the newest prints."""

from __future__ import annotations

from flask import render_template, request
from sqlalchemy.orm import Session

from app.blueprints.tags import bp
from app.domain.orders.policies import may_tag, rings_up
from app.domain.printing import printers
from app.domain.settings.reading import settings_of
from app.domain.tags import printing, queries
from app.extensions import db
from app.models import PaperUse
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import new_key
from app.web.keyset import place_in, written


@bp.get("/tags")
@requires(Permission.TAGS_PRINT)
def index() -> str:
    """Arrived lines of this store without a tag, oldest first, ready to be printed at once."""
    session, store_id = db.session(), viewer().store_id
    waiting = queries.waiting_page(session, store_id, place_in(request.args.get("after", "")))
    return render_template(
        "tags/index.html",
        lines=waiting.lines,
        reasons={line.id: (may_tag(line) & rings_up(line)).reason for line in waiting.lines},
        after=written(waiting.after),
        continued="after" in request.args,
        places=places(session, store_id),
        papers=printing.PAPERS,
        paper=settings_of(session, store_id).tag_paper,
        prints=queries.recent_prints(session, store_id),
        key=new_key(),
    )


def places(session: Session, store_id: int) -> list[tuple[str, str]]:
    """Where tags can come out: the store's printers for them and a PDF; nothing to choose from
    without a printer."""
    found = printers.printers_for(session, store_id, PaperUse.TAG)
    return [*((str(one.id), one.name) for one in found), ("pdf", "PDF to open")] if found else []
