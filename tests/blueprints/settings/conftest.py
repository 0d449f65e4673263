"""A manager at the settings, who fills forms as a browser would."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from tests.support.cast import Cast
from tests.support.client import Tablet


class _Fields(HTMLParser):
    """What the page's own form would send: the one that is a card, or a stack of them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.open: dict[str, list[str]] | None = None
        self.select = ""
        self.chosen = False

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        a: dict[str, Any] = dict(found)
        if tag == "form":
            own = a.get("method", "") == "post" and a.get("class", "") in ("card", "stack")
            self.open = {} if own else None
            if self.open is not None:
                self.forms.append(self.open)
        if self.open is None:
            return
        if tag == "input" and a.get("name"):
            ticked = a.get("type") not in ("checkbox", "radio") or "checked" in a
            if ticked:
                self.open.setdefault(a["name"], []).append(a.get("value", "y") or "")
        if tag == "select":
            self.select, self.chosen = a["name"], False
        if tag == "option" and self.select and ("selected" in a or not self.open.get(self.select)):
            self.open[self.select] = [a.get("value", "") or ""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag == "select":
            self.select = ""


def filled(text: str, **changes: Any) -> dict[str, Any]:
    """The form of a page as it would be sent, with `changes`; None unticks or leaves out."""
    parser = _Fields()
    parser.feed(text)
    data: dict[str, Any] = dict(parser.forms[-1])
    data.update(changes)
    return {name: value for name, value in data.items() if value is not None}


class Clerk:
    """Opens a page of settings, changes some fields, and sends it."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet

    def page(self, url: str) -> str:
        """The page's text; it must be there."""
        answer = self.tablet.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return str(answer.text)

    def table(self, url: str) -> str:
        """The rows of the page's list."""
        return self.page(url).partition("<tbody")[2].partition("</tbody>")[0]

    def save(self, url: str, **changes: Any) -> Any:
        """Open, change, send."""
        return self.tablet.post(url, filled(self.page(url), **changes))


@pytest.fixture
def manager(tablet: Tablet, cast: Cast) -> Clerk:
    """Somebody who may change settings, but not people."""
    return Clerk(tablet.sign_in(cast.manager))


@pytest.fixture
def admin(tablet: Tablet, cast: Cast) -> Clerk:
    """Somebody who may change people too."""
    return Clerk(tablet.sign_in(cast.admin))
