"""What was promised on the phone, for the page of an order (C21)."""

from __future__ import annotations

from flask_login import current_user

from app.blueprints.calls import bp
from app.domain.calls.answers import Promise, promise_of
from app.models import OrderLine


@bp.app_template_global("promise_of")
def promise_for_viewer(line: OrderLine) -> Promise | None:
    """The promise of a line as the viewer may know it (B1)."""
    person = current_user.viewer if current_user.is_authenticated else None
    return promise_of(line, person.figures if person else frozenset())
