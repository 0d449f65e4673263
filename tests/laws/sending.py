"""Forms as they stand on the pages, and everything else that a view asks its sender for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.vocabulary import clock
from tests.laws.census import taken_back
from tests.laws.html import Page, forms
from tests.laws.routes import Ears, Place, one_each, places
from tests.laws.seed import WORD, World
from tests.support.client import HTMX, Tablet
from tests.support.once import once

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
MOST = 6


def answers(world: World) -> dict[str, Body]:
    """Where another answer is due than in most places."""
    later = (clock.now() + timedelta(days=40)).date().isoformat()
    arrived, tagged = str(world.line("arrived").id), str(world.line("tagged").id)
    return {
        "orders.close": {"status": "canceled"},
        "orders.close_line": {"status": "inquiry"},
        "orders.keep_open": {"until": later},
        "entry.set_finish": {"call_first": "yes"},
        "pickup.hand_over": {"line": tagged},
        "pickup.put_away_place": {"line": tagged, "place": "Lawful shelf"},
        "pickup.put_back": {"line": tagged, "then": "anyway", "place": "Lawful shelf"},
        "shelves.index": {"codes": "L1–L4"},
        "settings.department": {"ordered_as": ""},
        "settings.new_person": {"username": "somebody-new"},
        "tags.print_tags": {"line": arrived, "shown": arrived},
    }


class Sender:
    """Knows for every address what may be sent there, learnt from the pages of an administrator
    and from what the views ask for."""

    def __init__(
        self,
        app: Flask,
        ears: Ears,
        world: World,
        tablet: Tablet,
        factory: pytest.TempPathFactory,
    ) -> None:
        self.app, self.ears, self.world, self.tablet = app, ears, world, tablet
        self.own = answers(world)
        self.forms: defaultdict[str, list[Body]] = defaultdict(list)
        self.known: dict[str, Body] = {}
        # The same seed makes the same forms: they are learnt once, for all workers of a run.
        urls = " ".join(place.url for place in one_each(app, world, "POST"))
        name = f"forms-{sha256(urls.encode()).hexdigest()[:16]}.json"
        learnt = json.loads(once(factory, name, self._write).read_text())
        self.forms.update(learnt["forms"])
        self.known.update(learnt["known"])
        for endpoint, method, names in learnt["heard"]:
            ears.heard[endpoint, method] |= set(names)

    def _write(self, file: Path) -> None:
        self.tablet.sign_in(self.world.cast.admin)
        gets = [*places(self.app, self.world, "GET"), *one_each(self.app, self.world, "GET")]
        for place in dict.fromkeys(gets):
            self._look(place)
        for target in one_each(self.app, self.world, "POST"):
            self._listen(target)
        heard = [[*key, sorted(names)] for key, names in self.ears.heard.items()]
        learnt = {"forms": self.forms, "known": self.known, "heard": heard}
        file.write_text(json.dumps(learnt))

    def _look(self, place: Place) -> None:
        for htmx in (False, True):
            self._learn(self.tablet.get(place.url, htmx=htmx))
        if "q" in self.ears.heard[place.endpoint, "GET"]:
            self._learn(self.tablet.get(f"{place.url}?q={WORD}"))

    def _learn(self, answer: TestResponse) -> None:
        if answer.mimetype != "text/html" or answer.status_code >= 300:
            return
        whole = answer.text.lstrip()[:9].lower() == "<!doctype"
        for form in forms(Page(answer.text, fragment=not whole)):
            if form.method == "post" and form.data not in self.forms[form.action]:
                self.forms[form.action].append(form.data)

    def _listen(self, place: Place) -> None:
        """Learn what the view reads, and find a body that it takes: one of the forms that lead
        there, with what is empty filled."""
        self._try(place.url, {"anything": "1"})
        for form in [*self.forms[place.url][:MOST], {}]:
            self.known.setdefault(place.url, form)
            # What is read first may decide what is read next.
            self._try(place.url, self._filled(place, form))
            if self._try(place.url, self._filled(place, form)) < 400:
                self.known[place.url] = form
                return

    def _try(self, url: str, body: Body) -> int:
        self.tablet.sign_in(self.world.cast.admin)
        with self.undone():
            return self.post(url, body).status_code

    def _filled(self, place: Place, form: Body) -> Body:
        names = {*form, *self.ears.heard[place.endpoint, "POST"]} - {"csrf_token", "anything"}
        filled = {name: form.get(name) or USUAL.get(name, "1") for name in names}
        own = self.own.get(place.endpoint, {})
        return {**filled, **{name: own[name] for name in names & set(own)}}

    def undone(self) -> AbstractContextManager[None]:
        """What is sent within is taken back."""
        return taken_back(self.world.session)

    def post(self, url: str, data: Body, *, htmx: bool = False) -> TestResponse:
        """Send a form."""
        return self.tablet.client.post(url, data=data, headers=HTMX if htmx else {})

    def usual(self, place: Place) -> Body:
        """A body that a person could have sent."""
        return self._filled(place, self.known[place.url])

    def bodies(self, place: Place) -> Iterator[Body]:
        """Nothing at all, the form as it stands, filled, and with every field broken."""
        yield {}
        yield from self.forms[place.url][:1]
        usual = self.usual(place)
        yield usual
        yield {name: value if "key" in name else "?" for name, value in usual.items()}
