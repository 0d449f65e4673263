"""Runs the supervisor for real, over a stand-in app in a checkout of its own."""

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from environment import ROOT

# Far more than any of it takes: a run that hangs shall fail, not block the suite.
PATIENCE = 60


class Run:
    """One `bin/up`. Everything is waited for by the line that it prints."""

    def __init__(self, checkout: Path, *words: str, env: dict[str, str] | None = None) -> None:
        self.data = checkout / "var"
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [checkout / ".venv/bin/python", checkout / "bin/lib/supervise.py", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**_plain_environment(), **(env or {})},
            cwd=checkout,
            # A suite under nohup hands its deafness for SIGHUP on.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )
        self._watchdog = threading.Timer(PATIENCE, self.process.kill)
        self._watchdog.start()

    def line(self, pattern: str) -> re.Match[str]:
        """The next line that the pattern is found in. Fails when the run ends before it."""
        for text in self.process.stdout:
            self.lines.append(text.rstrip("\n"))
            if match := re.search(pattern, text):
                return match
        pytest.fail(f"no line like {pattern!r} in:\n" + "\n".join(self.lines))

    def pid_of(self, name: str) -> int:
        """The process that said `name 123` when it came up."""
        said = [re.search(rf"\| {name} (\d+)$", line) for line in self.lines]
        known = [int(match[1]) for match in said if match]
        return known[-1] if known else int(self.line(rf"\| {name} (\d+)$")[1])

    def valkey(self) -> int:
        """The Valkey server, found among the children of the supervisor."""
        named = {
            Path(f"/proc/{child}/comm").read_text().strip(): child
            for child in children_of(self.process.pid)
        }
        return named["valkey-server"]

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Asks it to stop. Returns its exit code once it is gone."""
        self.process.send_signal(sign)
        self.lines += self.process.stdout.read().splitlines()
        return self.process.wait()

    def end(self) -> None:
        self._watchdog.cancel()
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()


def _plain_environment() -> dict[str, str]:
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}


def children_of(process: int) -> list[int]:
    """The processes that it has started, its threads' too."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for file in lists for child in file.read_text().split()]


def wait_until_gone(process: int) -> bool:
    """Whether the process, no child of ours, is gone within PATIENCE seconds."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], PATIENCE)[0])
    finally:
        os.close(handle)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks like a checkout, with the stand-in for the app."""
    if sys.platform != "linux":
        pytest.skip("processes are told of their parent's end on Linux only")
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    shutil.copy(Path(__file__).parent / "standin" / "wsgi.py", tmp_path)
    # By way of sys.prefix: the tests may run in any environment.
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.fixture
def up(checkout: Path):
    """Starts `bin/up` on a free port; ends every run at the end of the test."""
    runs: list[Run] = []

    def start(*words: str, env: dict[str, str] | None = None) -> Run:
        runs.append(Run(checkout, "--host", "127.0.0.1", *(words or ("--port", "0")), env=env))
        return runs[-1]

    yield start
    for run in runs:
        run.end()
