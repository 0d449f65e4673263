"""What the environment says, one value at a time; what cannot be meant stops the start."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from email.utils import parseaddr
from urllib.parse import SplitResult, urlsplit


class BadConfig(SystemExit):
    """The environment is wrong; the message says what to set."""


def address(name: str, said: str, ports: Mapping[str, int]) -> tuple[SplitResult, int]:
    """The parts of an address with a host, and its port. The address itself is not repeated: a
    password may be in it."""
    try:
        url = urlsplit(said)
        port = url.port
    except ValueError:
        raise BadConfig(f"{name} is not an address; its port may be wrong.") from None
    if url.scheme not in ports or not url.hostname or not said.isprintable():
        schemes = " or ".join(f"{scheme}://" for scheme in ports)
        raise BadConfig(f"{name} must begin with {schemes} and name a server.")
    return url, port or ports[url.scheme]


def is_near(host: str) -> bool:
    """Whether it is this machine, or stands in the store's own network."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def mailbox(env: Mapping[str, str], name: str, *, required: bool = False) -> str:
    """An address with or without a name before it; "" if it is not set."""
    said = env.get(name, "").strip()
    if not said and not required:
        return ""
    local, _, domain = parseaddr(said)[1].rpartition("@")
    known = "." in domain.strip(".") or domain == "localhost"
    if not (local and known and said.isprintable()):
        raise BadConfig(f"{name} must be an address, like “Hill Store <orders@example.org>”.")
    return said


def flag(env: Mapping[str, str], name: str) -> bool:
    """Whether something is switched on; it is off if nothing is said."""
    value = env.get(name, "").strip().lower()
    if value in {"", "0", "no", "false"}:
        return False
    if value in {"1", "yes", "true"}:
        return True
    raise BadConfig(f"{name} must be 1 or 0.")


def count(env: Mapping[str, str], name: str, least: int, most: int, usual: int) -> int:
    """A number from `least` to `most`; `usual` if nothing is said."""
    value = env.get(name, "").strip() or str(usual)
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        value = "-1"
    if not least <= int(value) <= most:
        raise BadConfig(f"{name} must be a number from {least} to {most}.")
    return int(value)
