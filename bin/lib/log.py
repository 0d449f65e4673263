"""What the supervisor and its children say, one line at a time, with who said it in front."""

import sys
import threading

_lock = threading.Lock()


def write(name: str, text: str) -> None:
    """Prints `name | text`. A terminal that is gone must not stop anything."""
    plain(f"{name:<8}| {text}")


def plain(text: str) -> None:
    """Prints a line as it is."""
    with _lock:
        try:
            print(text, flush=True)
        except (OSError, ValueError):
            sys.stdout = open("/dev/null", "w")  # noqa: SIM115 (for the rest of the run)
