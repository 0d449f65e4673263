"""Who is asking, and may they. Every endpoint says what it needs; one that says nothing is
refused."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, request, session
from flask_login import current_user
from sqlalchemy.orm import aliased
from werkzeug.wrappers import Response

from app.domain.access import Viewer
from app.domain.customers.phones import HOME_COUNTRY
from app.domain.settings.reading import EVERY_STORE
from app.extensions import db, login_manager
from app.models import RolePermission, Scope, Setting, Store, User, user_roles
from app.vocabulary.errors import NotAllowed
from app.vocabulary.permissions import Permission
from app.web import tokens

View = TypeVar("View", bound=Callable[..., Any])


class Door(Enum):
    """Doors that need no permission."""

    PUBLIC = "everybody, signed in or not"
    SIGNED_IN = "everybody who signed in"
    PROGRAMS = "programs with a key of the right scope, and nobody else"


def requires(permission: Permission, *also: Permission) -> Callable[[View], View]:
    """Declare that a view needs `permission`, and these too. Write it under the route
    decorator."""

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        view.also = also  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Declare that a view is open to everybody."""
    view.access = Door.PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Declare that a view needs a signed-in person and no more."""
    view.access = Door.SIGNED_IN  # type: ignore[attr-defined]
    return view


def for_programs(scope: Scope) -> Callable[[View], View]:
    """Declare that a view is for programs whose key has `scope`, never for people."""

    def declare(view: View) -> View:
        view.access = Door.PROGRAMS  # type: ignore[attr-defined]
        view.scope = scope  # type: ignore[attr-defined]
        return view

    return declare


class SignedIn:
    """The signed-in person as Flask-Login wants them; everybody else asks `viewer()`."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(
        self, key: str, viewer: Viewer, store_name: str, time_zone: str, country: str
    ) -> None:
        self.key = key
        self.viewer = viewer
        self.store_name = store_name
        self.time_zone = time_zone
        self.country = country

    def get_id(self) -> str:
        """The session's key: user and epoch, so that a change of password ends other sessions."""
        return self.key


def session_key(user: User) -> str:
    """What the cookie names."""
    return f"{user.id}:{user.session_epoch}"


@login_manager.user_loader
def load(key: str) -> SignedIn | None:
    """The person of a session, with permissions and store, in one statement; None if it is over."""
    user_id, _, epoch = key.partition(":")
    if not (user_id.isdecimal() and epoch.isdecimal()):
        return None
    chosen = session.get("store_id")
    known = chosen if isinstance(chosen, int) else None
    asked = {"person": int(user_id), "epoch": int(epoch), "chosen": known}
    rows = db.session.execute(_person(), asked).all()
    if not rows:
        return None
    uid, name, store_id, store_name, zone, _grant, home = rows[0]
    grants = frozenset(row[5] for row in rows if row[5] is not None)
    device = request.headers.get("User-Agent", "")[:60]
    country = home["is"] if home else HOME_COUNTRY
    return SignedIn(key, Viewer(uid, name, grants, store_id, device), store_name, zone, country)


@cache
def _person() -> sa.Select[*tuple[Any, ...]]:
    """The statement behind `load`, put together once: every request asks it."""
    return (
        sa.select(
            User.id,
            User.name,
            Store.id,
            Store.name,
            Store.time_zone,
            RolePermission.permission,
            _home_country(),
        )
        .select_from(User)
        .join(Store, Store.id == sa.func.coalesce(_stood_in(), User.store_id))
        .outerjoin(user_roles, user_roles.c.user_id == User.id)
        .outerjoin(RolePermission, RolePermission.role_id == user_roles.c.role_id)
        .where(
            User.id == sa.bindparam("person"),
            User.session_epoch == sa.bindparam("epoch"),
            User.active.is_(True),
        )
    )


def _stood_in() -> sa.ScalarSelect[int]:
    """The store of this session, if one was chosen and it is still open."""
    shop, chosen = aliased(Store), sa.bindparam("chosen", type_=sa.Integer)
    return sa.select(shop.id).where(shop.id == chosen, shop.active.is_(True)).scalar_subquery()


def _home_country() -> sa.ScalarSelect[Any]:
    """The country in the settings of that store, or of every store; phone numbers are read and
    written by it on most pages, so it comes along."""
    of_store = Setting.store_id.in_((EVERY_STORE, Store.id))
    chosen = sa.select(Setting.value).where(Setting.key == "home_country", of_store)
    return chosen.order_by(Setting.store_id.desc()).limit(1).correlate(Store).scalar_subquery()


def viewer() -> Viewer:
    """The person of this request; only in views that need one."""
    if not current_user.is_authenticated:
        abort(401)
    person: Viewer = current_user.viewer
    return person


def guard() -> Response | None:
    """Before each request: refuse what is not declared, send strangers to sign in, check the
    grant."""
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    access = getattr(view, "access", None)
    if access is None:
        raise NotAllowed("This page says nothing about who may use it.")
    if access is Door.PUBLIC:
        return None
    if access is Door.PROGRAMS:
        tokens.check(view.scope)
        return None
    if not current_user.is_authenticated:
        refused: Response = login_manager.unauthorized()
        return refused
    g.permission = access
    if isinstance(access, Permission):
        for permission in (access, *getattr(view, "also", ())):
            viewer().can(permission).enforce()
    return None


def init_app(app: Flask) -> None:
    """Put the guard before every request."""
    app.before_request(guard)
