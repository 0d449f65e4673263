"""A real HTTP gateway for text messages on loopback, as docs/messages.md asks for one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.config import TextGateway

SECRET = "a secret that signs delivery reports"


@dataclass
class Gateway:
    """What was sent, once for each key, and every request. `answers` are given before it takes
    anything: statuses, or "hang up" to take it and break the line, or "slow" to say nothing."""

    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int | str] = field(default_factory=list)
    body: bytes = b""
    port: int = 0

    def settings(self, **changes: Any) -> TextGateway:
        """How to reach it."""
        url = f"http://127.0.0.1:{self.port}/messages"
        return TextGateway(**{"url": url, "token": "right", "secret": SECRET, "seconds": 5,
                              **changes})  # fmt: skip

    def take(self, headers: Any, content: dict[str, Any]) -> tuple[int, bytes]:
        """The answer to one request."""
        self.asked.append(content)
        if headers["Authorization"] != "Bearer right":
            return 401, b""
        said = self.answers.pop(0) if self.answers else 200
        if isinstance(said, int) and said >= 300:
            return said, b""
        self.sent.setdefault(headers["Idempotency-Key"], content)
        if said == "slow":
            time.sleep(1)
        name = {"id": f"gw-{list(self.sent).index(headers['Idempotency-Key']) + 1}"}
        return (0 if said == "hang up" else 202), self.body or json.dumps(name).encode()


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway in threads of its own while the block lasts."""
    one = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = one.take(self.headers, json.loads(body))
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            with suppress(OSError):  # whoever asked may have gone meanwhile
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    one.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
