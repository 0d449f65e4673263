"""A real printer of our own: `ippeveprinter` of Debian's cups-ipp-utils on loopback.

It wants to announce itself, so it gets a private D-Bus and an avahi that knows loopback only. Its
paper is set by its own web page; what it got is in its spool folder, what was wished of it beside.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from processes import dies_with_parent

NEEDED = {"ippeveprinter": "cups-ipp-utils", "avahi-daemon": "avahi-daemon", "dbus-daemon": "dbus"}
PATIENCE = 15
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/><allow user="*"/></policy></busconfig>"""
AVAHI = """[server]
host-name={name}
allow-interfaces=lo
use-ipv4=yes
use-ipv6=no
enable-dbus=yes
"""
# Keeps what was wished of a job; `exit` says how it ends.
COMMAND = """#!/bin/sh
env | grep ^IPP_ > {folder}/wishes.$IPP_JOB_ID
exit $(cat {folder}/exit 2>/dev/null || echo 0)
"""


@dataclass
class RealPrinter:
    """The printer, and what it got."""

    folder: Path
    port: int

    @property
    def uri(self) -> str:
        """Where it is."""
        return f"ipp://localhost:{self.port}/ipp/print"

    def got(self, number: int) -> bytes:
        """The document of a job."""
        return next((self.folder / "spool").glob(f"{number}-*.pdf")).read_bytes()

    def wishes(self, number: int) -> dict[str, str]:
        """What was wished of a job: media, copies, sides and so on."""
        lines = (self.folder / f"wishes.{number}").read_text().splitlines()
        return dict(line.partition("=")[::2] for line in lines)

    def paper(self, media: str = "na_letter_8.5x11in", sheets: int = 250) -> None:
        """Put paper in, or take it out (no `sheets`)."""
        tray = {"size1": media, "type1": "stationery", "level1": sheets}
        rest = {"size3": "na_number-10_4.125x9.5in", "type3": "envelope", "level3": -2}
        asked = urllib.parse.urlencode({**tray, **rest})
        urllib.request.urlopen(f"http://localhost:{self.port}/media?{asked}", timeout=5).close()

    @contextmanager
    def gives_up(self) -> Iterator[None]:
        """Every job fails while the block lasts."""
        (self.folder / "exit").write_text("1")
        try:
            yield
        finally:
            (self.folder / "exit").unlink()


@contextmanager
def real_printer() -> Iterator[RealPrinter]:
    """Start it; the test is reported as not run where something is missing or it will not start."""
    lacking = [package for program, package in NEEDED.items() if not shutil.which(program)]
    if lacking:
        pytest.skip(f"A real IPP printer: apt-get install {' '.join(sorted(lacking))}")
    with alone(), tempfile.TemporaryDirectory(prefix="cl-ipp-", dir="/tmp") as short:
        folder, running = Path(short), []
        try:
            yield _started(folder, running)
        finally:
            for process in reversed(running):
                process.kill()
                process.wait()


@contextmanager
def alone() -> Iterator[None]:
    """Waits for the others that have a printer: a machine takes only one avahi at a time."""
    with (Path(tempfile.gettempdir()) / "cl-ipp.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _started(folder: Path, running: list[subprocess.Popen[bytes]]) -> RealPrinter:
    env = {
        **os.environ,
        "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/bus",
        "TMPDIR": str(folder),
    }
    (folder / "bus.conf").write_text(BUS.format(folder=folder))
    (folder / "avahi.conf").write_text(AVAHI.format(name=f"caselot-{os.getpid()}"))
    (folder / "command").write_text(COMMAND.format(folder=folder))
    (folder / "command").chmod(0o700)
    (folder / "spool").mkdir()
    (folder / "keys").mkdir()

    def start(*command: str) -> None:
        with (folder / f"{command[0]}.log").open("ab") as log:
            running.append(
                subprocess.Popen(
                    command,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    preexec_fn=dies_with_parent(),
                )
            )

    start("dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile")
    _until(lambda: (folder / "bus").exists(), folder, running)
    options = ["--no-drop-root", "--no-chroot", "--no-rlimits"]
    start("avahi-daemon", "-f", f"{folder}/avahi.conf", *options)
    avahi = folder / "avahi-daemon.log"
    _until(lambda: "Server startup complete" in avahi.read_text(), folder, running)
    port = _free_port()
    start(
        "ippeveprinter", "-f", "application/pdf", "-p", str(port), "-n", "localhost",
        "-d", f"{folder}/spool", "-k", "-c", f"{folder}/command", "-K", f"{folder}/keys",
        f"Tags {os.getpid()}",
    )  # fmt: skip
    _until(lambda: _answers(port), folder, running)
    return RealPrinter(folder, port)


def _until(look: object, folder: Path, running: list[subprocess.Popen[bytes]]) -> None:
    """Wait until it is so; the test is reported as not run if that is never."""
    deadline = time.monotonic() + PATIENCE
    while not look():  # type: ignore[operator]
        died = any(process.poll() is not None for process in running)
        if died or time.monotonic() > deadline:
            logs = " ".join(log.read_text()[-200:] for log in folder.glob("*.log"))
            pytest.skip(f"A real IPP printer did not start: {' '.join(logs.split())}")
        time.sleep(0.01)


def _answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
