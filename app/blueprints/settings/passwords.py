"""A new password for somebody who forgot theirs."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.sessions.forms import NewPasswordForm
from app.blueprints.settings import bp
from app.blueprints.settings.saving import done, saved, show
from app.domain.people import actions, passwords
from app.domain.settings.editing import the
from app.extensions import db
from app.models import User
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.unit_of_work import let_go


@bp.route("/people/<id:user_id>/password", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def password(user_id: int) -> Response:
    """Give somebody a new password; they are signed out everywhere."""
    row = the(db.session(), User, user_id)
    form = NewPasswordForm(username=row.username)
    if form.is_submitted():
        status = saved(form, lambda: _set(row, form.password.data))
        if not status:
            words = f"{row.name} has a new password and is signed out everywhere."
            return done(words, url_for(".person", user_id=user_id))
        return show("password", status=status, form=form, row=row)
    return show("password", form=form, row=row)


def _set(row: User, password: str) -> None:
    let_go()
    kept = passwords.hash_of(password)
    actions.set_password(db.session(), row, kept, viewer())
