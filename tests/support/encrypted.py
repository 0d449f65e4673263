"""What a printer of the tests shows on an encrypted line: a certificate that nobody vouches for. It
guards nothing, here or elsewhere."""

from __future__ import annotations

import ssl
from base64 import b64decode
from pathlib import Path

from app.printers.line import fingerprint

_KEY = (
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNiO5J36CvJcvXzfM0RSOippLq96IYFy0CL3cUX8w"
    "BuahRANCAASA1q7Fuw0u2YnijMyJtCULFG2kCMo7s6p5Tti4fmj9U9xairoTbnJcMzODS0PNex8LPutdpzH+73V+"
    "Opp/zywR"
)
_CERTIFICATE = (
    "MIIBezCCASGgAwIBAgIUBxEM+awy2Rr6d8ulZimfb/hXcDgwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHcHJpbnRl"
    "cjAgFw0yNjExMjIwOTQ0NTZaGA8yMTI2MTAyOTA5NDQ1NlowEjEQMA4GA1UEAwwHcHJpbnRlcjBZMBMGByqGSM49"
    "AgEGCCqGSM49AwEHA0IABIDWrsW7DS7ZieKMzIm0JQsUbaQIyjuzqnlO2Lh+aP1T3FqKuhNuclwzM4NLQ817Hws+"
    "612nMf7vdX46mn/PLBGjUzBRMB0GA1UdDgQWBBT/pGKHtJ/ZT9y/F317nuljppauJjAfBgNVHSMEGDAWgBT/pGKH"
    "tJ/ZT9y/F317nuljppauJjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDwQnwbh2VcVnxvQVZD"
    "4oT2jgAOm+H6RbCDfKsJS78G6QIgOYjxPCGpR17u/5NVRZtMYI7FcLb+0whKKaji4VS75/s="
)


def certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """The server's side of such a line, and the certificate's fingerprint."""
    file = folder / "printer.pem"
    parts = {"PRIVATE KEY": _KEY, "CERTIFICATE": _CERTIFICATE}
    lines = [
        f"-----BEGIN {name}-----\n{text}\n-----END {name}-----" for name, text in parts.items()
    ]
    file.write_text("\n".join(lines) + "\n")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(file)
    return made, fingerprint(b64decode(_CERTIFICATE))
