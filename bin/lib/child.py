"""One process under the supervisor: started, watched, started again, stopped."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from environment import ROOT
from log import write
from processes import dies_with_parent

FIRST_DELAY = 0.2
LONGEST_DELAY = 30.0
# Seconds of life after which a process counts as healthy again.
HEALTHY_AFTER = 30.0


@dataclass
class Child:
    """A command that shall always run. `patience`: seconds it may take to stop by itself."""

    name: str
    command: Sequence[str]
    env: dict[str, str]
    patience: float = 10.0
    inherit: tuple[int, ...] = ()
    cwd: Path = ROOT
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    due: float = 0.0
    _started: float = 0.0
    _pump: threading.Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        """Starts it, in a session of its own so that Ctrl-C reaches only the supervisor."""
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.inherit,
            preexec_fn=dies_with_parent(),
        )
        self._pump = threading.Thread(
            target=self._copy_output, args=[self.process.stdout], daemon=True
        )
        self._pump.start()

    def _copy_output(self, output: IO[bytes]) -> None:
        for line in output:
            write(self.name, line.decode(errors="replace").rstrip())

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def watch(self) -> None:
        """Called now and then: notices an end, starts again when the pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self._started > HEALTHY_AFTER:
            self.failures = 0
        delay = min(FIRST_DELAY * 2**self.failures, LONGEST_DELAY)
        self.failures += 1
        self.due = now + delay
        self.process = None
        write(self.name, f"ended with {how(code)}; starting again in {delay:.1f} s")

    def stop(self, patience: float | None = None) -> None:
        """Asks it to end, waits, then insists. Returns when nothing of it runs any more."""
        process = self.process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(self.patience if patience is None else patience)
            except subprocess.TimeoutExpired:
                write(self.name, "does not stop by itself, killing it")
        # Its whole session: a killed parent leaves its workers behind.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if self._pump:
            self._pump.join(1)
        self.process = None


def how(code: int) -> str:
    """The end of a process in words: `exit code 3`, `SIGKILL`."""
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
