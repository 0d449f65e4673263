"""Forms as they stand on the pages, and everything else that a view asks its sender for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager

from flask import Flask
from werkzeug.test import TestResponse

from tests.laws.census import taken_back
from tests.laws.html import Page, forms
from tests.laws.routes import Ears, Place, one_each, places
from tests.laws.seed import World
from tests.support.client import HTMX, Tablet

Body = dict[str, str]

# What people would write; names that are not here get a number, which is often an id too.
USUAL = {
    "q": "Lawful",
    "username": "taker",
    "password": "correct horse battery",
    "again": "correct horse battery",
    "name": "Lawful name",
    "description": "Lawful words",
    "last_name": "Quill",
    "phone": "555-0123",
    "email": "ada@example.org",
    "status": "placed",
    "paper": "letter",
    "contact_way": "call",
    "one_time_key": "a-key-of-one-time-only",
    "once": "a-key-of-one-time-only",
    "unit_price": "12.34",
    "case_price": "12.34",
    "time_zone": "America/Chicago",
    "key": "lawful_key",
    "label": "Lawful label",
    "stage": "ready",
}


class Sender:
    """Knows for every address what may be sent there, learnt from the pages of an administrator
    and from what the views ask for."""

    def __init__(self, app: Flask, ears: Ears, world: World, tablet: Tablet) -> None:
        self.ears, self.world, self.tablet = ears, world, tablet
        self.forms: defaultdict[str, list[Body]] = defaultdict(list)
        tablet.sign_in(world.cast.admin)
        for place in places(app, world, "GET"):
            for htmx in (False, True):
                self._learn(tablet.get(place.url, htmx=htmx))
        for place in one_each(app, world, "POST"):
            self._listen(place)

    def _learn(self, answer: TestResponse) -> None:
        if answer.mimetype != "text/html" or answer.status_code >= 300:
            return
        whole = answer.text.lstrip()[:9].lower() == "<!doctype"
        for form in forms(Page(answer.text, fragment=not whole)):
            if form.method == "post" and form.data not in self.forms[form.action]:
                self.forms[form.action].append(form.data)

    def _listen(self, place: Place) -> None:
        """Send twice: a form that is not empty is read further."""
        for _ in range(2):
            self.tablet.sign_in(self.world.cast.admin)
            with self.undone():
                self.post(place.url, self.usual(place))

    def undone(self) -> AbstractContextManager[None]:
        """What is sent within is taken back."""
        return taken_back(self.world.session)

    def post(self, url: str, data: Body, *, htmx: bool = False) -> TestResponse:
        """Send a form."""
        return self.tablet.client.post(url, data=data, headers=HTMX if htmx else {})

    def names(self, place: Place) -> set[str]:
        """Every field that the view is known to read, or its form to send."""
        known = {name for form in self.forms[place.url] for name in form}
        return known | self.ears.heard[place.endpoint, "POST"]

    def usual(self, place: Place) -> Body:
        """A body that a person could have sent: the form as it stands, what is empty filled."""
        form = next(iter(self.forms[place.url]), {})
        filled = {name: form.get(name) or USUAL.get(name, "1") for name in self.names(place)}
        return {name: value for name, value in filled.items() if name != "csrf_token"}

    def bodies(self, place: Place) -> Iterator[Body]:
        """Nothing at all, the form as it stands, filled, and with every field broken."""
        yield {}
        yield from self.forms[place.url][:1]
        usual = self.usual(place)
        yield usual
        yield {name: value if "key" in name else "?" for name, value in usual.items()}
