"""The two helpers that know htmx, and the gaps of htmx-flask that they cover.

Each gap has a test here: when an upgrade closes one, its test fails and our way round can go.
"""

from __future__ import annotations

import typing

import htmx_flask
import pytest
from flask import Flask

from app.web.htmx import go, parts_of, safe_next, wants_partial
from tests.conftest import make_app
from tests.support.client import HTMX


@pytest.fixture(scope="module")
def bare(valkey: str) -> Flask:
    """An app for request contexts only."""
    return make_app("sqlite://", valkey)


@pytest.mark.parametrize("swap", ["beforebegin", "afterbegin", "textContent", "outerHTML swap:1s"])
def test_gap_reswap_values_are_refused(bare: Flask, swap: str) -> None:
    with bare.test_request_context(), pytest.raises(ValueError, match="reswap"):
        htmx_flask.make_response("x", reswap=swap)


def test_gap_no_reselect(bare: Flask) -> None:
    with bare.test_request_context(), pytest.raises(TypeError):
        htmx_flask.make_response("x", reselect="#a")


def test_gap_annotations_cannot_be_read() -> None:
    with pytest.raises(TypeError):
        typing.get_type_hints(htmx_flask.make_response)


def test_gap_no_vary(bare: Flask) -> None:
    with bare.test_request_context(headers=HTMX):
        assert "Vary" not in htmx_flask.make_response("x").headers


def test_every_answer_says_that_it_varies(bare: Flask) -> None:
    assert "HX-Request" in bare.test_client().get("/livez").vary


@pytest.mark.parametrize(
    ("headers", "partial"),
    [
        ({}, False),
        (HTMX, True),
        ({**HTMX, "HX-Boosted": "true"}, False),
        ({**HTMX, "HX-History-Restore-Request": "true"}, False),
    ],
    ids=["plain", "htmx", "boosted", "restored"],
)
def test_only_htmx_itself_gets_a_partial(
    bare: Flask, headers: dict[str, str], partial: bool
) -> None:
    with bare.test_request_context(headers=headers):
        assert wants_partial() is partial


def test_go_redirects_people_and_leads_htmx(bare: Flask) -> None:
    with bare.test_request_context():
        plain = go("/pending")
    with bare.test_request_context(headers=HTMX):
        led = go("/pending")
    assert (plain.status_code, plain.headers["Location"]) == (303, "/pending")
    assert (led.status_code, led.headers["HX-Redirect"]) == (204, "/pending")


def test_an_address_in_any_script_fits_into_a_header(bare: Flask) -> None:
    with bare.test_request_context(headers=HTMX):
        assert go("/pending?q=żurek").headers["HX-Redirect"] == "/pending?q=%C5%BCurek"


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/pending?status=new_call", "/pending?status=new_call"),
        ("//elsewhere.example", None),
        ("/\\elsewhere.example", None),
        ("/\t/elsewhere.example", None),
        ("/pending\nX-Forged: yes", None),
        ("/pending\r\n", None),
        ("https://elsewhere.example/", None),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_nobody_is_led_away(target: str | None, safe: str | None) -> None:
    assert safe_next(target) == safe


@pytest.mark.parametrize(
    ("address", "path"),
    [("/pending?q=a", "/pending"), ("//[x", ""), ("http://[", ""), ("", "")],
)
def test_what_is_no_address_has_no_parts(address: str, path: str) -> None:
    assert parts_of(address).path == path
