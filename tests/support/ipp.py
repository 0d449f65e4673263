"""A printer in this process that speaks IPP as far as we do, and can be as bad as printers get."""

from __future__ import annotations

import ssl
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.printers import ipp, wire
from app.printers.wire import Attribute, Tag

LETTER = "na_letter_8.5x11in"
ANY_PORT = range(1, 65536)
"""Where printers of the tests are, on this machine."""


@dataclass
class Receiver:
    """What came (`heard`: the passwords), and what it says. `answers` go before its own: an IPP
    status as (number,), an HTTP status as a number, or "hang up" (takes it and breaks the line),
    "garbage", "html", "slow" (says nothing), "half" (breaks off in the middle), one for each
    request of `spoiled` operations. It speaks `versions` of IPP."""

    port: int = 0
    operations: list[int] = field(default_factory=list)
    jobs: dict[int, tuple[dict[str, list[Any]], bytes]] = field(default_factory=dict)
    answers: list[Any] = field(default_factory=list)
    spoiled: int = ipp.PRINT_JOB
    state: int = ipp.IDLE
    reasons: Sequence[str] = ("none",)
    takes_jobs: bool = True
    media: Sequence[str] = (LETTER, "iso_a4_210x297mm")
    formats: Sequence[str] = (ipp.PDF,)
    job_state: int = ipp.COMPLETED
    came_out: int = 0
    heard: list[str] = field(default_factory=list)
    versions: Sequence[tuple[int, int]] = ((1, 1), (2, 0))

    @property
    def uri(self) -> str:
        """Where it is."""
        return f"ipp://127.0.0.1:{self.port}/ipp/print"

    @property
    def sent(self) -> list[bytes]:
        """The documents that came, in their order."""
        return [document for _, document in self.jobs.values()]

    def take(self, body: bytes) -> tuple[int, str, bytes]:
        """The answer to one request: HTTP status, media type, message."""
        operation, number = struct.unpack_from(">HI", body, 2)
        self.operations.append(operation)
        if tuple(body[:2]) not in self.versions:
            return 200, "application/ipp", _message(0x0503, number, [])
        said = self.answers.pop(0) if self.answers and operation == self.spoiled else None
        if operation == ipp.PRINT_JOB and not isinstance(said, tuple | int):
            self._keep(body)
        if said == "slow":
            time.sleep(0.5)
        if isinstance(said, int) or said in ("hang up", "slow"):
            return (said if isinstance(said, int) else 0), "text/plain", b"secret words"
        if said in ("garbage", "html"):
            kind = "text/html" if said == "html" else "application/ipp"
            return 200, kind, b"\2\0" if said == "garbage" else b"<p>hello"
        status = said[0] if isinstance(said, tuple) else 0
        answer = _message(status, number, self._groups(operation, status))
        return 200, "application/ipp half" if said == "half" else "application/ipp", answer

    def _keep(self, body: bytes) -> None:
        reader = wire._Reader(body)
        wishes = reader.read()
        document = body[reader.place :]
        self.jobs[len(self.jobs) + 1] = (
            {**wishes.of(Tag.OPERATION), **wishes.of(Tag.JOB)},
            document,
        )

    def _groups(self, operation: int, status: int) -> list[tuple[Tag, list[Attribute]]]:
        if status >= 0x100:
            return []
        if operation == ipp.GET_PRINTER_ATTRIBUTES:
            return [(Tag.PRINTER, [
                Attribute(Tag.ENUM, "printer-state", (self.state,)),
                Attribute(Tag.KEYWORD, "printer-state-reasons", tuple(self.reasons)),
                Attribute(Tag.BOOLEAN, "printer-is-accepting-jobs", (self.takes_jobs,)),
                Attribute(Tag.TEXT, "printer-make-and-model", ("Receiver",)),
                Attribute(Tag.KEYWORD, "media-supported", tuple(self.media)),
                Attribute(Tag.MIME, "document-format-supported", tuple(self.formats)),
            ])]  # fmt: skip
        return [(Tag.JOB, [
            Attribute(Tag.INTEGER, "job-id", (len(self.jobs),)),
            Attribute(Tag.ENUM, "job-state", (self.job_state,)),
            Attribute(Tag.KEYWORD, "job-state-reasons", tuple(self.reasons)),
            Attribute(Tag.INTEGER, "job-impressions-completed", (self.came_out,)),
        ])]  # fmt: skip


def _message(status: int, number: int, groups: list[tuple[Tag, list[Attribute]]]) -> bytes:
    first = [Attribute(Tag.CHARSET, "attributes-charset", ("utf-8",))]
    return wire.request(status, number, [(Tag.OPERATION, first), *groups])


@contextmanager
def receiver(encrypted: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A printer in threads of its own while the block lasts; on an `encrypted` line."""
    one = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            one.heard.append(self.headers["Authorization"] or "")
            status, kind, answer = one.take(body)
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            kind, half = kind.removesuffix(" half"), kind.endswith(" half")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer)))
            if 300 <= status < 400:
                self.send_header("Location", f"http://127.0.0.1:{one.port}/elsewhere")
            with suppress(OSError):  # whoever asked may have gone meanwhile
                self.end_headers()
                self.wfile.write(answer[: len(answer) // 2] if half else answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if encrypted is not None:
        server.socket = encrypted.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    one.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
