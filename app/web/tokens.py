"""Programs that ask: by the key in their header, never by a cookie."""

from __future__ import annotations

import hashlib

from flask import g, request
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import Forbidden, Unauthorized

from app.domain.register import tokens
from app.extensions import db, limiter
from app.models import ApiToken, Scope

SCHEME = "Bearer "
MOST_REFUSED = "60 per minute"


def check(scope: Scope) -> None:
    """Let the program in that holds a key for `scope`. Unauthorized, Forbidden."""
    token = tokens.known(db.session(), _secret())
    if token is None:
        # Who guesses is slowed down; those who know a key have a limit of their own.
        with limiter.limit(MOST_REFUSED, key_func=get_remote_address, scope="programs"):
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
