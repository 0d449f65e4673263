"""What the supervisor and its children say, one line at a time, with who said it in front."""

import sys


def write(name: str, text: str) -> None:
    """Prints `name | text`. A terminal that is gone must not stop anything."""
    plain(f"{name:<8}| {text}")


def plain(text: str) -> None:
    """Prints a line as it is, whole: in one write. No lock, since a signal that ends the start
    could come between taking it and giving it back."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except (OSError, ValueError):
        sys.stdout = open("/dev/null", "w")  # noqa: SIM115 (for the rest of the run)
