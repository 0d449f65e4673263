"""E-mail over SMTP, with the standard library.

Up to the end of the text a broken line means that nothing was sent, and it may be tried again.
Between the end of the text and the server's answer nobody can know: that is `Uncertain`, and such
a message is not sent again by itself (at most once).
"""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from app.config import MailServer
from app.messages.outcomes import TryLater, Uncertain, Undeliverable
from app.vocabulary import clock

NO_ADDRESS = "That is no address an e-mail could go to."
NOT_TRUSTED = "The mail server’s certificate is not one that this machine trusts."
REFUSED = "The mail server does not take this e-mail"
MAYBE = (
    "The mail server broke off before it answered: the e-mail may have been sent. "
    "It is not sent again by itself."
)
BROKE_OFF = TryLater("the mail server broke off")
# Seconds for all of it: below the time that a worker has.
LONGEST = 30.0
SHORTEST = 0.05
_SEVEN_BITS = SMTP.clone(cte_type="7bit")
_NEVER = re.compile(r"[\s<>(),;:\"\\]|@.*@")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


@dataclass(frozen=True)
class Attachment:
    """A file that goes along; `kind` is its media type, as in application/pdf."""

    name: str
    kind: str
    data: bytes


def send_email(
    server: MailServer,
    to: str,
    subject: str,
    text: str,
    attachments: Sequence[Attachment] = (),
    *,
    key: str = "",
) -> str:
    """Send one e-mail and return its Message-ID, which is made of `key` if there is one, so that
    the same message sent twice is known as one. Undeliverable, Uncertain, TryLater."""
    sender, receiver = address_of(server.sender), address_of(to)
    mail = _letter(server, sender, receiver, subject, text, attachments)
    mail["Message-ID"] = f"<{key or clock.now().strftime('%Y%m%d%H%M%S%f')}@{sender.domain}>"
    until = time.monotonic() + LONGEST
    with _connection(server, until) as smtp:
        _hand_over(smtp, mail, sender, receiver, until)
    return str(mail["Message-ID"])


def address_of(said: str) -> Address:
    """An address, with the name before it if there is one; the domain in the letters of DNS.
    Undeliverable for anything else, and for more than one."""
    name, _, inside = said.rpartition("<") if said.endswith(">") else ("", "", said + ">")
    plain, name = inside.removesuffix(">"), name.strip().strip('"')
    local, _, domain = plain.rpartition("@")
    if not local or _BREAKS.search(said) or _NEVER.search(plain):
        raise Undeliverable(NO_ADDRESS)
    try:
        return Address(name, local, domain.encode("idna").decode("ascii"))
    except (UnicodeError, ValueError, MessageError):
        raise Undeliverable(NO_ADDRESS) from None


def _letter(
    server: MailServer,
    sender: Address,
    receiver: Address,
    subject: str,
    text: str,
    attachments: Sequence[Attachment],
) -> EmailMessage:
    """The message itself. Line breaks in what becomes a header are made spaces, so nobody can
    write headers of their own into a subject."""
    mail = EmailMessage(policy=_SEVEN_BITS)
    mail["From"] = sender
    mail["To"] = receiver
    if server.reply_to:
        mail["Reply-To"] = address_of(server.reply_to)
    mail["Subject"] = one_line(subject)
    mail["Date"] = format_datetime(clock.now())
    # Keeps out-of-office answers from coming back.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text if text.endswith("\n") else text + "\n")
    for each in attachments:
        major, _, minor = each.kind.partition("/")
        name = one_line(each.name)
        mail.add_attachment(each.data, maintype=major, subtype=minor or "*", filename=name)
    return mail


def one_line(text: str) -> str:
    """`text` without line breaks and other control characters."""
    return _BREAKS.sub(" ", text).strip()


@contextmanager
def _connection(server: MailServer, until: float) -> Iterator[smtplib.SMTP]:
    """A connection that is greeted, encrypted and signed in, as the settings say."""
    try:
        smtp = _connect(server)
    except ssl.SSLCertVerificationError:
        raise Undeliverable(NOT_TRUSTED) from None
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater("no connection to the mail server") from error
    try:
        _greet(smtp, server, until)
        yield smtp
    finally:
        _hurry(smtp, until)
        # What was accepted is accepted: a goodbye that fails changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        smtp.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=server.seconds)


def _hurry(smtp: smtplib.SMTP, until: float) -> None:
    """Wait at most until then for what comes next, so that all of it ends in time."""
    if smtp.sock is not None:
        usual = smtp.timeout if isinstance(smtp.timeout, int | float) else LONGEST
        # A socket that broke is closed already; what comes next will say so.
        with suppress(OSError):
            smtp.sock.settimeout(max(SHORTEST, min(usual, until - time.monotonic())))


def _greet(smtp: smtplib.SMTP, server: MailServer, until: float) -> None:
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.scheme == "smtp+starttls":
            smtp.starttls(context=ssl.create_default_context())
            _hurry(smtp, until)
            smtp.ehlo()
        _hurry(smtp, until)
        if server.user:
            smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < 500:
            raise TryLater("signing in is put off") from error
        raise Undeliverable("The mail server does not take our user name and password.") from None
    except smtplib.SMTPNotSupportedError:
        raise Undeliverable("The mail server cannot be spoken to in the way that is set.") from None
    except ssl.SSLCertVerificationError:
        raise Undeliverable(NOT_TRUSTED) from None
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater("the greeting of the mail server failed") from error


def _hand_over(
    smtp: smtplib.SMTP, mail: EmailMessage, sender: Address, receiver: Address, until: float
) -> None:
    """Give it to the server, step by step, so that each answer is known for what it is."""
    options: list[str] = []
    policy = _SEVEN_BITS
    if not (sender.addr_spec + receiver.addr_spec).isascii():
        if not smtp.has_extn("smtputf8"):
            raise Undeliverable("The mail server takes no addresses with such letters.")
        options, policy = ["SMTPUTF8"], SMTPUTF8.clone(cte_type="7bit")
    body = mail.as_bytes(policy=policy)
    for ask, good, broken in (
        (lambda: smtp.mail(sender.addr_spec, options), 250, BROKE_OFF),
        (lambda: smtp.rcpt(receiver.addr_spec), 250, BROKE_OFF),
        (lambda: smtp.docmd("DATA"), 354, BROKE_OFF),
        (lambda: _text(smtp, body), 0, BROKE_OFF),
        (lambda: _end(smtp), 250, Uncertain(MAYBE)),
    ):
        _hurry(smtp, until)
        _step(ask, good, broken)


def _text(smtp: smtplib.SMTP, body: bytes) -> tuple[int, bytes]:
    """The text with its dots doubled. Without its end it is nothing to the server yet."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", body)
    smtp.send(re.sub(rb"(?m)^\.", b"..", lines))
    return 0, b""


def _end(smtp: smtplib.SMTP) -> tuple[int, bytes]:
    smtp.send(b".\r\n")
    return smtp.getreply()


def _step(ask: Callable[[], tuple[int, bytes]], good: int, broken: Exception) -> None:
    """One command: 4xx may work later, 5xx never will. `broken` is what a broken line means."""
    try:
        code, _ = ask()
    except UnicodeError:
        raise Undeliverable(NO_ADDRESS) from None
    except (OSError, smtplib.SMTPException) as error:
        raise broken from error
    if code == good or code == good + 1:
        return
    if 400 <= code < 500:
        raise TryLater(f"the mail server answered {code}")
    raise Undeliverable(f"{REFUSED} (it answered {code}).")
