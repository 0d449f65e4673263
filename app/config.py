"""Settings of the installation, read from the environment once; a bad one stops the start.

What a store changes while it runs (ages, tag sizes …) is not here but in `domain/settings`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

SHORTEST_SECRET = 24


class BadConfig(SystemExit):
    """The environment is wrong; the message says what to set."""


@dataclass(frozen=True)
class Config:
    """Typed settings. `secure_cookies` is on behind TLS; nobody stays signed in for longer than
    `session_hours` without doing anything."""

    database_url: str
    redis_url: str
    secret_key: str
    data_folder: Path
    secure_cookies: bool
    trusted_proxies: int
    session_hours: int = 12

    def as_flask(self) -> dict[str, object]:
        """The same for Flask and its extensions."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SESSION_COOKIE_NAME": "caselot",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "PERMANENT_SESSION_LIFETIME": timedelta(hours=self.session_hours),
            "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 512 * 1024,
            "MAX_FORM_PARTS": 2000,
            "WTF_CSRF_TIME_LIMIT": None,
            "REDIS_URL": self.redis_url,
            "RATELIMIT_STORAGE_URI": _limiter_storage(self.redis_url),
            "RATELIMIT_SWALLOW_ERRORS": True,
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        }


def from_environment(env: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; exits with one clear sentence if something is missing or wrong."""
    folder = Path(env.get("CASELOT_DATA", "var")).resolve()
    secret = env.get("CASELOT_SECRET_KEY", "")
    if len(secret) < SHORTEST_SECRET:
        raise BadConfig(
            f"CASELOT_SECRET_KEY must be set to at least {SHORTEST_SECRET} characters "
            "(bin/up and bin/flask make one for you)."
        )
    return Config(
        database_url=_database_url(env.get("DATABASE_URL", ""), folder),
        redis_url=env.get("REDIS_URL") or f"unix://{folder / 'valkey.sock'}",
        secret_key=secret,
        data_folder=folder,
        secure_cookies=_flag(env, "CASELOT_SECURE_COOKIES"),
        trusted_proxies=_count(env, "CASELOT_TRUSTED_PROXIES", 0, 9, 0),
        session_hours=_count(env, "CASELOT_SESSION_HOURS", 1, 720, 12),
    )


def _database_url(url: str, folder: Path) -> str:
    """SQLite in the data folder unless told otherwise; PostgreSQL through psycopg 3."""
    if not url:
        return f"sqlite:///{folder / 'caselot.db'}"
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    if not url.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise BadConfig("DATABASE_URL must begin with postgresql:// or sqlite:///")
    return url


def _limiter_storage(redis_url: str) -> str:
    """Flask-Limiter names a unix socket in its own way."""
    if redis_url.startswith("unix://"):
        return "redis+" + redis_url
    return redis_url


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value in {"", "0", "no", "false"}:
        return False
    if value in {"1", "yes", "true"}:
        return True
    raise BadConfig(f"{name} must be 1 or 0.")


def _count(env: Mapping[str, str], name: str, least: int, most: int, usual: int) -> int:
    value = env.get(name, "").strip() or str(usual)
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        value = "-1"
    if not least <= int(value) <= most:
        raise BadConfig(f"{name} must be a number from {least} to {most}.")
    return int(value)
