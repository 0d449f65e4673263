"""A real mail server on loopback that keeps what it gets, and can be told to misbehave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from app.config import MailServer


@dataclass
class Mailbox:
    """What arrived, and how the server answers: `rcpt` and `data` are answers to give instead of
    taking it; `hang_up` breaks the line after the text, before the answer; `slow` never answers
    the text."""

    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Any] = field(default_factory=list)
    rcpt: str = ""
    data: str = ""
    hang_up: bool = False
    slow: bool = False
    port: int = 0

    def settings(self, **changes: Any) -> MailServer:
        """How to reach it."""
        usual = {
            "scheme": "smtp",
            "host": "127.0.0.1",
            "port": self.port,
            "sender": "Hill Store <orders@hill.example>",
            "seconds": 5,
        }
        return MailServer(**{**usual, **changes})

    def authenticate(self, server: Any, session: Any, envelope: Any, how: str, data: Any) -> Any:
        """Only one user name and password are good."""
        good = (data.login, data.password) == (b"hill", b"right")
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, _: Any) -> str:
        """Take the receiver, or what the test wants."""
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail, or what the test wants."""
        if self.data:
            return self.data
        self.envelopes.append(envelope)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        if self.hang_up:
            server.transport.abort()
        if self.slow:
            await asyncio.sleep(60)
        return "250 Taken"


@contextmanager
def mailbox(**settings: Any) -> Iterator[Mailbox]:
    """A server in a thread of its own while the block lasts; `settings` are those of aiosmtpd."""
    box, ready = Mailbox(), threading.Event()
    ending: list[Callable[[], object]] = []

    async def serve() -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        ending.append(lambda: loop.call_soon_threadsafe(over.set))
        options = {"authenticator": box.authenticate, "auth_require_tls": False, **settings}
        server = await loop.create_server(lambda: SMTP(box, loop=loop, **options), "127.0.0.1", 0)
        box.port = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()

    # In a thread of its own from the start: a browser's driver has a loop in this one.
    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        assert ready.wait(30)
        yield box
    finally:
        ending[0]()
        thread.join()
