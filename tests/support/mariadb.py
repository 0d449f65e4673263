"""A real MariaDB for the tests of registers: one server per worker, a lane's schemas per test."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql
import pytest
from pymysql.connections import Connection
from pymysql.cursors import Cursor

from app.config import RegisterServer
from environment import listen
from processes import dies_with_parent
from tests.support.lane import Lane

SECRET = "only for tests"
PATIENCE = 40
# Nothing here has to survive, and little has to fit.
OPTIONS = (
    "--innodb-buffer-pool-size=8M",
    "--innodb-log-file-size=4M",
    "--innodb-flush-log-at-trx-commit=2",
    "--innodb-doublewrite=0",
    "--innodb-fast-shutdown=2",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--performance-schema=OFF",
    "--max-connections=40",
)


class MariaDb:
    """Debian's server on loopback. `stop` and `start` take it away and bring it back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.socket = folder / "s"
        with listen("127.0.0.1", 0) as door:
            self.port: int = door.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def install(self) -> None:
        """Make the system tables."""
        command = [
            "mariadb-install-db", "--no-defaults", f"--datadir={self.data}",
            "--auth-root-authentication-method=normal", "--skip-test-db", "--force", *_as_user(),
            "--innodb-log-file-size=4M",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        if shutil.which("openssl"):
            self.certify("server")

    def certify(self, name: str) -> Path:
        """Make a certificate of this host that vouches for itself."""
        made = self.folder / f"{name}.pem"
        command = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext",
            "subjectAltName=IP:127.0.0.1", "-keyout", f"{made}.key", "-out", str(made),
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, check=True, timeout=30)
        for file in (made, Path(f"{made}.key")):
            _give_away(file)
        return made

    def start(self, *more: str) -> None:
        """Start it and wait until it answers."""
        own = self.folder / "server.pem"
        tls = [f"--ssl-cert={own}", f"--ssl-key={own}.key"] if own.exists() else []
        command = [
            "mariadbd", "--no-defaults", f"--datadir={self.data}", f"--socket={self.socket}",
            f"--port={self.port}", "--bind-address=127.0.0.1",
            f"--pid-file={self.folder / 'pid'}", *OPTIONS, *tls, *more, *_as_user(),
        ]  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, preexec_fn=dies_with_parent()
            )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.root().close()
                return
            except pymysql.OperationalError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline, "MariaDB does not answer"
                time.sleep(0.02)

    def stop(self) -> None:
        """Take it away, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def root(self) -> Connection[Cursor]:
        """A connection that may do everything."""
        return pymysql.connect(unix_socket=str(self.socket), user="root", autocommit=True)

    def server(self, *, user: str = "caselot", tls: str = "", ca: str = "") -> RegisterServer:
        """How our side is told of it."""
        return RegisterServer("127.0.0.1", self.port, user, SECRET, seconds=2, tls=tls, ca=ca)


def _as_user() -> list[str]:
    """It never runs as root."""
    return [] if os.geteuid() else ["--user=mysql"]


def _give_away(path: Path) -> None:
    """To the user that it runs as."""
    if not os.geteuid():
        known = pwd.getpwnam("mysql")
        os.chown(path, known.pw_uid, known.pw_gid)


@contextmanager
def running() -> Iterator[MariaDb]:
    """A server with a user for us, ended at the end."""
    with tempfile.TemporaryDirectory(prefix="cl-my-", dir="/tmp") as name:
        folder = Path(name)
        _give_away(folder)
        made = MariaDb(folder)
        made.install()
        made.start()
        with made.root() as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE USER caselot@'127.0.0.1' IDENTIFIED BY '{SECRET}'")
            cursor.execute("GRANT ALL ON *.* TO caselot@'127.0.0.1'")
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDb]:
    """One server for all tests of this worker."""
    if shutil.which("mariadbd") is None:
        pytest.skip(
            "MariaDB: there is no mariadbd on this machine (apt-get install mariadb-server)"
        )
    with running() as made:
        yield made


@pytest.fixture
def lane(mariadb: MariaDb) -> Iterator[Lane]:
    """A store's CORE-POS database, fresh, and a lane that sells."""
    if mariadb.process is None:
        mariadb.start()
    with mariadb.root() as connection:
        made = Lane(connection)
        made.begin_anew()
        yield made
