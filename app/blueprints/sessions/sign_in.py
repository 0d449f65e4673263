"""In and out. A wrong name and a wrong password take the same time and get the same answer."""

from __future__ import annotations

import hashlib

from flask import Response, flash, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.sessions import bp
from app.blueprints.sessions.forms import SignInForm
from app.domain.people import passwords, signing_in
from app.domain.people.names import username_of
from app.domain.settings.stores import stores
from app.extensions import db, limiter
from app.models import User
from app.vocabulary.errors import CaselotError
from app.web.access import load, public, session_key, signed_in, viewer
from app.web.htmx import go, page, safe_next
from app.web.unit_of_work import keep_on_refusal, let_go

WRONG = "That user name and password do not go together."


def was_refused(response: Response) -> bool:
    """Only tries that failed count against the limit: a shop full of people may come in at once."""
    return response.status_code == 422


def whose() -> str:
    """Tries are counted by the name typed too, whatever address they come from."""
    typed = username_of(request.form.get("username", ""))
    return hashlib.sha256(typed.encode()).hexdigest()


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"], deduct_when=was_refused)
@limiter.limit("10 per minute", methods=["POST"], key_func=whose, deduct_when=was_refused)
def sign_in() -> BaseResponse:
    """Ask who is there, and let them in."""
    back = safe_next(request.args.get("next"))
    if request.method != "POST" and current_user.is_authenticated:
        return go(back or url_for("home.index"))
    form = SignInForm()
    if not form.validate_on_submit():
        return _ask(form, back, status=422 if form.is_submitted() else 200)
    user = _checked(form.username.data, form.password.data)
    if user is None:
        keep_on_refusal()
        form.password.errors = [WRONG]
        return _ask(form, back, status=422)
    enter(user)
    return go(back or url_for("home.index"))


def _checked(username: str, password: str) -> User | None:
    """The person, if the password is theirs; both ways the trail has it."""
    known = signing_in.known_as(db.session(), username)
    let_go()
    address = request.remote_addr or ""
    new_hash = ""
    fits = passwords.matches(known.password_hash, password)
    if fits and passwords.is_outdated(known.password_hash):
        new_hash = passwords.hash_of(password)
    user = signing_in.let_in(db.session(), known, new_hash, address) if fits else None
    if user is None:
        signing_in.turn_away(db.session(), known, address)
    return user


def enter(user: User) -> None:
    """Begin a session of `user`: nothing of what the cookie held before stays."""
    db.session.flush()
    person = load(session_key(user))
    if person is None:
        raise CaselotError("Somebody ended this account just now.")
    session.clear()
    login_user(person)
    session.permanent = True


def _ask(form: SignInForm, back: str | None, *, status: int) -> Response:
    first = not signing_in.anybody(db.session())
    return page(
        "sessions/sign_in.html",
        "sessions/sign_in.html",
        status=status,
        form=form,
        back=back,
        first=first,
        no_store=first and not stores(db.session()),
    )


@bp.post("/sign-out")
@signed_in
def sign_out() -> BaseResponse:
    """Leave this device."""
    signing_in.leave(db.session(), viewer())
    logout_user()
    session.clear()
    flash("You are signed out.", "done")
    return go(url_for("sessions.sign_in"))
