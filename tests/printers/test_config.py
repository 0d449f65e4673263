"""How the environment says what only it may: passwords of printers, ports of this machine."""

from __future__ import annotations

import pytest

from app.config import BadConfig, from_environment

SECRET = {"CASELOT_SECRET_KEY": "a secret of the tests, only that"}
LOGINS, PORTS = "CASELOT_PRINTER_LOGINS", "CASELOT_PRINTER_PORTS_HERE"


def test_a_password_belongs_to_one_address() -> None:
    said = "ipps://tags:w%2Frd@10.0.0.9/ipp/print  ipps://a:b@[fd00::9]:8631"
    config = from_environment({**SECRET, LOGINS: said})
    assert config.printer_logins == {
        "ipps://10.0.0.9:631/ipp/print": "tags:w/rd",
        "ipps://[fd00::9]:8631/ipp/print": "a:b",
    }
    assert "w/rd" not in repr(config)


def test_ports_of_this_machine_are_named() -> None:
    assert from_environment(SECRET).printer_ports_here == {631}
    named = from_environment({**SECRET, PORTS: "8631 9000-9002"}).printer_ports_here
    assert named == {631, 8631, 9000, 9001, 9002}


@pytest.mark.parametrize(
    "env",
    [
        {LOGINS: "ipp://user:word@10.0.0.9/"},
        {LOGINS: "ipps://10.0.0.9/"},
        {LOGINS: "ipps://user@10.0.0.9/"},
        {PORTS: "cups"},
        {PORTS: "1-x"},
    ],
)
def test_what_cannot_be_meant_stops_the_start(env: dict[str, str]) -> None:
    with pytest.raises(BadConfig) as stopped:
        from_environment({**SECRET, **env})
    assert "word" not in str(stopped.value).replace("password", "")
