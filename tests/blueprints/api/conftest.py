"""A program with a key, and a line that it may ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.register import tokens
from app.models import OrderLine, Scope
from app.vocabulary import clock
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived
from tests.support.receipts import NOON

Ask = Callable[..., TestResponse]


@pytest.fixture
def line(session: Session, cast: Cast) -> OrderLine:
    """A line on the shelf since yesterday."""
    with clock.set_to(NOON - timedelta(days=1)):
        (made,) = arrived(session, cast, cases=2)
    session.commit()
    return made


@pytest.fixture
def ask(app: Flask, session: Session, cast: Cast) -> Ask:
    """Ask as a program whose key has these scopes."""
    admin, secrets = viewer_of(cast.admin), dict[tuple[Scope, ...], str]()

    def ask(url: str, *scopes: Scope, body: Any = None) -> TestResponse:
        if scopes and scopes not in secrets:
            _, secrets[scopes] = tokens.make(session, "Till", cast.hill.id, scopes, by=admin)
        session.commit()
        headers = {"Authorization": f"Bearer {secrets[scopes]}"} if scopes else {}
        send = app.test_client()
        url = f"/api/v1{url}"
        if body is None:
            return send.get(url, headers=headers)
        return send.post(url, headers=headers, json=body)

    return ask
