"""Linux manners for child processes: none outlives its parent, and no orphan is left behind."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def dies_with_parent(sign: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A preexec_fn: the child gets `sign` when the thread that started it ends, however it ends."""
    parent = os.getpid()

    def prepare() -> None:
        if _libc is None:
            return
        _libc.prctl(_PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:  # it ended before the line above
            os._exit(1)

    return prepare


def adopt_orphans() -> None:
    """From now on grandchildren whose parent was killed become ours, so that they can be ended."""
    if _libc is not None:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _children() -> set[int]:
    own = os.getpid()
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in brackets may hold anything; what follows it is regular.
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == own:
            found.add(int(entry.parent.name))
    return found


def reap_orphans(known: Iterable[int], *, kill: bool = False) -> None:
    """Clears away adopted processes that ended; with `kill` ends those that still run."""
    if _libc is None:
        return
    orphans = _children() - set(known)
    while orphans:
        for process in orphans:
            if kill:
                os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0 if kill else os.WNOHANG)
        # Killing one may hand us its children.
        orphans = (_children() - set(known)) if kill else set()
