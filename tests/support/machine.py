"""A Caselot of real processes that a test may kill at any moment: Valkey, web, worker."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

import embedded_valkey
from environment import BIN, ROOT, listen
from processes import dies_with_parent

SECRET = "a secret of the survival tests, nothing else"
# Far more than anything here takes, on a machine that does ten other things.
PATIENCE = 40


def eventually(look: Callable[[], object], what: str) -> None:
    """Wait until `look` is true; fails with `what` after PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < deadline, f"not in {PATIENCE} s: {what}"
        time.sleep(0.005)


class NoFollow(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *_: object) -> None:
        """Do not go there."""


class Machine:
    """The processes by name; `folder` must be short enough for a socket."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.redis_url = f"unix://{folder / 'valkey.sock'}"
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": self.redis_url,
            "CASELOT_DATA": str(folder),
            "CASELOT_SECRET_KEY": SECRET,
            "CASELOT_PRINTER_PORTS_HERE": "1-65535",
            "FLASK_APP": str(ROOT / "wsgi.py"),
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.door = listen("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"

    def valkey(self, *, forget: bool = False) -> None:
        """Start Valkey, with what it had on disk or with nothing."""
        kept = self.folder / "valkey"
        if forget:
            shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(exist_ok=True)
        self._start("valkey", embedded_valkey.command(kept, self.folder / "valkey.sock"))
        embedded_valkey.wait_for(self.folder / "valkey.sock", PATIENCE)

    def worker(self) -> None:
        """Start a worker."""
        self._start("worker", [str(BIN / "flask"), "worker"])

    def web(self) -> None:
        """Start gunicorn and wait for its first answer."""
        door = self.door.fileno()
        options = ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
        command = [str(BIN / "gunicorn"), "--bind", f"fd://{door}", *options, "wsgi:app"]
        self._start("web", command, door)
        urllib.request.urlopen(f"{self.url}/livez", timeout=PATIENCE).close()

    def _start(self, name: str, command: list[str], *inherit: int) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                env=self.env,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=inherit,
                preexec_fn=dies_with_parent(),
            )

    def kill(self, name: str, *, children: bool = True) -> None:
        """`kill -9` a process and, at the same moment, the children it has."""
        process = self.running.pop(name)
        victims = [process.pid, *(children_of(process.pid) if children else [])]
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        eventually(lambda: not any(alive(pid) for pid in victims[1:]), "the children are gone")

    def post(self, path: str, form: dict[str, object], user: str) -> int | None:
        """POST as `user` (their session key); the status, None if nobody answered."""
        cookie, token = signed_in(user)
        body = urllib.parse.urlencode({**form, "csrf_token": token}, doseq=True).encode()
        headers = {"Cookie": f"caselot={cookie}"}
        request = urllib.request.Request(f"{self.url}{path}", body, headers)
        opener = urllib.request.build_opener(NoFollow)
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def end(self) -> None:
        """Kill what still runs."""
        for name in list(self.running):
            self.kill(name)
        self.door.close()


@contextmanager
def machine(folder: Path, database_url: str) -> Iterator[Machine]:
    """A machine with nothing running yet; everything is ended at the end."""
    made = Machine(folder, database_url)
    try:
        yield made
    finally:
        made.end()


def signed_in(user: str) -> tuple[str, str]:
    """The cookie of somebody who has signed in, and the token that their forms carry."""
    app = Flask("cookies")
    app.secret_key = SECRET
    raw = "0" * 40
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    cookie = signer.dumps({"_user_id": user, "_fresh": True, "csrf_token": raw})
    token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(raw)
    return str(cookie), str(token)


def children_of(pid: int) -> list[int]:
    """The processes that `pid` has started."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


def alive(pid: int) -> bool:
    """Whether it still runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
