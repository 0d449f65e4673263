"""Every page and fragment: sound HTML, a heading, labels, tokens, nothing inline, live links."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.laws.html import Page, addresses, problems, words
from tests.laws.marks import on_one_database
from tests.laws.routes import Ears, asking, places
from tests.laws.seed import World
from tests.support.client import Tablet

# Pieces that stand inside another's root and are never a page.
INNER = ("/settings/member-types/example",)

# What differs between two answers that are otherwise the same page.
VARYING = re.compile(r'\d+|(content|value)="[\w.-]{16,}"')

PEOPLE = ["taker", "admin"]


def pages_of(
    app: Flask, heard: Ears, world: World, tablet: Tablet, *, htmx: bool
) -> dict[str, TestResponse]:
    """Every HTML answer to a GET of this person, by address."""
    found = places(app, world, "GET")
    answers: dict[str, TestResponse] = {}
    for url in dict.fromkeys(url for place in found for url in asking(place, heard)):
        answer = tablet.get(url, htmx=htmx)
        if is_html(answer):
            answers.setdefault(VARYING.sub("", answer.text), answer)
    return {answer.request.full_path: answer for answer in answers.values()}


def is_html(answer: TestResponse) -> bool:
    """An answer with something on it to look at."""
    if answer.request.path in INNER:
        return False
    return answer.mimetype == "text/html" and answer.status_code not in {204, 302, 303}


def head_problems(page: Page) -> list[str]:
    """What a whole page needs beside its parts."""
    found = []
    headings, titles = page.all("h1"), [e for e in page.all("title") if page.above(e, "head")]
    if len(headings) != 1 or len(titles) != 1:
        found.append(f"{len(headings)} h1, {len(titles)} title")
    elif not words(headings[0]) or not words(titles[0]).startswith(words(headings[0])):
        found.append(f"h1 “{words(headings[0])}”, title “{words(titles[0])}”")
    if not page.root.get("lang"):
        found.append("no language")
    if len(page.all("main")) != 1:
        found.append("no main")
    return found


def fragment_problems(text: str) -> list[str]:
    """A fragment has one root with an id; what swaps out of band stands beside it. A plain refusal
    is never swapped in: the script says it."""
    if 'class="refusal"' in text:
        return []
    roots = [e for e in Page(text, fragment=True).root if isinstance(e.tag, str)]
    main = [e for e in roots if e.get("hx-swap-oob") is None]
    found = [f"no id: {e.tag} {e.attrib}" for e in roots if not e.get("id")]
    return found if len(main) == 1 else [*found, f"{len(main)} roots"]


@on_one_database
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_sound(
    app: Flask, heard: Ears, world: World, tablet: Tablet, who: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answers = pages_of(app, heard, world, tablet.sign_in(world.people[who]), htmx=False)
    app.config["WTF_CSRF_ENABLED"] = False
    assert len(answers) > 50
    wrong: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    for url, answer in answers.items():
        page = Page(answer.text)
        for problem in [*problems(page), *head_problems(page), *failed(answer)]:
            wrong.setdefault(problem, []).append(url)
        links |= dict.fromkeys(addresses(page), url)
    assert not wrong, told(wrong)
    assert len(links) > 20
    dead = {(url, links[url]) for url in some_of(links) if tablet.get(url).status_code >= 400}
    assert dead == set()


def failed(answer: TestResponse) -> list[str]:
    """An error of ours is a problem too."""
    return [f"status {answer.status_code}"] if answer.status_code >= 500 else []


def told(wrong: dict[str, list[str]]) -> str:
    """The problems, each with where it is seen first."""
    return "\n".join(f"{problem} — {urls[0]} and {len(urls)}" for problem, urls in wrong.items())


def some_of(links: dict[str, str]) -> list[str]:
    """Two links of each shape: numbers and keys make no difference."""
    by_shape: dict[str, list[str]] = {}
    for url in links:
        by_shape.setdefault(re.sub(r"[0-9a-f]{16,}|\d+", "#", url), []).append(url)
    return [url for urls in by_shape.values() for url in (urls[0], urls[-1])]


@on_one_database
@pytest.mark.parametrize("who", PEOPLE)
def test_every_fragment_is_sound(
    app: Flask, heard: Ears, world: World, tablet: Tablet, who: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answers = pages_of(app, heard, world, tablet.sign_in(world.people[who]), htmx=True)
    app.config["WTF_CSRF_ENABLED"] = False
    fragments = {u: a for u, a in answers.items() if "<!doctype" not in a.text[:20].lower()}
    assert len(fragments) > 40
    wrong: dict[str, list[str]] = {}
    for url, answer in fragments.items():
        page = Page(answer.text, fragment=True)
        for problem in [*problems(page), *fragment_problems(answer.text), *failed(answer)]:
            wrong.setdefault(problem, []).append(url)
    assert not wrong, told(wrong)


SLY = """<!doctype html><title>B</title><h1>A</h1><main id="a"><p id="a" style="x">
<form><input name="q"></form><form method="post" action="/x"><button></button></form>
<a onclick="x">no</a><img src="/y"><script>1</script></span></main>"""


def test_a_bad_page_is_noticed() -> None:
    page = Page(SLY)
    found = problems(page) + head_problems(page)
    for begin in (
        "unexpected-end-tag", "id twice: a", "no label: input q", "nothing to read out: button",
        "form without action", "token: post /x", "inline: style=x", "inline: onclick=x",
        "inline: script", "img without alt: /y", "a link to nowhere", "h1 “A”, title “B”",
        "no language",
    ):  # fmt: skip
        assert [problem for problem in found if problem.startswith(begin)], begin
    assert fragment_problems("<p></p><p id='b'></p>") == ["no id: p {}", "2 roots"]
