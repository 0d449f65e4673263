"""The line to a printer: HTTP with an IPP message in it, to the host that the setting names and to
no other. Redirects are not followed, proxies of the machine are not used."""

from __future__ import annotations

import hashlib
import http.client
import socket
import ssl
from base64 import b64encode
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass, field

from app.domain.printing.addresses import HERE, Address, is_here, leads_elsewhere
from app.printers.outcomes import PrinterRefused, TryLater, Uncertain

CONNECT_SECONDS = 4.0
ANSWER_SECONDS = 8.0
SEND_SECONDS = 60.0
LONGEST_ANSWER = 1024 * 1024

NOBODY = "Nobody answers at this address. Is the printer on, and in the network?"
UNKNOWN_NAME = "The name of this printer is not known in the network."
NO_PRINTER = "What answers at this address is no printer."
MAYBE = (
    "The line to the printer broke while it was being sent: it may be printed. It is not sent "
    "again by itself."
)
NO_LOGIN = "The printer asks for a password, and we have none."
WRONG_LOGIN = "The printer does not take the password that is set for its address."
_REFUSALS = {
    401: NO_LOGIN,
    403: "The printer does not let us print.",
    404: "There is no printer or queue at this address.",
    405: NO_PRINTER,
    410: "There is no printer or queue at this address.",
    413: "The document is too large for the printer.",
    426: "The printer wants an encrypted line: write its address with ipps://.",
}
NOT_NOW = frozenset({408, 429, 503})


@dataclass(frozen=True)
class Target:
    """A printer to be spoken to; `fingerprint` is of its certificate, if we know it by that. The
    `login` (user:password) is said on an encrypted line only. `here`: ports of the own machine
    where a printer may be."""

    address: Address
    fingerprint: str = ""
    login: str = field(default="", repr=False)
    here: Container[int] = HERE


class _Line(http.client.HTTPConnection):
    """A connection to a number of the network that was looked at before."""

    def __init__(self, target: Target, seconds: float) -> None:
        self.target = target
        self.seconds = seconds
        super().__init__(target.address.host, target.address.port, timeout=CONNECT_SECONDS)

    def connect(self) -> None:
        """Go to the first number of the host that answers."""
        self.sock = _reach(self.target, min(CONNECT_SECONDS, self.seconds))
        if self.target.address.encrypted:
            self.sock = _encrypted(self.sock, self.target)
        self.sock.settimeout(self.seconds)


def ask(target: Target, message: bytes, *, seconds: float = ANSWER_SECONDS) -> bytes:
    """Send a question and return what the printer says to it. PrinterRefused, TryLater."""
    line = _open(target, seconds)
    try:
        try:
            _write(line, target, message)
            return _read(line)
        except (OSError, http.client.HTTPException) as error:
            raise TryLater("The printer broke off the line.", away=True) from error
    finally:
        line.close()


def hand_over(target: Target, message: bytes) -> bytes:
    """Send what will be printed. As `ask`, and Uncertain if nobody can know what became of it."""
    line = _open(target, SEND_SECONDS)
    try:
        # Who does not want it may say so before all of it has come, and hang up.
        with suppress(BrokenPipeError, ConnectionResetError):
            _write(line, target, message)
        try:
            return _read(line, sent=True)
        except (OSError, http.client.HTTPException) as error:
            raise Uncertain(MAYBE) from error
    except OSError as error:
        raise Uncertain(MAYBE) from error
    finally:
        line.close()


def _open(target: Target, seconds: float) -> _Line:
    line = _Line(target, seconds)
    try:
        line.connect()
    except ssl.SSLCertVerificationError:
        raise PrinterRefused(_not_known(target)) from None
    except ssl.SSLError:
        raise PrinterRefused("The printer has no encrypted line: write ipp://.") from None
    except socket.gaierror:
        raise TryLater(UNKNOWN_NAME, away=True) from None
    except OSError as error:
        raise TryLater(NOBODY, away=True) from error
    return line


def _reach(target: Target, seconds: float = CONNECT_SECONDS) -> socket.socket:
    """A socket to the printer. Its name may mean anything today: where no printer can be is not
    gone to."""
    address = target.address
    known = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    failed: OSError = OSError("no address")
    for family, kind, protocol, _, place in known:
        number = str(place[0])
        if leads_elsewhere(number) or (is_here(number) and address.port not in target.here):
            raise PrinterRefused("The name of this printer leads to a place where none can be.")
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(seconds)
            sock.connect(place)
            return sock
        except OSError as error:
            sock.close()
            failed = error
    raise failed


def _encrypted(sock: socket.socket, target: Target) -> ssl.SSLSocket:
    """The same line, encrypted. Most printers have made their certificate themselves: such a one is
    known by its fingerprint, which a manager has compared."""
    context = ssl.create_default_context()
    if target.fingerprint:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    safe = context.wrap_socket(sock, server_hostname=target.address.host)
    shown = safe.getpeercert(binary_form=True) or b""
    if target.fingerprint and fingerprint(shown) != target.fingerprint.upper():
        safe.close()
        raise PrinterRefused(
            f"The printer shows another certificate than the one that is set: {fingerprint(shown)}."
        )
    return safe


def fingerprint(certificate: bytes) -> str:
    """How a certificate is compared by eye: SHA-256, in pairs."""
    return hashlib.sha256(certificate).digest().hex(":").upper()


def _not_known(target: Target) -> str:
    """What to do about a certificate that nobody vouches for."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with context.wrap_socket(_reach(target)) as safe:
            shown = fingerprint(safe.getpeercert(binary_form=True) or b"")
    except OSError:
        return "The printer’s certificate is not known here."
    return f"The printer’s certificate is not known here. If this is it, set it: {shown}"


def _write(line: _Line, target: Target, message: bytes) -> None:
    headers = {"Content-Type": "application/ipp", "Accept": "application/ipp",
               "User-Agent": "Caselot", "Connection": "close"}  # fmt: skip
    if target.login and target.address.encrypted:
        headers["Authorization"] = f"Basic {b64encode(target.login.encode()).decode()}"
    line.request("POST", target.address.path, message, headers)


def _read(line: _Line, *, sent: bool = False) -> bytes:
    """The IPP message of the answer. `sent`: a server that fell over may have printed before."""
    answer = line.getresponse()
    body = answer.read(LONGEST_ANSWER + 1)
    status = answer.status
    if status == 200 and answer.headers.get_content_type() == "application/ipp":
        if len(body) > LONGEST_ANSWER:
            raise http.client.HTTPException("more than any printer says")
        if answer.length:
            # Less came than was announced: the line broke in the middle.
            raise http.client.IncompleteRead(body, answer.length)
        return body
    if status in NOT_NOW:
        raise TryLater("The printer is busy.")
    if 300 <= status < 400:
        raise PrinterRefused(
            "This address leads on to another one. Write the address of the printer itself."
        )
    if status >= 500:
        if sent:
            raise Uncertain(MAYBE)
        raise TryLater(f"The printer has a fault of its own (it answered {status}).")
    if status == 401 and line.target.login:
        raise PrinterRefused(WRONG_LOGIN)
    raise PrinterRefused(_REFUSALS.get(status, NO_PRINTER))
