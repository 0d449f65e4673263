"""The page of the call sheet (B7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request

from app.blueprints.calls import address, bp
from app.blueprints.calls.answering import said_of
from app.blueprints.calls.seeing import view_of
from app.domain.calls import frame as framing
from app.domain.calls import sheet, undoing
from app.extensions import db
from app.models import Call
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.converters import number_in
from app.web.forms import new_key
from app.web.htmx import page


@bp.get("/calls")
@requires(Permission.CALLS_MAKE)
def index() -> Response:
    """Who is to be called, the longest due first; all of it in six statements."""
    session, by = db.session(), viewer()
    asked = address.read(request.args, by)
    frame = framing.frame(session, asked.asked, by)
    found = sheet.page(session, replace(asked.asked, owned=frame.owned), asked.after)
    return page(
        "calls/index.html",
        "calls/_sheet.html",
        asked=asked,
        frame=frame,
        found=found,
        calls=[view_of(group, by, further=frame.further) for group in found.groups],
        due=sheet.Due,
        one_time_key=new_key,
        done=_just_done(asked),
    )


def _just_done(asked: address.Address) -> dict[str, Any] | None:
    """The call that was noted a moment ago, where there is no script to show it in its place."""
    call_id = number_in(request.args.get("done"))
    call = db.session.get(Call, call_id) if call_id else None
    if call is None or not undoing.may_undo(call, viewer()):
        return None
    lines = [one.line for one in call.lines]
    return {"call": call, **said_of(call, lines), "back": asked.url()}
