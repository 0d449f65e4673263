"""Printers as the environment has them: their passwords, and where on this machine one may be."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from app.config.said import BadConfig, address


def printer_logins(env: Mapping[str, str]) -> dict[str, str]:
    """`user:password` of printers by the address of each, which is the only one they are said to
    (docs/printers.md)."""
    name, found = "CASELOT_PRINTER_LOGINS", {}
    for said in env.get(name, "").split():
        url, port = address(name, said, {"ipps": 631})
        user, password = unquote(url.username or ""), unquote(url.password or "")
        if not user or not password or ":" in user:
            raise BadConfig(f"{name} must hold a user and a password for each printer.")
        host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
        found[f"ipps://{host}:{port}{url.path or '/ipp/print'}"] = f"{user}:{password}"
    return found


def printer_ports(env: Mapping[str, str]) -> frozenset[int]:
    """Ports of this machine where a printer may be: CUPS, and those that are named."""
    name, ports = "CASELOT_PRINTER_PORTS_HERE", {631}
    for said in env.get(name, "").split():
        first, _, last = said.partition("-")
        if not all(one.isascii() and one.isdecimal() for one in (first, last or first)):
            raise BadConfig(f"{name} must hold ports, like 8631 or 8630-8639.")
        ports |= set(range(int(first), min(int(last or first), 65535) + 1))
    return frozenset(ports)
