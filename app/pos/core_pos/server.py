"""A connection to the database server of the lanes (MariaDB or MySQL)."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.cursors import Cursor

from app.config import RegisterServer
from app.pos.base import RegisterAway, RegisterMisfit

# In multiples of the seconds that a server has to let us in: how long to wait for an answer, and
# for somebody else who is at the lanes' table. Together they stay below the limit of a job.
ANSWER, LOCKED = 3, 2
# The archive is large, and read once an hour by the clock, whose job has more time.
ANSWER_OF_ARCHIVE = 6
# Numbers below are the server's own answers, from there on those of a line that broke.
FIRST_OF_CLIENT = 2000
# Too many connections, going down, waited too long, two in each other's way, ended by somebody.
_BUSY = frozenset({1040, 1053, 1205, 1213, 1317, 1927})
# Numbers of errors that stay until somebody does something, and what that is.
_MISFITS = {
    1044: "The user {user} may not use a schema that is needed. Run bin/flask pos doctor.",
    1045: "The server does not know the user {user}, or the password is wrong.",
    1049: "A schema is not there. Run bin/flask pos install, then bin/flask pos doctor.",
    1054: "A column that is needed is not there. Run bin/flask pos doctor.",
    1142: "The user {user} lacks a right. Run bin/flask pos doctor.",
    1146: "A table is not there. Run bin/flask pos install, then bin/flask pos doctor.",
    2026: "The server offers no TLS, and it is required.",
    1698: "The server does not let the user {user} in with a password.",
}

_UNKNOWN = "Nobody in {ca} vouches for the server: its certificate is not of {host}, or over."
# MySQL 8 has others as it is shipped.
_NATIVE = "The user {user} must be known by mysql_native_password (docs/register.md)."


@contextmanager
def connected(server: RegisterServer, answer: int = ANSWER) -> Iterator[Cursor]:
    """A cursor in a transaction that is committed at the end; each answer may take `answer` times
    as long as the way in. RegisterAway when the server cannot
    be reached or goes away, RegisterMisfit when it is not as it must be."""
    try:
        connection = _connection(server, server.seconds * answer)
    except pymysql.MySQLError as error:
        raise _told(server, error) from None
    except RuntimeError:
        # MySQL's newer ways of signing in need a library that is not here.
        raise RegisterMisfit(_NATIVE.format(user=server.user)) from None
    try:
        with connection.cursor() as cursor:
            yield cursor
        connection.commit()
    except pymysql.MySQLError as error:
        raise _told(server, error) from None
    finally:
        with suppress(pymysql.MySQLError):
            connection.close()


@contextmanager
def alone(cursor: Cursor, name: str, seconds: int) -> Iterator[None]:
    """Nobody else is inside with the same name, on any machine; RegisterAway after `seconds`."""
    cursor.execute("SELECT GET_LOCK(%s, %s)", (name, seconds))
    if (cursor.fetchone() or (0,))[0] != 1:
        raise RegisterAway("somebody else is at the lanes' table")
    try:
        yield
        cursor.connection.commit()
    finally:
        with suppress(pymysql.MySQLError):
            cursor.execute("SELECT RELEASE_LOCK(%s)", (name,))


def rows(cursor: Cursor, statement: str, values: Any = ()) -> list[tuple[Any, ...]]:
    """What a statement finds."""
    cursor.execute(statement, values or None)
    return list(cursor.fetchall())


def _connection(server: RegisterServer, seconds: int) -> Connection[Cursor]:
    return pymysql.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        charset="utf8mb4",
        autocommit=False,
        connect_timeout=server.seconds,
        read_timeout=seconds,
        write_timeout=seconds,
        **_tls(server),
    )


def _tls(server: RegisterServer) -> dict[str, Any]:
    """What the connection is told: to take TLS if it is offered, not to, to insist on it, or also
    on a certificate of this host that somebody in `ca` vouches for."""
    if server.tls == "off":
        return {"ssl_disabled": True}
    if server.tls == "required":
        return {"ssl": {"check_hostname": False, "verify_mode": "none"}}
    if server.tls == "verified":
        return {"ssl": {"ca": server.ca, "check_hostname": True, "verify_mode": "required"}}
    return {}


def _told(server: RegisterServer, error: pymysql.MySQLError) -> Exception:
    """The error in words that hold nothing of what was sent (B1)."""
    if isinstance(getattr(error, "original_exception", None), ssl.SSLCertVerificationError):
        return RegisterMisfit(_UNKNOWN.format(host=server.host, ca=server.ca))
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if number in _MISFITS:
        return RegisterMisfit(_MISFITS[number].format(user=server.user))
    if number in _BUSY or not 0 < number < FIRST_OF_CLIENT:
        return RegisterAway(f"error {number}")
    return RegisterMisfit(f"The server of the lanes answered with error {number}.")
