"""What the workers of one run share: made by whichever comes first, the others wait for it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The file `name` of this run, as `make` wrote it; nobody may change it afterwards."""
    base = factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    file, half = folder / name, folder / f"{name}.half"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            half.unlink(missing_ok=True)
            make(half)
            half.rename(file)
    return file
