"""C8, B1: who may not see figures learns none, whatever they fetch, send or provoke."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from decimal import Decimal

import pytest
import structlog
from flask import Flask
from werkzeug.test import TestResponse

from tests.laws.marks import on_one_database
from tests.laws.routes import Ears, asking, one_each, places
from tests.laws.secrets import LEAST, Finder, Secrets, secrets_of
from tests.laws.seed import World
from tests.laws.sending import Sender
from tests.support.client import Tablet
from tests.support.pdf import text_of

# Roles, and which of the secrets they must never see.
BOTH = ("prices", "costs")
KEPT_FROM = {
    "stranger": BOTH,
    "outsider": BOTH,
    "taker": BOTH,
    "blind": BOTH,
    "priced": ("costs",),
    "costed": ("prices",),
    "setter": BOTH,
}


# Where the very same look finds figures for those who may know.
SHOWING = (
    "orders.show", "tags.document", "entry.draft", "orders.price_line", "entry.find_item",
    "catalog.product", "catalog.vendor_item", "catalog.sale",
)  # fmt: skip


def forbidden(secrets: Secrets, who: str) -> Finder:
    """What this person must not find. Percentages off the retail price are for those who set
    prices, though they may not see any."""
    kept = [x for name in KEPT_FROM[who] for x in getattr(secrets, name)]
    return Finder([x for x in kept if who != "setter" or x >= LEAST])


def shown(answer: TestResponse) -> str:
    """Everything an answer tells: headers, and the body as a person or a program reads it."""
    body = text_of(answer.data) if answer.mimetype == "application/pdf" else answer.text
    headers = "\n".join(
        f"{name}: {value}" for name, value in answer.headers if name != "Set-Cookie"
    )
    return f"{headers}\n{body}"


def answers(
    app: Flask,
    ears: Ears,
    world: World,
    tablet: Tablet,
    only: tuple[str, ...] = (),
    everything: bool = True,
) -> Iterator[tuple[str, str]]:
    """Every GET of this person: address and what came back, page and fragment. With `everything`
    of every thing that is there, else of a few of each kind."""
    for place in places(app, world, "GET", everything=everything):
        if only and place.endpoint not in only:
            continue
        for url in asking(place, ears):
            for htmx in (False, True):
                answer = tablet.get(url, htmx=htmx)
                yield url, shown(answer)
                if answer.status_code in {403, 404}:
                    break


def enter(world: World, tablet: Tablet, who: str) -> Tablet:
    """Be this person; a stranger is nobody."""
    return tablet if who == "stranger" else tablet.sign_in(world.people[who])


@on_one_database
@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize("who", KEPT_FROM)
def test_nothing_that_is_fetched_tells_a_figure(
    app: Flask,
    heard: Ears,
    world: World,
    tablet: Tablet,
    who: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = forbidden(secrets_of(world.session), who)
    caplog.set_level(logging.DEBUG)
    leaks, fetched = set(), 0
    with structlog.testing.capture_logs() as logs:
        # Who sees nothing looks at every single thing; who sees some of it, at every kind.
        every = KEPT_FROM[who] == BOTH
        for url, text in answers(
            app, heard, world, enter(world, tablet, who), everything=every and who != "setter"
        ):
            fetched += 1
            leaks |= {(url, hit) for hit in secret.findall(text)}
    assert fetched > 150
    assert leaks == set()
    assert secret.findall(f"{logs} {caplog.text}") == []


@on_one_database
@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize("who", ["taker", "blind"])
def test_nothing_that_is_sent_brings_a_figure_back(
    app: Flask, sender: Sender, world: World, tablet: Tablet, who: str
) -> None:
    """Every form, sent empty, as it stands and broken: pages of refusal, and what comes after."""
    secret = forbidden(secrets_of(world.session), who)
    leaks, sent = set(), 0
    for place in one_each(app, world, "POST"):
        for data in sender.bodies(place):
            sent += 1
            tablet.sign_in(world.people[who])
            with sender.undone():
                answer = sender.post(place.url, data, htmx=sent % 2 == 0)
                told = shown(answer)
                if answer.status_code < 400:
                    told += shown(tablet.client.get(answer.location or "/stand"))
            leaks |= {(place.url, hit) for hit in secret.findall(told)}
    assert sent > 100
    assert leaks == set()


@on_one_database
@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize("who", ["taker", "blind"])
def test_errors_tell_no_figure(world: World, tablet: Tablet, who: str) -> None:
    secret = forbidden(secrets_of(world.session), who)
    tablet.sign_in(world.people[who])
    for method, url, code in (
        ("GET", "/no-such-page", 404),
        ("GET", "/orders/99999", 404),
        ("POST", "/pending", 405),
        ("POST", "/orders/1/lines/1/price", 403),
    ):
        answer = tablet.client.open(url, method=method)
        assert answer.status_code == code
        assert secret.findall(shown(answer)) == []


@on_one_database
def test_who_may_know_sees_them(app: Flask, heard: Ears, world: World, tablet: Tablet) -> None:
    """The same look at the same places finds them for a buyer, in pages, fragments and paper."""
    tablet.sign_in(world.cast.admin)
    secrets = secrets_of(world.session)
    prices, costs = Finder(secrets.prices), Finder(secrets.costs)
    seen: dict[str, set[str]] = {"prices": set(), "costs": set()}
    for url, text in answers(app, heard, world, tablet, SHOWING):
        endpoint = app.url_map.bind("").match(url.partition("?")[0])[0]
        if prices.findall(text):
            seen["prices"].add(endpoint)
        if costs.findall(text):
            seen["costs"].add(endpoint)
    assert set(SHOWING) <= seen["prices"]
    assert {"orders.price_line", "catalog.product", "catalog.vendor_item"} <= seen["costs"]


def test_every_way_of_writing_is_found() -> None:
    amounts = {Decimal("310013.37"), Decimal("17.3571"), Decimal("1860080.22")}
    look = Finder(amounts | {Decimal(n) for n in range(900_001, 900_005)})
    for text in (
        "$310,013.37", "2 310,013.37", "310013.3700", "31001337", "3100133700",
        "310 013,37", "≈ 310,013",
        "17.3571", "17.36 %", "173571", "1,860,080.22", "186008022",
    ):  # fmt: skip
        assert look.findall(text), text
    for text in ("1310013.37", "3100133", "17.35", "0017.3571", "317.3571"):
        assert look.findall(text) == [], text
