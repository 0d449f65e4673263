"""The ways out that an installation has, behind one call (docs/messages.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.config import MailServer, TextGateway
from app.messages.outcomes import Undeliverable
from app.messages.sms import send_text
from app.messages.smtp import send_email
from app.vocabulary.occasions import MessageWay

NOT_SET_UP = {
    MessageWay.EMAIL: "E-mail is not set up here.",
    MessageWay.TEXT: "Text messages are not set up here.",
}


@dataclass(frozen=True)
class Ways:
    """Where messages leave; None for a way that is not set up."""

    mail: MailServer | None
    texts: TextGateway | None

    @property
    def set_up(self) -> frozenset[MessageWay]:
        """The ways that can be used."""
        known = {MessageWay.EMAIL: self.mail, MessageWay.TEXT: self.texts}
        return frozenset(way for way, settings in known.items() if settings is not None)

    def send(self, way: MessageWay, to: str, subject: str, text: str, *, key: str) -> str:
        """Send one message and return its name out there. Undeliverable, also if the way is not
        set up; Uncertain; TryLater."""
        if way is MessageWay.EMAIL and self.mail is not None:
            return send_email(self.mail, to, subject, text, key=key)
        if way is MessageWay.TEXT and self.texts is not None:
            return send_text(self.texts, to, text, key=key)
        raise Undeliverable(NOT_SET_UP[way])


def ways_of(config: Mapping[str, Any]) -> Ways:
    """The ways of an app, by its configuration."""
    return Ways(config.get("MAIL_SERVER"), config.get("TEXT_GATEWAY"))
