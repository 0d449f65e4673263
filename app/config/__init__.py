"""Settings of the installation, read from the environment once; a bad one stops the start.

What a store changes while it runs (ages, tag sizes …) is not here but in `domain/settings`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from app.config.printers import printer_logins, printer_ports
from app.config.said import BadConfig, address, count, flag, is_near, mailbox
from app.config.tls import check_tls

SHORTEST_SECRET = 24
REGISTER = "CASELOT_CORE_POS_URL"
_REGISTER = re.compile(rf"{REGISTER}(?:_([1-9][0-9]{{0,8}}))?")
_SCHEMA = re.compile(r"[A-Za-z0-9_]{1,64}")
# Where lanes look for departments: the name stands in their own code.
LANE_SCHEMA = "is4c_op"
SMTP_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Where e-mail leaves. `scheme` is smtp (in the clear), smtp+starttls or smtps; `seconds` is
    how long to wait for it at each step."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    reply_to: str = ""
    seconds: int = 10


@dataclass(frozen=True)
class TextGateway:
    """Where text messages leave (docs/messages.md). `secret` signs its delivery reports; without
    one none are taken."""

    url: str
    token: str = field(repr=False)
    secret: str = field(default="", repr=False)
    sender: str = ""
    seconds: int = 10


@dataclass(frozen=True)
class RegisterServer:
    """The database server of a store's CORE-POS lanes, or of every store's (`store_id` 0), and the
    names of its schemas: of today's sales and CORE's own tables (`sales`), of earlier sales, of
    departments and settings (`op`), and the one of our own (docs/register.md). `tls`: "" takes it
    if the server offers it; off, required, or verified by the certificates in the file `ca`."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    store_id: int = 0
    sales: str = "core_trans"
    archive: str = "trans_archive"
    op: str = "core_op"
    own: str = "caselot"
    seconds: int = 5
    tls: str = ""
    ca: str = ""

    @property
    def name(self) -> str:
        """What it is called in lists and logs."""
        return f"core_pos-{self.store_id}" if self.store_id else "core_pos"


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
    mail: MailServer | None = None
    texts: TextGateway | None = None
    registers: tuple[RegisterServer, ...] = ()
    sales_folder: Path | None = None
    printer_logins: Mapping[str, str] = field(default_factory=dict, repr=False)
    printer_ports_here: frozenset[int] = frozenset({631})

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
            "MAIL_SERVER": self.mail,
            "TEXT_GATEWAY": self.texts,
            "REGISTER_SERVERS": self.registers,
            "SALES_FOLDER": self.sales_folder,
            "PRINTER_LOGINS": self.printer_logins,
            "PRINTER_PORTS_HERE": self.printer_ports_here,
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
        secure_cookies=flag(env, "CASELOT_SECURE_COOKIES"),
        trusted_proxies=count(env, "CASELOT_TRUSTED_PROXIES", 0, 9, 0),
        session_hours=count(env, "CASELOT_SESSION_HOURS", 1, 720, 12),
        mail=_mail(env),
        texts=_texts(env),
        registers=_registers(env),
        sales_folder=_sales_folder(env),
        printer_logins=printer_logins(env),
        printer_ports_here=printer_ports(env),
    )


def _mail(env: Mapping[str, str]) -> MailServer | None:
    """The mail server; None if none is set. Its address and its sender belong together."""
    name, said = "CASELOT_SMTP_URL", env.get("CASELOT_SMTP_URL", "").strip()
    if not said:
        return None
    url, port = address(name, said, SMTP_PORTS)
    user, password = unquote(url.username or ""), unquote(url.password or "")
    if user and url.scheme == "smtp" and not is_near(url.hostname or ""):
        raise BadConfig(
            f"{name} would send its password in the clear; begin it with smtp+starttls:// "
            "or smtps://."
        )
    return MailServer(
        scheme=url.scheme,
        host=url.hostname or "",
        port=port,
        sender=mailbox(env, "CASELOT_MAIL_FROM", required=True),
        user=user,
        password=password,
        reply_to=mailbox(env, "CASELOT_MAIL_REPLY_TO"),
        seconds=count(env, "CASELOT_MESSAGE_SECONDS", 1, 30, 10),
    )


def _texts(env: Mapping[str, str]) -> TextGateway | None:
    """The gateway for text messages; None if none is set."""
    name, said = "CASELOT_SMS_URL", env.get("CASELOT_SMS_URL", "").strip()
    if not said:
        return None
    url, _ = address(name, said, {"http": 80, "https": 443})
    if url.username or url.password or url.fragment:
        raise BadConfig(f"{name} must hold no password; that is what CASELOT_SMS_TOKEN is for.")
    if url.scheme == "http" and not is_near(url.hostname or ""):
        raise BadConfig(f"{name} must begin with https:// unless the gateway stands in the house.")
    token, secret = env.get("CASELOT_SMS_TOKEN", ""), env.get("CASELOT_SMS_SECRET", "")
    if not (token and token.isascii() and token.isprintable() and " " not in token):
        raise BadConfig("CASELOT_SMS_TOKEN must be set to the token that the gateway gave you.")
    if secret and len(secret) < SHORTEST_SECRET:
        raise BadConfig(f"CASELOT_SMS_SECRET must have at least {SHORTEST_SECRET} characters.")
    return TextGateway(
        url=said,
        token=token,
        secret=secret,
        sender=env.get("CASELOT_SMS_FROM", "").strip(),
        seconds=count(env, "CASELOT_MESSAGE_SECONDS", 1, 30, 10),
    )


def _registers(env: Mapping[str, str]) -> tuple[RegisterServer, ...]:
    """The servers of CORE-POS lanes: one for every store, or one for each, by the store's id."""
    found = []
    for name in sorted(env):
        known = _REGISTER.fullmatch(name)
        if known and env[name].strip():
            found.append(_register(name, env[name].strip(), int(known[1] or 0)))
    if len(found) > 1 and any(not server.store_id for server in found):
        raise BadConfig(f"Set {REGISTER} for every store, or {REGISTER}_1 … for each, not both.")
    return tuple(found)


def _register(name: str, said: str, store_id: int) -> RegisterServer:
    url, port = address(name, said, {"mysql": 3306, "mariadb": 3306})
    schemas = dict(parse_qsl(url.query))
    secure = {key: schemas.pop(key) for key in ("tls", "ca") if key in schemas}
    check_tls(name, secure)
    schemas.setdefault("sales", url.path.strip("/") or RegisterServer.sales)
    wrong = [key for key in schemas if key not in {"sales", "archive", "op", "own"}]
    wrong += [key for key, schema in schemas.items() if not _SCHEMA.fullmatch(schema)]
    if wrong:
        raise BadConfig(f"{name} names no schema that there could be: {', '.join(sorted(wrong))}.")
    user, password = unquote(url.username or ""), unquote(url.password or "")
    made = RegisterServer(url.hostname or "", port, user, password, store_id, **schemas, **secure)
    # Whatever stands in our own table and is no line of ours is taken away.
    if made.own.casefold() in {
        x.casefold() for x in (made.sales, made.archive, made.op, LANE_SCHEMA)
    }:
        raise BadConfig(f"{name} names {made.own} as our own schema, and as one of CORE's.")
    return made


def _sales_folder(env: Mapping[str, str]) -> Path | None:
    """Where other registers drop files of what they sold; None if none is set."""
    said = env.get("CASELOT_SALES_FOLDER", "").strip()
    if said and not Path(said).is_dir():
        raise BadConfig("CASELOT_SALES_FOLDER must be a folder that is there.")
    return Path(said).resolve() if said else None


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
