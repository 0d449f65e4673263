"""Where a printer is. Managers write it, a worker goes there: so an address says exactly one
printer, and never leads to what no printer is."""

from __future__ import annotations

import ipaddress
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from app.vocabulary.errors import Invalid

LONGEST = 200
PORTS = {"ipp": 631, "ipps": 631, "http": 80}
NO_ADDRESS = "Write it like ipp://192.168.1.40/ipp/print or ipp://server/printers/tags."
LEADS_ELSEWHERE = "No printer can be there."
NOT_SO_LOW = "Printers answer at port 80, 443, 631 or above 1023."
NOT_HERE = "On Caselot’s own machine only CUPS is a printer, at port 631."
HERE: Container[int] = frozenset({631})
"""Ports of the own machine at which there may be a printer: CUPS. What else listens there trusts
whoever is on the machine, and would be spoken to by whoever may set an address."""
_LOW = frozenset({80, 443, 631})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Address:
    """A printer on the network: `uri` is how it is named in what it is asked."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def encrypted(self) -> bool:
        """Whether the line to it is."""
        return self.scheme == "ipps"

    @property
    def uri(self) -> str:
        """The printer by its own name, always in the ipp scheme."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "ipps" if self.encrypted else "ipp"
        return f"{scheme}://{host}:{self.port}{self.path}"


def address(said: str, here: Container[int] = HERE) -> Address:
    """What a manager wrote, understood. Raises Invalid (field `uri`) for anything that does not
    name one printer: other schemes, passwords, questions, places that no printer is at. `here`:
    ports of the own machine where one may be."""
    text = said.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
    except ValueError:
        raise Invalid({"uri": NO_ADDRESS}) from None
    if (
        parts.scheme not in PORTS
        or not host
        or len(text) > LONGEST
        or not text.isprintable()
        or " " in text
        or "\\" in text
        or any((parts.username, parts.password, parts.query, parts.fragment))
        or "@" in parts.netloc
    ):
        raise Invalid({"uri": NO_ADDRESS})
    number = PORTS[parts.scheme] if port is None else port
    if number < 1024 and number not in _LOW:
        raise Invalid({"uri": NOT_SO_LOW})
    if leads_elsewhere(host):
        raise Invalid({"uri": LEADS_ELSEWHERE})
    if is_here(host) and number not in here:
        raise Invalid({"uri": NOT_HERE})
    path = quote(parts.path, safe="/%:-._~!$&'()*+,;=@") or "/ipp/print"
    return Address(parts.scheme, host, number, path)


def leads_elsewhere(host: str) -> bool:
    """Whether `host` is a number of the network that no printer has: nobody, everybody, or the
    services that machines of a data centre find at a number of their own."""
    number = _number(host)
    return number is not None and (
        number.is_unspecified
        or number.is_multicast
        or number.is_link_local
        or (number == ipaddress.ip_address("255.255.255.255"))
    )


def is_here(host: str) -> bool:
    """Whether `host` is the own machine, as it speaks to itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    number = _number(host)
    return number is not None and number.is_loopback


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """A number of the network, with an old one that is wrapped into a new one taken out; None for a
    name."""
    try:
        number = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(number, ipaddress.IPv6Address):
        return _inside(number) or number
    return number


def _inside(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The old number that a new one leads to, if it does."""
    if number in _NAT64:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour
