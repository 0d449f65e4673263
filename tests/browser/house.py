"""Caselot as it runs in a store, for the browser: gunicorn, an RQ worker, a database of its own.

A house is built once and put back to its first state before each test; only SQLite can do that
while the processes go on, so a house on PostgreSQL lives for one test.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from redis import Redis
from sqlalchemy.orm import Session

from app.domain.setup import install
from app.extensions import tame
from app.models import Message, MessageState
from environment import ROOT, listen
from processes import dies_with_parent
from tests.support.mail import Mailbox

SECRET = "a secret of the browser tests, nothing else"
READY_WITHIN = 60
# The programs of the same environment that runs the tests.
BIN = Path(sys.executable).parent
Furnish = Callable[[Session], object]


class House:
    """A running Caselot at `url`; `more` is what else its environment says."""

    def __init__(self, folder: Path, database_url: str, redis_url: str, **more: str) -> None:
        self.folder = folder
        self.database_url = database_url
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "CASELOT_DATA": str(folder),
            "CASELOT_SECRET_KEY": SECRET,
            "CASELOT_PRINTER_PORTS_HERE": "1-65535",
            "FLASK_APP": str(ROOT / "wsgi.py"),
            **more,
        }
        self.engine = engine_of(database_url)
        self.redis = Redis.from_url(redis_url)
        self.url = ""
        # The mail server that takes its e-mails, where a fixture gives it one.
        self.post = Mailbox()
        self._running: list[subprocess.Popen[bytes]] = []

    @contextmanager
    def open(self) -> Iterator[House]:
        """Start web and worker, wait for the first answer, stop both at the end."""
        door = listen("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}"
        self._start("web", gunicorn(door.fileno()), door.fileno())
        self._start("worker", [str(BIN / "flask"), "worker"])
        try:
            # Nobody accepts at the door before gunicorn does, so one request waits for it.
            urllib.request.urlopen(f"{self.url}/livez", timeout=READY_WITHIN).close()
            yield self
        finally:
            door.close()
            for process in self._running:
                process.terminate()
            for process in self._running:
                process.wait(20)
            self.engine.dispose()
            self.redis.close()

    def _start(self, name: str, command: list[str], *inherit: int) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self._running.append(
                subprocess.Popen(
                    command,
                    env=self.env,
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    pass_fds=inherit,
                    preexec_fn=dies_with_parent(),
                )
            )

    def put_back(self, template: Path) -> None:
        """Make the SQLite database what `template` is, under the eyes of the processes."""
        file = Path(sa.make_url(self.database_url).database or "")
        with closing(sqlite3.connect(template)) as first, closing(sqlite3.connect(file)) as now:
            first.backup(now)
        self.forget_limits()

    def forget_limits(self) -> None:
        """All tablets of the tests have one address; let them sign in as often as they want."""
        for key in self.redis.scan_iter("LIMITS*"):
            self.redis.delete(key)

    @contextmanager
    def books(self) -> Iterator[Session]:
        """The database, to prepare something or to look; committed at the end."""
        with Session(self.engine) as session:
            yield session
            session.commit()

    def messages(self) -> list[MessageState]:
        """How far each message to a customer has come."""
        with self.books() as session:
            return list(session.scalars(sa.select(Message.state)))

    def said(self) -> str:
        """What web and worker have written to their logs."""
        return "\n".join(file.read_text() for file in sorted(self.folder.glob("*.log")))


def gunicorn(door: int) -> list[str]:
    """As in production, one process of it."""
    return [
        str(BIN / "gunicorn"),
        *("--bind", f"fd://{door}", "--worker-class", "gthread", "--threads", "8"),
        *("--keep-alive", "15", "--log-level", "warning", "--no-control-socket"),
        *("--access-logfile", "-"),
        "wsgi:app",
    ]


def engine_of(url: str) -> sa.Engine:
    """An engine of the test itself, with the pragmas of the app."""
    engine = sa.create_engine(url)
    tame(engine)
    return engine


def build(url: str, furnish: Furnish) -> None:
    """Tables by the migrations, what an installation starts with, and what `furnish` adds."""
    env = {**os.environ, "DATABASE_URL": url, "REDIS_URL": "unix:///nowhere"}
    env |= {"CASELOT_SECRET_KEY": SECRET, "FLASK_APP": str(ROOT / "wsgi.py")}
    upgrade = [str(BIN / "flask"), "db", "upgrade"]
    done = subprocess.run(upgrade, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    engine = engine_of(url)
    with Session(engine) as session:
        install(session)
        furnish(session)
        session.commit()
    engine.dispose()


def cookie_of(user_id: int, epoch: int) -> str:
    """The session cookie of somebody who has signed in."""
    app = Flask("cookies")
    app.secret_key = SECRET
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    content = {"_user_id": f"{user_id}:{epoch}", "_fresh": True}
    signed: str | bytes = signer.dumps(content)
    return signed if isinstance(signed, str) else signed.decode()
