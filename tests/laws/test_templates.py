"""Templates: they compile, import only what they use, and partials say what they need."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from flask import Flask
from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, meta, nodes

from tests.conftest import make_app
from tests.laws.source import templates, text

NEEDS = re.compile(r"\A\{#-? needs: .+? -?#\}", re.DOTALL)


@pytest.fixture(scope="module")
def environment() -> Environment:
    """The environment of the app, without a database or a queue behind it."""
    return plain_app().jinja_env


def plain_app() -> Flask:
    """An app that is asked for its parts only."""
    return make_app("sqlite://", "redis://localhost:1/0")


def pages() -> list[str]:
    """Templates that Jinja may be asked for."""
    return [name for name in templates() if name.endswith((".html", ".xml", ".css", ".txt"))]


def partials() -> list[str]:
    """Pieces that are rendered alone; parts of components and of paper are none."""
    folders = ("components/", "documents/", "layouts/")
    return [n for n in pages() if PurePosixPath(n).name[0] == "_" and not n.startswith(folders)]


def unused_imports(source: str, environment: Environment) -> list[str]:
    """Names that a template imports from another and never mentions again."""
    tree = environment.parse(source)
    imported: list[str] = []
    for node in tree.find_all((nodes.FromImport, nodes.Import)):
        if isinstance(node, nodes.Import):
            imported.append(node.target)
        else:
            imported += [n[1] if isinstance(n, tuple) else n for n in node.names]
    used = {node.name for node in tree.find_all(nodes.Name)}
    return [name for name in imported if name not in used]


def test_all_compile(environment: Environment) -> None:
    assert environment.undefined is StrictUndefined
    assert len(pages()) > 30
    for name in pages():
        environment.get_template(name)


def test_what_they_refer_to_is_there(environment: Environment) -> None:
    # Paper has an environment of its own, which begins in its folder.
    paper = [n.removeprefix("documents/") for n in templates() if n.startswith("documents/")]
    known = {*templates(), *paper}
    missing = {
        (name, other)
        for name in pages()
        for other in meta.find_referenced_templates(
            environment.parse(text(f"app/templates/{name}"))
        )
        if other is not None and other not in known
    }
    assert missing == set()


def test_no_import_is_unused(environment: Environment) -> None:
    unused = {name: unused_imports(text(f"app/templates/{name}"), environment) for name in pages()}
    assert {name: names for name, names in unused.items() if names} == {}


def test_partials_say_what_they_need() -> None:
    assert len(partials()) > 3
    silent = [name for name in partials() if not NEEDS.match(text(f"app/templates/{name}"))]
    assert silent == []


def test_nothing_is_marked_safe() -> None:
    """Text of people is escaped everywhere; no template switches that off."""
    loose = re.compile(r"\|\s*safe\b|autoescape\s+false")
    found = [name for name in pages() if loose.search(text(f"app/templates/{name}"))]
    assert found == []


def test_a_bad_template_is_noticed(environment: Environment) -> None:
    sly = '{% from "components/say.html" import say, other as them %}{{ say("x") }}'
    assert unused_imports(sly, environment) == ["them"]
    with pytest.raises(TemplateSyntaxError):
        environment.from_string("{% if %}")
    assert NEEDS.match("<p></p>") is None
