"""Text messages through the HTTP gateway, against a real server on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.messages.outcomes import TryLater, Undeliverable
from app.messages.sms import is_signed, send_text, signature
from tests.support.gateway import SECRET, Gateway, gateway

TO = "+12175550142"


@pytest.fixture
def gate() -> Iterator[Gateway]:
    """A gateway."""
    with gateway() as server:
        yield server


def test_a_text_leaves_as_json_with_its_key(gate: Gateway) -> None:
    said = send_text(gate.settings(sender="Hill"), TO, "It’s here ✓", key="k1")
    assert said == "gw-1"
    assert gate.sent == {"k1": {"to": TO, "text": "It’s here ✓", "key": "k1", "from": "Hill"}}


def test_what_is_asked_twice_is_sent_once(gate: Gateway) -> None:
    gate.answers = ["hang up"]
    with pytest.raises(TryLater):
        send_text(gate.settings(), TO, "Hello", key="k1")
    assert send_text(gate.settings(), TO, "Hello", key="k1") == "gw-1"
    assert len(gate.asked) == 2
    assert list(gate.sent) == ["k1"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
def test_busy_is_tried_later(gate: Gateway, status: int) -> None:
    gate.answers = [status]
    with pytest.raises(TryLater):
        send_text(gate.settings(), TO, "Hello", key="k1")
    assert gate.sent == {}


@pytest.mark.parametrize("status", [302, 400, 403, 404, 422])
def test_a_refusal_is_over(gate: Gateway, status: int) -> None:
    gate.answers = [status]
    with pytest.raises(Undeliverable) as refused:
        send_text(gate.settings(), TO, "Hello", key="k1")
    said = f"The gateway does not take this message (it answered {status})."
    assert refused.value.message == said


def test_a_wrong_token_is_over(gate: Gateway) -> None:
    with pytest.raises(Undeliverable, match="401"):
        send_text(gate.settings(token="wrong"), TO, "Hello", key="k1")


def test_silence_and_absence_are_tried_later(gate: Gateway) -> None:
    gate.answers = ["slow"]
    with pytest.raises(TryLater):
        send_text(gate.settings(seconds=0.1), TO, "Hello", key="k1")
    with pytest.raises(TryLater):
        send_text(gate.settings(url="http://127.0.0.1:1/"), TO, "Hello", key="k2")


@pytest.mark.parametrize("body", [b"OK", b"[1]", b'{"id": null}', b'{"id": {"a": 1}}'])
def test_an_answer_without_a_name_is_fine(gate: Gateway, body: bytes) -> None:
    gate.body = body
    assert send_text(gate.settings(), TO, "Hello", key="k1") == ""


def test_reports_are_signed() -> None:
    body = b'{"id": "gw-1", "state": "delivered"}'
    good = signature(SECRET, body)
    assert is_signed(SECRET, body, good.upper()) is True
    assert is_signed(SECRET, body + b" ", good) is False
    assert is_signed(SECRET, body, "é") is False
    assert is_signed("", body, signature("", body)) is False
