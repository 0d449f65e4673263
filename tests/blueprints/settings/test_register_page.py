"""Settings of the register: by store, and what stores of one server need."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.domain.settings.reading import EVERY_STORE, settings_of
from tests.laws.marks import on_one_database
from tests.support.cast import Cast
from tests.support.client import Tablet

pytestmark = on_one_database


def test_settings_of_the_register_hold_by_store(tablet: Tablet, cast: Cast) -> None:
    tablet.sign_in(cast.manager)
    page = tablet.get(f"/settings/register?store={cast.hill.id}").text
    version = page.partition('name="version"')[2].partition('value="')[2].partition('"')[0]
    body = {"version": version, "register_completes": "sale", "pickup_paid": "register",
            "register_table": "own",
            "register_number": "4", "register_keep_days": "3",
            "register_notes_days": "60"}  # fmt: skip
    assert tablet.post(f"/settings/register?store={cast.hill.id}", body).status_code == 303
    kept = settings_of(tablet.session, cast.hill.id)
    assert (kept.register_completes, kept.register_number) == ("sale", 4)
    assert settings_of(tablet.session, cast.river.id).register_completes == "night"


def test_stores_of_one_server_need_a_number_each(
    tablet: Tablet, cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused beside the field, also none; where each store has its own server all may have the
    same, or none."""
    tablet.sign_in(cast.manager)

    def save(store: int, number: int) -> TestResponse:
        url = f"/settings/register?store={store}"
        page = tablet.get(url).text
        version = page.partition('name="version"')[2].partition('value="')[2].partition('"')[0]
        return tablet.post(url, {
            "version": version, "register_completes": "night", "pickup_paid": "desk",
            "register_table": "own",
            "register_number": str(number), "register_keep_days": "0", "register_notes_days": "90",
        })  # fmt: skip

    for of, statuses in ((EVERY_STORE, (422, 303, 422, 422)), (cast.hill.id, (303,) * 4)):
        server = SimpleNamespace(name="core_pos", host="localhost", store_id=of)
        monkeypatch.setitem(app.config, "REGISTER_SERVERS", (server,))
        asked = ((EVERY_STORE, 7), (cast.hill.id, 5), (cast.river.id, 5), (cast.hill.id, 0))
        said = [save(*one) for one in asked]
        assert tuple(answer.status_code for answer in said) == statuses
        if of == EVERY_STORE:
            assert f"It is the number of {cast.hill.name}" in said[2].text
            assert "say which number they write" in said[3].text
    assert settings_of(tablet.session, cast.river.id).register_number == 5
