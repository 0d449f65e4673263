"""Tags for what regular customers take anyway: the item's own UPC, no order."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.tags import bp
from app.blueprints.tags.printing import printer_meant
from app.blueprints.tags.waiting import places
from app.domain.catalog import lookup
from app.domain.settings.reading import settings_of
from app.domain.tags import lookalike
from app.domain.tags.lookalike import MOST, Wish
from app.extensions import db
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import CleanForm, Count, Line, new_key
from app.web.htmx import go
from app.web.picked import one_time_key


class LookAlikeForm(CleanForm):
    """What such a tag says."""

    customer = Line("Customer", longest=60, required="Write whom it is for.")
    code = Line("Item", longest=40, required="Scan or write the item’s code.")
    cases = Count("Cases", most=999)
    tags = Count("Tags", most=MOST)
    bin = Line("Bin", longest=12)
    note = Line("Note", longest=120)


@bp.route("/tags/look-alike", methods=["GET", "POST"])
@requires(Permission.TAGS_PRINT)
def look_alike() -> Response:
    """Ask for such tags; leads on to the print."""
    form, status = LookAlikeForm(data={"cases": 1, "tags": 1}), 200
    if chosen := request.form.get("hit", ""):
        form.code.data = chosen[:40]
    elif form.is_submitted() and "look" not in request.form:
        status = 422
        if form.validate():
            try:
                return go(url_for("tags.show", print_id=_asked(form)))
            except Invalid as error:
                db.session.rollback()
                form.refuse(error)
    outputs = places(db.session(), viewer().store_id)
    body = render_template(
        "tags/look_alike.html",
        form=form,
        places=outputs,
        to=request.form.get("to") or (outputs[0][0] if outputs else ""),
        key=new_key(),
        **_found(form.code.data or ""),
    )
    return Response(body, status, mimetype="text/html")


@bp.get("/tags/look-alike/items")
@requires(Permission.TAGS_PRINT)
def look_alike_items() -> str:
    """What a code or words mean: the item, or those to choose from."""
    return render_template("tags/_items_found.html", **_found(request.args.get("code", "")))


def _found(text: str) -> dict[str, Any]:
    asked = text.strip()[:40]
    found = lookup.find(db.session(), asked)
    return {"asked": asked, "found": found, "item": lookup.meant(found)}


def _asked(form: LookAlikeForm) -> int:
    session, by = db.session(), viewer()
    names = ("customer", "code", "cases", "tags", "bin", "note")
    made = lookalike.request(
        session,
        Wish(**{name: form[name].data for name in names}),
        by=by,
        paper=settings_of(session, by.store_id).tag_paper,
        one_time_key=one_time_key(),
        printer=printer_meant(by.store_id),
    )
    return made.id
