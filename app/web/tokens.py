"""Programs that ask: by the key in their header, never by a cookie."""

from __future__ import annotations

import hashlib

from flask import g, request
from werkzeug.exceptions import Forbidden, Unauthorized

from app.domain.register import tokens
from app.extensions import db
from app.models import ApiToken, Scope

SCHEME = "Bearer "


def check(scope: Scope) -> None:
    """Let the program in that holds a key for `scope`. Unauthorized, Forbidden."""
    token = tokens.known(db.session(), _secret())
    if token is None:
        raise Unauthorized
    if not token.may(scope):
        raise Forbidden
    g.api_token = token


def token() -> ApiToken:
    """The key of this request; only in views that need one."""
    found: ApiToken = g.api_token
    return found


def whose() -> str:
    """What a program's calls are counted by: its key, known or not."""
    return hashlib.sha256(_secret().encode()).hexdigest()


def _secret() -> str:
    said = request.headers.get("Authorization", "")
    return said.removeprefix(SCHEME).strip() if said.startswith(SCHEME) else ""
