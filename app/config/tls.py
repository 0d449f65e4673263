"""Whether anybody may read along between us and a server, as its address says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.config.said import BadConfig

KINDS = frozenset({"", "off", "required", "verified"})


def check_tls(name: str, said: Mapping[str, str]) -> None:
    """BadConfig when what is said of TLS cannot be meant: a file of certificates goes with
    “verified”, and only with that."""
    tls, ca = said.get("tls", ""), said.get("ca", "")
    if tls not in KINDS:
        raise BadConfig(f"{name} may say tls=off, tls=required or tls=verified.")
    if (tls == "verified") != bool(ca) or (ca and not Path(ca).is_file()):
        raise BadConfig(
            f"{name} needs ca=… with tls=verified, and only then: the file of the certificates "
            "that vouch for the server."
        )
