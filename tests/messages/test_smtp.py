"""E-mail over SMTP, against a real server on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from app.config import MailServer
from app.messages.outcomes import TryLater, Uncertain, Undeliverable
from app.messages.smtp import Attachment, send_email
from tests.support.mail import Mailbox, mailbox

TO = "hana@example.org"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A mail server."""
    with mailbox() as server:
        yield server


def test_an_email_arrives_as_it_was_written(box: Mailbox) -> None:
    text = "Grüße,\n.a line that begins with a dot\nfrom us ✓\n"
    said = send_email(box.settings(), TO, "Order 10482 – it’s here", text, key="abc")
    [mail] = box.mails
    assert mail["From"] == "Hill Store <orders@hill.example>"
    assert mail["To"] == TO
    assert mail["Subject"] == "Order 10482 – it’s here"
    assert mail["Message-ID"] == said == "<abc@hill.example>"
    assert mail.get_content().replace("\r\n", "\n") == text
    assert box.envelopes[0].rcpt_tos == [TO]


def test_a_file_goes_along(box: Mailbox) -> None:
    file = Attachment("Bestellung ü.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
    send_email(box.settings(reply_to="Ask <ask@hill.example>"), TO, "Order", "Here.", [file])
    [part] = box.mails[0].iter_attachments()
    assert part.get_filename() == "Bestellung ü.pdf"
    assert part.get_content_type() == "application/pdf"
    assert part.get_content() == b"%PDF-1.7 \x00\xff"
    assert box.mails[0]["Reply-To"] == "Ask <ask@hill.example>"


def test_nobody_writes_headers_into_a_subject(box: Mailbox) -> None:
    send_email(box.settings(), TO, "Hello\r\nBcc: thief@example.org\u2028X-More: 1", "Text")
    [mail] = box.mails
    assert mail["Bcc"] is None
    assert mail["X-More"] is None
    assert mail["Subject"] == "Hello Bcc: thief@example.org X-More: 1"
    assert box.envelopes[0].rcpt_tos == [TO]


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@example.org", "a@example.org\r\nRCPT TO:<x@example.org>",
     "a@example.org, b@example.org", "a b@example.org", "x@" + "y" * 70 + ".org"],
)  # fmt: skip
def test_what_is_no_address_is_refused_before_a_word_is_said(box: Mailbox, address: str) -> None:
    with pytest.raises(Undeliverable):
        send_email(box.settings(), address, "Hello", "Text")
    assert box.mails == []


def test_domains_in_other_letters_are_written_as_dns_knows_them(box: Mailbox) -> None:
    send_email(box.settings(), "hana@bücher.example", "Hello", "Text")
    assert box.envelopes[0].rcpt_tos == ["hana@xn--bcher-kva.example"]


def test_names_in_other_letters_need_a_server_that_knows_them(box: Mailbox) -> None:
    with pytest.raises(Undeliverable, match="takes no addresses with such letters"):
        send_email(box.settings(), "høna@example.org", "Hello", "Text")
    with mailbox(enable_SMTPUTF8=True) as newer:
        send_email(newer.settings(), "høna@example.org", "Hello", "Text")
        assert newer.envelopes[0].rcpt_tos == ["høna@example.org"]


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_4xx_is_tried_later_and_5xx_is_over(box: Mailbox, where: str) -> None:
    setattr(box, where, "451 Later please")
    with pytest.raises(TryLater):
        send_email(box.settings(), TO, "Hello", "Text")
    setattr(box, where, "550 No such person hana@example.org")
    with pytest.raises(Undeliverable) as refused:
        send_email(box.settings(), TO, "Hello", "Text")
    assert refused.value.message == "The mail server does not take this e-mail (it answered 550)."
    assert box.mails == []


def test_a_line_that_breaks_after_the_text_leaves_it_open(box: Mailbox) -> None:
    box.hang_up = True
    with pytest.raises(Uncertain):
        send_email(box.settings(), TO, "Hello", "Text")
    box.hang_up, box.slow = False, True
    with pytest.raises(Uncertain):
        send_email(box.settings(seconds=0.2), TO, "Hello", "Text")


def test_no_server_is_tried_later(box: Mailbox) -> None:
    with mailbox() as gone:
        settings = gone.settings()
    with pytest.raises(TryLater):
        send_email(settings, TO, "Hello", "Text")


def test_signing_in(box: Mailbox) -> None:
    send_email(box.settings(user="hill", password="right"), TO, "Hello", "Text")
    with pytest.raises(Undeliverable, match="user name and password"):
        send_email(box.settings(user="hill", password="wrong"), TO, "Hello", "Text")
    assert len(box.mails) == 1


def test_a_server_that_cannot_encrypt_gets_nothing(box: Mailbox) -> None:
    with pytest.raises(Undeliverable, match="in the way that is set"):
        send_email(box.settings(scheme="smtp+starttls"), TO, "Hello", "Text")
    with pytest.raises(TryLater):
        send_email(box.settings(scheme="smtps", seconds=0.5), TO, "Hello", "Text")
    assert box.mails == []


def test_encryption_that_breaks_is_tried_later() -> None:
    """A server that says it can encrypt, and then cannot."""

    def talk(server: socket.socket) -> None:
        line, _ = server.accept()
        with line, line.makefile("rwb") as talking:
            for said in (b"220 hello", b"250-me\r\n250 STARTTLS", b"220 go on", b"no"):
                talking.write(said + b"\r\n")
                talking.flush()
                talking.readline()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=talk, args=(server,), daemon=True)
        thread.start()
        settings = MailServer(
            "smtp+starttls", "127.0.0.1", server.getsockname()[1], "me@hill.example", seconds=5
        )
        with pytest.raises(TryLater):
            send_email(settings, TO, "Hello", "Text")
        thread.join()
