"""What may be written as the address of a printer."""

from __future__ import annotations

import pytest

from app.domain.printing.addresses import address
from app.vocabulary.errors import Invalid


@pytest.mark.parametrize(
    ("said", "uri"),
    [
        ("ipp://192.168.1.40/ipp/print", "ipp://192.168.1.40:631/ipp/print"),
        (" ipps://Printer.local ", "ipps://printer.local:631/ipp/print"),
        ("ipp://server/printers/tags", "ipp://server:631/printers/tags"),
        (
            "ipp://localhost:631/printers/a b".replace(" ", "%20"),
            "ipp://localhost:631/printers/a%20b",
        ),
        ("http://10.0.0.9/ipp", "ipp://10.0.0.9:80/ipp"),
        ("ipp://[fd00::9]/", "ipp://[fd00::9]:631/"),
        ("ipp://127.0.0.1/printers/tags", "ipp://127.0.0.1:631/printers/tags"),
        ("ipp://192.168.1.40:8631/", "ipp://192.168.1.40:8631/"),
    ],
)
def test_a_printer_is_named(said: str, uri: str) -> None:
    assert address(said).uri == uri


@pytest.mark.parametrize(
    "said",
    [
        "", "printer", "192.168.1.40", "ftp://a/", "file:///etc/passwd", "https://a/", "socket://a",
        "ipp://", "ipp:///x", "ipp://a:x/", "ipp://a:99999/", "ipp://user:word@a/", "ipp://@a/",
        "ipp://a/?x=1", "ipp://a/#x", "ipp://a/\r\nHost: b", "ipp://a b/", "ipp://a\\@b/",
        "ipp://169.254.169.254/latest", "ipp://0.0.0.0/", "ipp://224.0.0.1/", "ipp://[fe80::1]/",
        "ipp://[::ffff:169.254.169.254]/", "ipp://[64:ff9b::a9fe:a9fe]/",
        "ipp://[2002:a9fe:a9fe::1]/", "ipp://255.255.255.255/", "ipp://a:22/", "ipp://a:25/",
        "ipp://" + "a" * 300, "http://127.0.0.1/", "ipp://127.0.0.1:8000/", "ipp://127.8.8.8:6379/",
        "ipp://localhost:8631/", "ipp://LOCALHOST.:5432/", "ipp://a.localhost:8631/",
        "ipp://[::1]:8631/", "ipp://[::ffff:127.0.0.1]:8631/",
    ],
)  # fmt: skip
def test_nothing_else_is(said: str) -> None:
    with pytest.raises(Invalid):
        address(said)


def test_ports_of_this_machine_can_be_named() -> None:
    """For a CUPS that listens elsewhere; the others stay closed."""
    assert address("ipp://localhost:8631/", {631, 8631}).port == 8631
    with pytest.raises(Invalid):
        address("ipp://localhost:8632/", {631, 8631})
