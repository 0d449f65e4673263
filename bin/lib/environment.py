"""Where one running Caselot keeps its things, and what its processes are told about it."""

import fcntl
import hashlib
import os
import secrets
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv" / "bin"

# The kernel keeps 107 bytes for the name of a unix socket.
LONGEST_SOCKET = 100


class StartError(Exception):
    """Caselot cannot start here; the text says why and what to do."""


class DataFolder:
    """The folder of one Caselot: database, Valkey, secret key, a lock against a second start."""

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        chosen = folder or os.environ.get("CASELOT_DATA") or ROOT / "var"
        self.path = Path(chosen).expanduser().resolve()

    def make(self) -> None:
        """Creates the folder for its owner alone. Raises StartError where that is not possible."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StartError(f"cannot make the data folder {self.path}: {error.strerror}") from None
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise StartError(f"the data folder {self.path} may not be written to by this user")

    @property
    def database(self) -> Path:
        return self.path / "caselot.db"

    @property
    def socket(self) -> Path:
        """The Valkey socket: in the folder, or in a short one when the name gets too long."""
        inside = self.path / "valkey.sock"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET:
            return inside
        mark = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        return Path(f"/tmp/caselot-{os.getuid()}-{mark}") / "valkey.sock"  # noqa: S108

    def make_socket_folder(self) -> None:
        """Raises StartError when somebody else got hold of the short folder first."""
        folder = self.socket.parent
        if folder == self.path:
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise StartError(f"{folder} belongs to somebody else; choose a shorter --data folder")

    def secret_key(self) -> str:
        """The key that signs sessions: made once, readable by its owner alone."""
        file = self.path / "secret_key"
        if not file.exists():
            # A second process may be here too: only a whole file ever gets the name.
            draft = self.path / f"secret_key.{os.getpid()}"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(48) + "\n")
            try:
                os.link(draft, file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return file.read_text().strip()

    def environment(self) -> dict[str, str]:
        """The variables for every process of Caselot. What the administrator has set stays."""
        env = dict(os.environ)
        env.setdefault("DATABASE_URL", f"sqlite:///{self.database}")
        env.setdefault("REDIS_URL", f"unix://{self.socket}")
        if not env.get("CASELOT_SECRET_KEY"):
            env["CASELOT_SECRET_KEY"] = self.secret_key()
        env["CASELOT_DATA"] = str(self.path)
        env["FLASK_APP"] = str(ROOT / "wsgi.py")
        env["PYTHONUNBUFFERED"] = "1"
        # Without compiled files each of the processes takes a second longer to start.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        return env

    def lock(self, patience: float = 20) -> int:
        """Takes the folder for this process and the children that inherit the returned file.

        Children keep the lock alive: whoever starts after a supervisor was killed waits (seconds)
        for its children to finish. Raises StartError when the folder stays in use.
        """
        handle = os.open(self.path / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                self._complain(os.pread(handle, 32, 0).decode().strip(), deadline)
                time.sleep(0.1)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        return handle

    def _complain(self, owner: str, deadline: float) -> None:
        if _is_alive(owner):
            raise StartError(f"Caselot is already running on {self.path} (process {owner})")
        if time.monotonic() > deadline:
            left = ", ".join(_holders_of(self.path / "supervisor.lock")) or "unknown"
            raise StartError(
                f"an earlier Caselot on {self.path} has not ended yet, it may be busy with a job."
                f" Try again, or end process {left}"
            )

    @contextmanager
    def migrating(self) -> Iterator[None]:
        """One at a time: bin/up and bin/flask may both find a database that is not there yet."""
        with open(self.path / "migrate.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True
    except (ValueError, ProcessLookupError):
        return False
    return True


def _holders_of(file: Path) -> list[str]:
    handles = [entry for entry in Path("/proc").glob("[0-9]*/fd/*") if entry.is_symlink()]
    found = set()
    for handle in handles:
        try:
            if os.readlink(handle) == str(file):
                found.add(handle.parts[2])
        except OSError:
            continue
    return sorted(found - {str(os.getpid())}, key=int)


def listen(host: str, port: int) -> socket.socket:
    """A socket that outlives the web processes. Raises StartError if the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((host, port))
    except (OSError, OverflowError) as error:
        server.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise StartError(
            f"cannot listen on {host} port {port}: {reason}. Another --port may be free."
        ) from None
    server.listen(512)
    return server
