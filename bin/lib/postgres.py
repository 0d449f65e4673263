"""A PostgreSQL that lives as long as a run of the tests: own folder, unix socket, no durability."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from processes import dies_with_parent

# Nothing of it has to survive: the tests wait for the disk as little as possible.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


class NoPostgres(Exception):
    """PostgreSQL cannot be started here; the text says why."""


def binaries() -> Path:
    """The folder of initdb and postgres, newest version first. Raises NoPostgres."""
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(versions, key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    for folder in [*newest_first, *on_path]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("PostgreSQL is not installed (initdb not found)")


def _other_user() -> dict[str, object]:
    """PostgreSQL refuses to run as root: arguments for Popen that make it somebody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoPostgres("running as root and there is no other user for PostgreSQL")


def _initialise(folder: Path, tools: Path, somebody: dict[str, object]) -> None:
    words = [tools / "initdb", "-D", folder / "data", "-U", "caselot", "-A", "trust"]
    words += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    made = subprocess.run(
        words,
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        **somebody,
    )
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stderr.strip().splitlines()[-1:]}")


@contextmanager
def running() -> Iterator[str]:
    """Yields the URL of a fresh cluster's `postgres` database; its user may create others."""
    tools, somebody = binaries(), _other_user()
    # Not below $TMPDIR: the name of the socket must stay short.
    folder = Path(tempfile.mkdtemp(prefix="caselot-pg-", dir="/tmp"))
    server = None
    try:
        if somebody:
            os.chown(folder, somebody["user"], somebody["group"])
        _initialise(folder, tools, somebody)
        options = {**SETTINGS, "unix_socket_directories": str(folder)}
        with open(folder / "log", "wb") as log:
            server = subprocess.Popen(
                [tools / "postgres", "-D", folder / "data"]
                + [word for name, value in options.items() for word in ("-c", f"{name}={value}")],
                cwd=folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT),
                **somebody,
            )
        _wait(server, folder)
        yield f"postgresql+psycopg://caselot@/postgres?host={quote(str(folder), safe='/')}"
    finally:
        _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    import psycopg

    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(folder), user="caselot", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                words = (folder / "log").read_text(errors="replace").strip().splitlines()
                raise NoPostgres(f"PostgreSQL did not start: {words[-1:]}") from None
            time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes] | None) -> None:
    """SIGINT closes connections and ends, SIGQUIT ends at once."""
    if server is None:
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()
