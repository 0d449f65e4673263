"""Every address of the app with something that is there, and what each one asks its sender for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product, zip_longest
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from app.models import NightRun
from tests.laws.seed import World

NOBODY = 99_999
PLACES = {
    "line_number": [1, 2, 99],
    "tag_code": ["454000001015", "45400000401", "454999999997", "00000000000"],
    "ref": [1, 2, 3, 99],
    "report_name": ["waiting", "movement", "vendors", "no-such-report"],
}
# Files that are the same for everybody; their addresses hold a digest.
FILES = frozenset({"static", "assets.file", "assets.style"})
SHOWING = (".show", ".document", ".draft", "price_line", "g.product", "g.vendor_item", "g.sale")
MOST = 3
# Verbs that only some lines know: the order, as the world names it, and the line.
NEEDED = {
    "orders.lift_price": ("placed", 1),
    "orders.turn_note": ("waiting", 2),
    "orders.split_line": ("new", 1),
    "catalog.carrying_item": ("wished", 1),
    "catalog.carry": ("wished", 1),
    "catalog.link": ("wished", 1),
}


def about(world: World) -> dict[str, dict[str, object]]:
    """Pages that say nothing without being told of what: the arguments they need."""
    nights = sa.select(sa.func.max(NightRun.business_date))
    return {
        "calls.about": {"line": world.line("called", 2).id},
        "night.ask_undo": {"day": world.session.scalar(nights)},
        "tags.preview": {"line": world.line("tagged").id},
    }


@dataclass(frozen=True)
class Place:
    """An address: `url` of `endpoint`, whose rule is `rule`."""

    endpoint: str
    url: str
    rule: str


def rules(app: Flask, method: str = "") -> list[Rule]:
    """Our rules, in order; only those that take `method` if one is named."""
    found = [r for r in app.url_map.iter_rules() if r.endpoint not in FILES]
    assert len(found) > 40
    return sorted((r for r in found if not method or method in (r.methods or ())), key=str)


def places(app: Flask, world: World, method: str, *, everything: bool = False) -> list[Place]:
    """Addresses that take `method`, filled with what is in the world, and with nobody's. With
    `everything`, those that show one thing are filled with every such thing."""
    return [
        place
        for rule in rules(app, method)
        for place in _filled(app, rule, world, everything and rule.endpoint.endswith(SHOWING))
    ]


def one_each(app: Flask, world: World, method: str) -> list[Place]:
    """One address of each endpoint, of something that is there; where only some lines will do,
    of such a line."""
    found: dict[str, Place] = {}
    for place in places(app, world, method):
        found.setdefault(place.endpoint, place)
    build = app.url_map.bind("localhost").build
    for endpoint, (name, line) in NEEDED.items():
        if endpoint not in found:
            continue
        values = {"number": world.orders[name].number, "line_number": line}
        found[endpoint] = replace(found[endpoint], url=build(endpoint, values))
    for endpoint, values in about(world).items():
        if method == "GET" and endpoint in found:
            found[endpoint] = replace(found[endpoint], url=build(endpoint, values))
    assert len(found) > 15
    return list(found.values())


def _filled(app: Flask, rule: Rule, world: World, all_values: bool) -> Iterator[Place]:
    lists = [values_for(rule, name, world) for name in sorted(rule.arguments)]
    if not all_values:
        lists = [_few(values) for values in lists]
    # All of the first with the first of the others, then the others in turn.
    rows = [*_along(lists), *zip_longest(*lists, fillvalue=NOBODY)] if lists else [()]
    build = app.url_map.bind("localhost").build
    for row in dict.fromkeys(rows):
        values = dict(zip(sorted(rule.arguments), row, strict=True))
        if all(_fits(rule, name, value) for name, value in values.items()):
            yield Place(rule.endpoint, build(rule.endpoint, values, rule_method(rule)), str(rule))


def rule_method(rule: Rule) -> str:
    """GET if it takes that, else POST."""
    return "GET" if "GET" in (rule.methods or ()) else "POST"


def _few(values: list[object]) -> list[object]:
    return [*values[: MOST - 1], values[-1]] if len(values) > MOST else values


def _along(lists: list[list[object]]) -> Iterator[tuple[object, ...]]:
    for n, values in enumerate(lists):
        firsts = [[other[0]] for other in lists]
        firsts[n] = values
        yield from product(*firsts)


def _fits(rule: Rule, name: str, value: object) -> bool:
    return value is not NOBODY or type(rule._converters[name]).__name__ != "KeyConverter"


def values_for(rule: Rule, name: str, world: World) -> list[object]:
    """What may stand at `name`: of the world, and one that is not there. A name that the world
    does not know must be made known in tests/laws."""
    if name in PLACES:
        return list(PLACES[name])
    if name == "number":
        return [*world.values["orders.number"], NOBODY]
    if name == "key":
        return [*world.values["drafts.key"], "nobody-has-this-key-yet"]
    if name == "outbox_id":
        return [*world.values["outbox.id"][-1:], NOBODY]
    if name == "other_id":  # of the same kind as the first: two customers that are one person
        return [*world.values["customers.id"][1:], NOBODY]
    subject = name.removesuffix("_id")
    for table, made in world.values.items():
        if table.endswith(".id") and table.removesuffix(".id") in _tables(subject):
            return [*made, NOBODY]
    raise AssertionError(f"{rule}: tests/laws does not know what “{name}” is")


def _tables(subject: str) -> set[str]:
    many = f"{subject[:-1]}ies" if subject.endswith("y") else f"{subject}s"
    if subject.endswith("lf"):
        many = f"{subject[:-1]}ves"
    return {many, f"{many}es", f"tag_{many}", f"{subject}es", f"customer_{subject}es"}


class Asked(ImmutableMultiDict[str, Any]):
    """Arguments or a form that remembers which names the view asked it for."""

    names: set[str] = set()

    def __contains__(self, key: object) -> bool:
        Asked.names.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        Asked.names.add(key)
        return super().__getitem__(key)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        Asked.names.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> Any:
        Asked.names.add(key)
        return super().getlist(key, *args, **kwargs)


class Ears:
    """What views asked for, by endpoint and method, while requests of `app` are listened to."""

    def __init__(self) -> None:
        self.heard: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def request_class(self, usual: type[Request]) -> type[Request]:
        """The app's own class of requests, with ears."""
        ears = self

        class Listening(usual):  # type: ignore[misc, valid-type]
            parameter_storage_class = Asked

            def close(self) -> None:
                key = (self.endpoint or "", self.method)
                ears.heard[key] |= Asked.names - {"csrf_token"}
                Asked.names = set()
                super().close()

        return Listening


# What people would write where an address asks. Other names get a number.
ARGUMENTS = {
    "q": ["Lawful", "208"],
    "status": ["arrived"],
    "view": ["row", "lines"],
    "next": ["/pending"],
    "after": ["1"],
    "occasion": ["quoted"],
    "way": ["email"],
}


def asking(place: Place, ears: Ears) -> list[str]:
    """The address of `place` alone, and with the arguments that its view is known to ask for:
    all of them together, and each alone that decides what is shown."""
    names = sorted(ears.heard[place.endpoint, "GET"])
    if not names:
        return [place.url]
    values = {name: ARGUMENTS.get(name, ["1"]) for name in names}
    asked = [{name: known[0] for name, known in values.items()}]
    asked += [{name: value} for name in names for value in ARGUMENTS.get(name, [])]
    return list(dict.fromkeys([place.url, *(f"{place.url}?{urlencode(a)}" for a in asked)]))
