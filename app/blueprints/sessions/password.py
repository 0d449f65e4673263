"""One's own password."""

from __future__ import annotations

from flask import flash, session, url_for
from werkzeug.wrappers import Response

from app.blueprints.sessions import bp
from app.blueprints.sessions.forms import OwnPasswordForm
from app.blueprints.sessions.sign_in import enter, was_refused
from app.domain.people import actions, passwords
from app.extensions import db, limiter
from app.models import User
from app.vocabulary.errors import Stale
from app.web.access import signed_in, viewer
from app.web.htmx import go, page
from app.web.unit_of_work import let_go


def _who() -> str:
    return str(viewer().user_id)


@bp.route("/password", methods=["GET", "POST"])
@signed_in
@limiter.limit("10 per minute", methods=["POST"], key_func=_who, deduct_when=was_refused)
def own_password() -> Response:
    """Change one's own password; every other device is signed out."""
    user = db.session.get_one(User, viewer().user_id)
    form = OwnPasswordForm(username=user.username)
    if not form.validate_on_submit():
        return _ask(form, status=422 if form.is_submitted() else 200)
    known = user.password_hash
    let_go()
    if not passwords.matches(known, form.current.data):
        form.current.errors = ["That is not the password you use now."]
        return _ask(form, status=422)
    new = passwords.hash_of(form.password.data)
    user = db.session.get_one(User, viewer().user_id)
    if user.password_hash != known:
        raise Stale("Your password was changed at the same moment. Please sign in again.")
    actions.set_password(db.session(), user, new, viewer())
    store_id = session.get("store_id")
    enter(user)
    if store_id is not None:
        session["store_id"] = store_id
    flash("Your password is changed. Other devices are signed out.", "done")
    return go(url_for("home.index"))


def _ask(form: OwnPasswordForm, *, status: int) -> Response:
    return page("sessions/password.html", "sessions/password.html", status=status, form=form)
