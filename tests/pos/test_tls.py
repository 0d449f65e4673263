"""Who may read along between us and the lanes' server: as it is said, never less (B1, B20)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.pos.core_pos.doctor import examine
from app.pos.core_pos.table import Place
from tests.laws.marks import on_one_database
from tests.pos.conftest import Shop
from tests.support.mariadb import MariaDb

pytestmark = on_one_database
OWN = Place("caselot", True)


@pytest.fixture
def certified(shop: Shop, mariadb: MariaDb) -> Iterator[Path]:
    """The certificate of the server; the next test starts it as it was."""
    own = mariadb.folder / "server.pem"
    if not own.exists():
        pytest.skip("openssl: there is none on this machine, so the server has no certificate")
    yield own
    mariadb.stop()


def said_of_tls(mariadb: MariaDb, tls: str, ca: Path | str = "") -> tuple[str, str]:
    """What the doctor finds of it first: nothing is reached without what is asked for."""
    found = examine(mariadb.server(tls=tls, ca=str(ca)), OWN, ())
    one = next((each for each in found if each.name == "TLS"), found[0])
    return one.state, one.words.partition(";")[2].strip() or one.words


def test_every_connection_is_as_safe_as_it_is_said(mariadb: MariaDb, certified: Path) -> None:
    nobody = "nobody vouches for the server (tls=verified)"
    other = mariadb.certify("other")
    assert [said_of_tls(mariadb, *one) for one in (
        ("",), ("off",), ("required",), ("verified", certified), ("verified", other),
    )] == [
        ("ok", nobody),
        ("look", "in the clear: anybody between us and the server reads along"),
        ("ok", nobody),
        ("ok", f"the server is the one that {certified} vouches for"),
        ("FAIL", f"Nobody in {other} vouches for the server: its certificate is not of 127.0.0.1, "
                 "or over."),
    ]  # fmt: skip
    mariadb.stop()
    mariadb.start("--skip-ssl")
    refused = ("FAIL", "The server offers no TLS, and it is required.")
    assert said_of_tls(mariadb, "")[0] == "look"
    assert said_of_tls(mariadb, "required") == refused
    assert said_of_tls(mariadb, "verified", certified) == refused
