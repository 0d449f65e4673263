"""Tags for what regular customers take anyway: the item's own UPC, no order."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.blueprints.tags import bp
from app.blueprints.tags.printing import printer_meant
from app.blueprints.tags.waiting import places
from app.domain.catalog import lookup
from app.domain.settings.reading import settings_of
from app.domain.tags import lookalike
from app.domain.tags.lookalike import MOST, Wish
from app.domain.tags.printing import printed_before
from app.extensions import db
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import CleanForm, Count, Line, new_key
from app.web.htmx import go, page
from app.web.picked import one_time_key

LONGEST_CODE = 40
ONE = {"cases": 1, "tags": 1}


class LookAlikeForm(CleanForm):
    """What such a tag says."""

    customer = Line("Customer", longest=60, required="Write whom it is for.")
    code = Line("Item", longest=LONGEST_CODE, required="Scan or write the item’s code.")
    cases = Count("Cases", most=999)
    tags = Count("Tags", most=MOST)
    bin = Line("Bin", longest=12)
    note = Line("Note", longest=120)


@bp.route("/tags/look-alike", methods=["GET", "POST"])
@requires(Permission.TAGS_PRINT)
def look_alike() -> Response:
    """Ask for such tags; leads on to the print."""
    form, status = LookAlikeForm(data=ONE), 200
    if chosen := request.form.get("hit", ""):
        form.code.data = chosen[:LONGEST_CODE]
    elif form.is_submitted() and "look" not in request.form:
        status = 422
        if form.validate():
            try:
                return go(url_for("tags.show", print_id=_asked(form)))
            except Invalid as error:
                db.session.rollback()
                form.refuse(error)
    return make_response(render_template("tags/look_alike.html", **_about(form)), status)


@bp.get("/tags/look-alike/items")
@requires(Permission.TAGS_PRINT)
def look_alike_items() -> Response:
    """What a code or words mean: the item, or those to choose from."""
    form = LookAlikeForm(data={**ONE, "code": request.args.get("code", "")})
    return page("tags/look_alike.html", "tags/_items_found.html", **_about(form))


def _about(form: LookAlikeForm) -> dict[str, Any]:
    """What the page shows: the form, where tags can come out, what its item may be."""
    asked = (form.code.data or "").strip()[:LONGEST_CODE]
    found = lookup.find(db.session(), asked)
    outputs = places(db.session(), viewer().store_id)
    return {
        "form": form,
        "places": outputs,
        "to": request.form.get("to") or (outputs[0][0] if outputs else ""),
        "key": new_key(),
        "asked": asked,
        "found": found,
        "item": lookup.meant(found),
    }


def _asked(form: LookAlikeForm) -> int:
    session, by, key = db.session(), viewer(), one_time_key()
    if known := printed_before(session, key):
        # Before all else: the printer may have been taken out of use since the first tap.
        return known.id
    names = ("customer", "code", "cases", "tags", "bin", "note")
    made = lookalike.request(
        session,
        Wish(**{name: form[name].data for name in names}),
        by=by,
        paper=settings_of(session, by.store_id).tag_paper,
        one_time_key=key,
        printer=printer_meant(by.store_id),
    )
    return made.id
