"""What goes wrong is a page for people and a line for the log."""

from __future__ import annotations

import json

import pytest

from app.domain.people import passwords
from tests.support.client import Tablet


def test_an_unexpected_error_is_called_by_its_name(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line says what broke and where, not that something did; what was typed is not in it."""
    monkeypatch.setattr(passwords, "matches", lambda _known, _typed: 1 / 0)
    answer = tablet.post("/sign-in", {"username": "buyer", "password": "hunter 22 hunter"})
    (line,) = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert (answer.status_code, "Nothing was saved." in answer.text) == (500, True)
    assert (said["event"], said["error"]) == ("unexpected_error", "ZeroDivisionError")
    assert "in _checked" in said["exception"]
    assert "hunter" not in line


@pytest.mark.parametrize("path", ["/pending", "/find", "/sign-in", "/livez", "/nowhere"])
@pytest.mark.parametrize("query", ["q=\xff", "\xff", "next=%2F&q=\xe9\x80"])
def test_an_address_that_is_no_text_is_refused_kindly(
    tablet: Tablet, path: str, query: str
) -> None:
    answer = tablet.client.get(path, environ_overrides={"QUERY_STRING": query})
    assert (answer.status_code, "is no text" in answer.text) == (400, True)
