"""Whatever is sent, the answer is clean: never an error of ours, nothing half written, nothing
taken for markup."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.laws.census import census, taken_back
from tests.laws.marks import on_one_database
from tests.laws.routes import Ears, one_each, rules
from tests.laws.seed import World
from tests.laws.sending import Body, Sender
from tests.support.client import HTMX, Tablet

MARKUP = "<script>alert(1)</script>"
HOSTILE: dict[str, str | list[str]] = {
    "empty": "",
    "spaces": " \t\r\n ",
    "long": "Ab " * 4000,
    "long without a space": "x" * 10_001,
    "long number": "9" * 5000,
    "markup": f"\"'>{MARKUP}{{{{ 7*7 }}}}",
    "sql": "1'); DROP TABLE orders; -- %_\\",
    "controls": "a\x07\x1b[31m\x7f\u0085b",
    "nul": "a\x00b",
    "odd writing": "\u202eabc\u2066 👩‍👩‍👧‍👦 שלום e\u0301 \ufeff\U0001f4a9",
    "half a character": "a\ud800b",
    "negative": "-1",
    "zero": "0",
    "fraction": "1.00000001",
    "no number": "NaN",
    "exponent": "1e999999",
    "other digits": "١٢٣",
    "beyond an id": "2147483648",
    "beyond a long": "99999999999999999999",
    "somebody else's": "2147483647",
    "twice": ["1", "2", "1"],
    "brackets": "[]{}()null undefined",
}
# On the second database what a database could mind.
MINDED = ("long", "long number", "nul", "odd writing", "half a character", "beyond an id",
          "beyond a long", "negative")  # fmt: skip
TURNS = 7
# Refused tries to come in are written down.
LEAVES_A_TRACE = frozenset({"sessions.sign_in"})


def values(app: Flask) -> dict[str, str | list[str]]:
    """The table, or on PostgreSQL what of it matters there."""
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return HOSTILE
    return {name: HOSTILE[name] for name in MINDED}


class Turns:
    """Which kinds are a field's: they take turns, so that each is tried on many fields, and each
    field with some. The turns go on from form to form."""

    def __init__(self, kinds: dict[str, str | list[str]]) -> None:
        self.kinds = kinds
        self.taken = 0

    def take(self) -> list[tuple[str, object]]:
        """The kinds for the next field, as they can be sent."""
        mine = list(self.kinds)[self.taken % TURNS :: TURNS]
        self.taken += 1
        return [(kind, _sendable(self.kinds[kind])) for kind in mine]

    def broken(self, usual: Body) -> Iterator[tuple[str, dict]]:
        """The body with one field broken at a time, and what was done to it."""
        for name in sorted(usual):
            for kind, value in self.take():
                yield f"{name}: {kind}", {**usual, name: value}


def _sendable(value: str | list[str]) -> object:
    """As bytes where it is no valid text, as a program could send it."""
    if isinstance(value, list):
        return value
    return value.encode("utf-8", "surrogatepass") if "\ud800" in value else value


@pytest.mark.contract("B1")
def test_no_form_breaks_on_hostile_input(
    app: Flask, sender: Sender, world: World, tablet: Tablet
) -> None:
    turns, wrong, sent = Turns(values(app)), [], 0
    before, admin = census(world.session), tablet.sign_in(world.cast.admin).pocket()
    for place in one_each(app, world, "POST"):
        for what, body in turns.broken(sender.usual(place)):
            sent += 1
            tablet.resume(admin)
            with sender.undone():
                answer = sender.post(place.url, body, htmx=sent % 4 > 0)
                status = answer.status_code
                if status >= 500 or MARKUP.encode() in answer.data:
                    wrong.append((place.endpoint, what, status))
                elif status >= 400 and place.endpoint not in LEAVES_A_TRACE:
                    if census(world.session) != before:
                        wrong.append((place.endpoint, what, "half written"))
                elif "markup" in what or "odd" in what:
                    after = tablet.client.get(answer.location or place.url)
                    if after.status_code >= 500 or MARKUP.encode() in after.data:
                        wrong.append((place.endpoint, what, "afterwards"))
    assert sent > 150
    assert wrong == []


def test_no_address_breaks_on_hostile_arguments(
    app: Flask, heard: Ears, world: World, tablet: Tablet
) -> None:
    tablet.sign_in(world.cast.admin)
    turns, wrong, asked = Turns(values(app)), [], 0
    for place in one_each(app, world, "GET"):
        for name in sorted(heard.heard[place.endpoint, "GET"]):
            for kind, value in turns.take():
                asked += 1
                joint, query = "&" if "?" in place.url else "?", urlencode({name: value}, True)
                answer = tablet.client.get(f"{place.url}{joint}{query}", headers=HTMX)
                if answer.status_code >= 500 or MARKUP.encode() in answer.data:
                    wrong.append((place.endpoint, name, kind, answer.status_code))
    assert asked > 200
    assert wrong == []


@on_one_database
def test_no_address_breaks_on_hostile_parts(app: Flask, world: World, tablet: Tablet) -> None:
    """What stands between the slashes: no number, too large, no key, a path out of here."""
    tablet.sign_in(world.cast.admin)
    wrong, asked = [], 0
    parts = ("0", "-1", "1.5", "9" * 70, "x" * 300, "%00", "..%2f..", "%F0%9F%92%A9", "%ff", "١")
    for rule in (rule for rule in rules(app) if rule.arguments):
        for part in parts:
            asked += 1
            url = "".join(data if not is_argument else part for is_argument, data in rule._trace)
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            status = tablet.client.open(url.partition("|")[2], method=method).status_code
            if status not in {303, 400, 404, 405, 422}:
                wrong.append((url, status))
    assert asked > 150
    assert wrong == []


@on_one_database
def test_no_form_breaks_on_a_broken_body(app: Flask, world: World, tablet: Tablet) -> None:
    """Half a body, none, one that is too large or of another kind: a kind refusal, nothing kept."""
    before, admin = census(world.session), tablet.sign_in(world.cast.admin).pocket()
    form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
    bodies = [(b"", form), (b"\xff\xfe", form), (b"a=1&a=%zz&=&&", form), (b"x" * 600_000, form),
              (b"--b\r\n", parts), (b"{", "application/json"),
              (b"[" * 100_000, "application/json")]  # fmt: skip
    wrong = []
    for place in one_each(app, world, "POST"):
        for body, kind in bodies:
            tablet.resume(admin)
            with taken_back(world.session):
                answer = tablet.client.post(place.url, data=body, content_type=kind)
                kept = census(world.session) != before and place.endpoint not in NEED_NO_FIELD
                if answer.status_code >= 500 or kept:
                    wrong.append((place.endpoint, body[:9], answer.status_code))
    assert sorted(set(wrong)) == []


# Buttons: that they were pressed is all there is to say.
NEED_NO_FIELD = frozenset(
    {
        "catalog.take_off",
        "catalog.take_out",
        "customers.drop_waiting",
        "customers.undo_merge",
        "entry.discard",
        "entry.forget_customer",
        "entry.order_again_anyway",
        "entry.remove_item",
        "jobs.retry",
        "orders.delete_view",
        "orders.shift_view",
        "printers.ask",
        "register.accept",
        "reports.file",
        "reports.syndicated",
        "sessions.sign_in",
        "sessions.sign_out",
        "settings.revoke_api_token",
    }
)
