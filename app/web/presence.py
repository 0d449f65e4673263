"""Who else is on a page right now: a hint, kept in Redis for a moment, and nothing more.

Nothing is written to the database, nothing is promised, and without Redis nobody is ever there.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask, current_app, g
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from redis.exceptions import RedisError

from app.domain.access import Viewer
from app.extensions import redis_connection

# A page says every LOOK seconds that somebody sees it; who was not heard of for STAYS is gone.
LOOK = 20
STAYS = 50
MOST = 5
REST = 30


@dataclass(frozen=True)
class Present:
    """Somebody who has the page open."""

    user_id: int
    name: str


def here(place: str, by: Viewer, name: str) -> list[Present]:
    """Say that `by`, called `name`, is at `place`, and hear who else is: at most MOST, by name.
    Empty when Redis is away, which is then left alone for REST seconds."""
    if by.user_id is None or _resting():
        return []
    key, now = f"here:{place}", time.time()
    try:
        pipe = redis_connection().pipeline(transaction=False)
        pipe.hset(key, str(by.user_id), f"{now:.0f} {name}")
        pipe.expire(key, STAYS)
        pipe.hgetall(key)
        *_, found = pipe.execute()
    except RedisError:
        current_app.extensions["presence rests"] = time.monotonic() + REST
        return []
    return _others(found.items(), by.user_id, now)


def quietly() -> None:
    """This request was made by the page, not by a person: it does not keep them signed in."""
    g.quiet = True


class Sessions(SecureCookieSessionInterface):
    """Cookies as Flask makes them, except that quiet requests do not make them last longer."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether the cookie goes out again."""
        if g.get("quiet") and not session.modified:
            return False
        return super().should_set_cookie(app, session)


def init_app(app: Flask) -> None:
    """Let quiet requests be quiet."""
    app.session_interface = Sessions()


def _resting() -> bool:
    """Whether Redis was away just now: a page must not wait for it again and again."""
    until: float = current_app.extensions.get("presence rests", 0.0)
    return time.monotonic() < until


def _others(found: Iterable[tuple[bytes, bytes]], me: int, now: float) -> list[Present]:
    people = []
    for key, value in found:
        at, _, name = value.decode().partition(" ")
        if key.isdigit() and int(key) != me and at.isdigit() and now - int(at) < STAYS:
            people.append(Present(int(key), name))
    return sorted(people, key=lambda one: one.name.casefold())[:MOST]
