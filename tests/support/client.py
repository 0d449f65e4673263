"""A browser without a screen, for tests of single requests."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.models import User
from app.web.access import session_key

HTMX = {"HX-Request": "true"}


class Tablet:
    """Sends requests; before each, what the test prepared is committed, so that the app sees it."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.client = app.test_client()
        self.session = session

    def sign_in(self, user: User) -> Tablet:
        """Be `user` from now on; returns itself."""
        key = session_key(user)
        with self.client.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = key
            cookie["_fresh"] = True
        return self

    def pocket(self) -> str:
        """The session as it is, to be taken up again by `resume`."""
        cookie = self.client.get_cookie("caselot")
        return cookie.value if cookie else ""

    def resume(self, cookie: str) -> Tablet:
        """Be who one was when `pocket` was asked; returns itself."""
        self.client.set_cookie("caselot", cookie)
        return self

    def get(self, url: str, *, htmx: bool = False, **kwargs: Any) -> TestResponse:
        """GET a page, or with `htmx` the partial."""
        self.session.commit()
        return self.client.get(url, headers=HTMX if htmx else {}, **kwargs)

    def post(
        self, url: str, data: Any = None, *, htmx: bool = False, **kwargs: Any
    ) -> TestResponse:
        """POST a form."""
        self.session.commit()
        return self.client.post(url, data=data or {}, headers=HTMX if htmx else {}, **kwargs)
