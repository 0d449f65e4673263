"""The registers: what they are told and when a sale completes a line; and the keys of programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField

from app.blueprints.settings import bp
from app.blueprints.settings.forms import NOT_LISTED, choices, row_id
from app.blueprints.settings.per_store import StorePage
from app.blueprints.settings.saving import saved, show
from app.domain.register import tokens
from app.domain.register.stores import check_number
from app.domain.settings.reading import EVERY_STORE
from app.domain.settings.stores import stores
from app.extensions import db
from app.models import ApiToken, Scope
from app.vocabulary.errors import Invalid
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.forms import CleanForm, Line
from app.web.htmx import go


def _check(place: int, changed: Mapping[str, Any]) -> None:
    """Stores whose lanes have one server are told apart by their numbers."""
    shared = any(s.store_id == EVERY_STORE for s in current_app.config["REGISTER_SERVERS"])
    if shared and "register_number" in changed:
        check_number(db.session(), place)


PAGE = StorePage(
    "settings.register",
    "Register",
    "What the registers of a store are told, and what becomes of a line when its tag is sold.",
    (
        (
            "When a tag is sold",
            ("register_completes", "pickup_paid", "register_keep_days", "register_notes_days"),
        ),
        ("What registers are told", ("register_discount",)),
        ("CORE-POS", ("register_table", "register_number")),
    ),
    _check,
)


class TokenForm(CleanForm):
    """A new key: for which program, in which store, and what it may do."""

    name = Line("Program", longest=80)
    store = SelectField("Store", validate_choice=False, coerce=row_id)
    tags = BooleanField(Scope.TAGS.label)
    prices = BooleanField(Scope.PRICES.label)
    sales = BooleanField(Scope.SALES.label)
    scopes_said = ""

    def refuse(self, error: Invalid) -> None:
        """What is the matter with the boxes together stands beside them."""
        self.scopes_said = error.fields.get("scopes", "")
        fields = {name: said for name, said in error.fields.items() if name != "scopes"}
        super().refuse(Invalid(fields))


@bp.route("/register", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def register() -> Response:
    """Look at it for every store, or for one, and change it."""
    return PAGE.answer()


@bp.get("/keys")
@requires(Permission.SETTINGS_MANAGE)
def api_tokens() -> Response:
    """All keys, those in use first; none of them can be seen again."""
    return show("api_tokens", rows=tokens.every(db.session()))


@bp.route("/keys/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def new_api_token() -> Response:
    """Make one; the answer shows it, once."""
    form: Any = TokenForm()
    form.store.choices = choices(stores(db.session(), active_only=True))
    status, made = 200, list[tuple[ApiToken, str]]()
    if form.is_submitted():
        status = saved(form, lambda: made.append(_make(form)))
    if made and not status:
        token, secret = made[0]
        return show("api_token_made", token=token, secret=secret)
    may_prices = viewer().can(Permission.PRICES_SEE)
    return show("api_token", status=status, form=form, may_prices=may_prices)


@bp.post("/keys/<id:api_token_id>/revoke")
@requires(Permission.SETTINGS_MANAGE)
def revoke_api_token(api_token_id: int) -> Response:
    """Take one out of use, for ever."""
    token = tokens.revoke(db.session(), api_token_id, by=viewer())
    flash(f"The key of {token.name} opens nothing any more.", "done")
    return go(url_for(".api_tokens"))


def _make(form: Any) -> tuple[ApiToken, str]:
    if form.store.data is None:
        raise Invalid({"store": NOT_LISTED})
    scopes = [scope for scope in Scope if form[scope.value].data]
    return tokens.make(db.session(), form.name.data or "", form.store.data, scopes, by=viewer())
