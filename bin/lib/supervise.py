"""Runs all of Caselot on one machine: Valkey, then web, worker and cron, until told to stop."""

import argparse
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import database
import embedded_valkey
from child import Child
from environment import BIN, ROOT, DataFolder, StartError, listen
from log import plain, write
from processes import adopt_orphans, dies_with_parent, reap_orphans

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# Seconds from the start of the web processes until they must have answered.
READY_WITHIN = 90
# So often may the web processes end before the first answer.
TRIES = 2


class Stopped(Exception):
    """Somebody asked to stop while things were still being set up."""


@dataclass
class Supervisor:
    """The state of one run. Children are kept in the order they are to be stopped in."""

    host: str
    port: int
    data: DataFolder
    demo: bool
    stopping: bool = False
    # While commands of the app run that nobody should have to wait for.
    interruptible: bool = False
    # Held as long as we run: web processes that start again find the same port.
    server: socket.socket | None = None
    children: list[Child] = field(default_factory=list)
    _wake: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)

    def run(self) -> int:
        """Starts everything, waits for a signal, stops everything. Returns the exit code."""
        self._catch_signals()
        adopt_orphans()
        try:
            self._start()
            while not self.stopping:
                self._tend()
        except Stopped:
            pass
        except StartError as error:
            plain(f"caselot: {error}")
            return 1
        finally:
            self._stop()
        return 0

    # Starting

    def _start(self) -> None:
        self.data.make()
        lock = self.data.lock()
        self.server = listen(self.host, self.port)
        self.port = self.server.getsockname()[1]
        env = self.data.environment()
        if "REDIS_URL" in os.environ:
            _wait_for_redis(env["REDIS_URL"])
        else:
            self._start_valkey(env, lock)
        self._set_up(env)
        sign_ins = self._ask_sign_ins(env)
        door = self.server.fileno()
        # Stopped in the order web, cron, worker, Valkey: nothing may ask for what is already gone.
        self._add(0, Child("web", _gunicorn(door), env, 20, (lock, door)))
        self._wait_until_ready()
        # Only now: people wait for the pages, and these two take their share of the machine.
        self._add(1, Child("cron", [database.FLASK, "cron"], env, 10, (lock,)))
        self._add(2, Child("worker", [database.FLASK, "worker"], env, 30, (lock,)))
        # In one piece, or the log of a child gets between.
        who = sign_ins.communicate()[0]
        plain(f"Caselot is ready at http://localhost:{self.port}\n{who}".rstrip())

    def _add(self, place: int, child: Child) -> None:
        self.children.insert(place, child)
        child.start()

    def _start_valkey(self, env: dict[str, str], lock: int) -> None:
        folder = self.data.path / "valkey"
        folder.mkdir(mode=0o700, exist_ok=True)
        self.data.make_socket_folder()
        command = embedded_valkey.command(folder, self.data.socket)
        self._add(0, Child("valkey", command, env, 20, (lock,)))
        embedded_valkey.wait_for(self.data.socket)

    def _set_up(self, env: dict[str, str]) -> None:
        self.interruptible = True
        try:
            database.prepare(self.data, env, demo=self.demo)
        except StartError:
            if not self.stopping:
                raise
        finally:
            self.interruptible = False
        if self.stopping:
            raise Stopped

    def _ask_sign_ins(self, env: dict[str, str]) -> "subprocess.Popen[str]":
        """Asked while the web processes start, both take a second."""
        return subprocess.Popen(
            [database.FLASK, "demo", "--sign-ins"],
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=dies_with_parent(),
        )

    def _wait_until_ready(self) -> None:
        web = self.children[0]
        deadline = time.monotonic() + READY_WITHIN
        while not _answers(self.host, self.port):
            if web.failures >= TRIES or time.monotonic() > deadline:
                raise StartError("the web processes do not come up, their words are above")
            self._tend(0.05)
            if self.stopping:
                raise Stopped

    # Running

    def _catch_signals(self) -> None:
        for end in self._wake:
            end.setblocking(False)
        signal.set_wakeup_fd(self._wake[1].fileno(), warn_on_full_buffer=False)
        # Only to be woken at once when a child ends.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for sign in STOP_SIGNALS:
            # nohup sets SIGHUP to be ignored, and means it.
            if signal.getsignal(sign) is not signal.SIG_IGN:
                signal.signal(sign, self._on_stop)

    def _on_stop(self, *_: object) -> None:
        if self.stopping:
            # Impatient: the next wait of a child that is being stopped ends in killing it.
            for child in self.children:
                child.patience = 1
        self.stopping = True
        if self.interruptible and not database.interrupt():
            self.interruptible = False
            raise Stopped

    def _tend(self, pause: float = 1.0) -> None:
        """Waits for a signal or `pause` seconds, then looks after the children."""
        select.select([self._wake[0]], [], [], self._pause(pause))
        with suppress(BlockingIOError):
            self._wake[0].recv(4096)
        if self.stopping:
            return
        for child in self.children:
            child.watch()
        reap_orphans(child.pid for child in self.children if child.pid)

    def _pause(self, longest: float) -> float:
        due = [child.due - time.monotonic() for child in self.children if child.process is None]
        return max(0.0, min([longest, *due]))

    # Stopping

    def _stop(self) -> None:
        self.stopping = True
        if self.children:
            write("setup", "stopping")
        for child in self.children:
            child.stop()
        reap_orphans((), kill=True)


def _gunicorn(listener: int) -> list[str]:
    return [
        str(BIN / "gunicorn"),
        *("--bind", f"fd://{listener}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "16"),
        # Read once, not once for each: nothing is connected to while the app is assembled.
        "--preload",
        # A tablet keeps its connection between two taps.
        *("--keep-alive", "15", "--graceful-timeout", "15", "--timeout", "60"),
        # Its sign of life is a file, which a busy disk must not hold up.
        *(("--worker-tmp-dir", "/dev/shm") if Path("/dev/shm").is_dir() else ()),  # noqa: S108
        *("--log-level", "warning", "--no-control-socket"),
        "wsgi:app",
    ]


def _answers(host: str, port: int) -> bool:
    """Whether the app says that it lives."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(address, port, timeout=0.5)
    try:
        connection.request("GET", "/livez", headers={"Connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait_for_redis(url: str, patience: float = 10) -> None:
    """Raises StartError when the Redis of the administrator stays silent."""
    import redis

    deadline = time.monotonic() + patience
    while True:
        try:
            redis.Redis.from_url(url, socket_connect_timeout=2).ping()
            return
        except (redis.RedisError, ValueError) as error:
            if isinstance(error, ValueError) or time.monotonic() > deadline:
                raise StartError(f"Redis does not answer at REDIS_URL: {error}") from None
            time.sleep(0.2)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port, give 1 to 65535")
    return int(text)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/up", description=__doc__)
    parser.add_argument("--port", type=_port, default=8000, help="default 8000; 0 takes a free one")
    parser.add_argument("--host", default="0.0.0.0", help="default: every network of the machine")  # noqa: S104
    parser.add_argument("--data", metavar="DIR", help="where everything is kept, default var/")
    parser.add_argument("--no-demo", action="store_true", help="leave a new database empty")
    chosen = parser.parse_args()
    return Supervisor(chosen.host, chosen.port, DataFolder(chosen.data), not chosen.no_demo).run()


if __name__ == "__main__":
    sys.exit(main())
