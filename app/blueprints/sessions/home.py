"""Where work begins: the first room that one may enter."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.sessions import bp
from app.domain.access import Viewer
from app.vocabulary.permissions import Permission
from app.web.access import signed_in, viewer
from app.web.htmx import go, page
from app.web.navigation import ROOMS


def first_room(person: Viewer) -> str | None:
    """The endpoint to begin at: who only takes orders takes one, others see what is pending; None
    for somebody who may enter no room."""
    if person.can(Permission.ORDERS_TAKE) and not person.can(Permission.ORDERS_MOVE):
        return "entry.new"
    if person.can(Permission.ORDERS_SEE):
        return "orders.pending"
    for room in ROOMS:
        if person.can(room.permission):
            return room.endpoint
    return "settings.people" if person.can(Permission.USERS_MANAGE) else None


@bp.get("/")
@signed_in
def home() -> Response:
    """Lead to the first room, or say that a manager has to give one a role."""
    endpoint = first_room(viewer())
    if endpoint is not None:
        return go(url_for(endpoint))
    return page("sessions/no_room.html", "sessions/no_room.html")
