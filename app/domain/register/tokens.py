"""Keys of programs: made once, shown once, kept as a digest, limited to what they are for, and
revocable at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.settings.editing import room_for
from app.models import ApiToken, Scope, Store
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotFound
from app.vocabulary.permissions import Permission

PREFIX = "caselot_"
LONGEST = 100
MOST = 50


def make(
    session: Session, name: str, store_id: int, scopes: Collection[Scope], *, by: Viewer
) -> tuple[ApiToken, str]:
    """A new key and the secret itself, which is never seen again. Who may not see prices gives
    nobody else the right to (C8). Raises Invalid, NotAllowed, Refused."""
    by.can(Permission.SETTINGS_MANAGE).enforce()
    if Scope.PRICES in scopes:
        by.can(Permission.PRICES_SEE).enforce()
    problems = {}
    if not name:
        problems["name"] = "Say which program it is for."
    if not scopes:
        problems["scopes"] = "Choose what it may do."
    if Scope.PRICES in scopes and Scope.TAGS not in scopes:
        problems["scopes"] = "Prices are seen on tags: choose to look up tags too."
    store = session.get(Store, store_id)
    if store is None or not store.active:
        problems["store"] = "Choose a store that is open."
    if problems:
        raise Invalid(problems)
    room_for(session, ApiToken, MOST)
    secret = PREFIX + secrets.token_urlsafe(32)
    words = " ".join(scope.value for scope in Scope if scope in scopes)
    made = ApiToken(name=name, store_id=store_id, scopes=words, digest=digest_of(secret),
                    hint=secret[-4:], made_by_id=by.user_id)  # fmt: skip
    session.add(made)
    session.flush()
    record(session, by, "api key made", name, after={"scopes": words, "ends in": made.hint})
    return made, secret


def revoke(session: Session, token_id: int, *, by: Viewer) -> ApiToken:
    """From now on it opens nothing; twice changes nothing. Raises NotFound, NotAllowed."""
    by.can(Permission.SETTINGS_MANAGE).enforce()
    token = session.scalar(sa.select(ApiToken).where(ApiToken.id == token_id).with_for_update())
    if token is None:
        raise NotFound("There is no such key.")
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        record(session, by, "api key revoked", token.name, before={"ends in": token.hint})
    return token


def known(session: Session, secret: str) -> ApiToken | None:
    """The key that `secret` is, if it was made here, not revoked, and its store is not closed; in
    one statement."""
    if not secret.startswith(PREFIX) or len(secret) > LONGEST:
        return None
    return session.scalar(
        sa.select(ApiToken)
        .join(ApiToken.store)
        .where(
            ApiToken.digest == digest_of(secret),
            ApiToken.revoked_at.is_(None),
            Store.active.is_(True),
        )
        .options(contains_eager(ApiToken.store))
    )


def every(session: Session) -> Sequence[ApiToken]:
    """All keys, those in use first."""
    query = sa.select(ApiToken).options(
        joinedload(ApiToken.store), joinedload(ApiToken.made_by).lazyload("*")
    )
    return session.scalars(query.order_by(ApiToken.revoked_at.is_not(None), ApiToken.name)).all()


def digest_of(secret: str) -> str:
    """What is kept of a secret: it has so many letters that no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
