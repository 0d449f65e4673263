"""Small files, small functions, small templates, a light first visit (design 7, habit 36)."""

from __future__ import annotations

import ast
import gzip
import re

from app.web.assets import read
from tests.laws.source import ROOT, files, python_files, templates, text, tree

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONGEST_TEMPLATE = 120
FIRST_VISIT = 100 * 1024

# What is still too long, as "path" or "path:function". It only ever shrinks.
EXCEPTIONS: frozenset[str] = frozenset()


def long_functions(path: str, module: ast.Module) -> list[str]:
    """Functions of more than LONGEST_FUNCTION lines, without their decorators and docstring."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1 - _docstring_lines(node)
            if length > LONGEST_FUNCTION:
                found.append(f"{path}:{node.name}")
    return found


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


def too_long() -> set[str]:
    """Everything of ours that breaks a budget of lines."""
    found: set[str] = set()
    for path in python_files("app/", "bin/", "tests/", "migrations/env.py"):
        if text(path).count("\n") > LONGEST_FILE:
            found.add(path)
        if not path.startswith("tests/"):
            found.update(long_functions(path, tree(path)))
    for name in templates():
        if text(f"app/templates/{name}").count("\n") > LONGEST_TEMPLATE:
            found.add(f"app/templates/{name}")
    return found


def test_files_functions_and_templates_stay_small() -> None:
    assert too_long() == EXCEPTIONS


def test_scripts_and_styles_stay_small() -> None:
    own = [p for p in files() if re.match(r"app/static/(css|js)/", p)]
    assert len(own) > 20
    assert [p for p in own if text(p).count("\n") > LONGEST_FILE] == []


def test_a_long_function_is_noticed() -> None:
    body = "    x = 1\n" * LONGEST_FUNCTION
    assert long_functions("a.py", ast.parse(f"def f():\n{body}")) == ["a.py:f"]
    assert long_functions("a.py", ast.parse(f'def f():\n    """Doc."""\n{body[10:]}')) == []


def reached(assets: dict[str, bytes]) -> set[str]:
    """Scripts that a first visit loads: those of the base layout and what they import."""
    base = text("app/templates/layouts/base.html")
    waiting = re.findall(r"static_url\(['\"]([^'\"]+)['\"]", base)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name.startswith("js/"):
            script = assets[name].decode()
            waiting += [f"js/{other}" for other in re.findall(r"from\s*[\"']\./([^\"']+)", script)]
            waiting += [
                f"js/{other}" for other in re.findall(r"import\s*[\"']\./([^\"']+)", script)
            ]
    return found


def test_a_first_visit_is_light() -> None:
    served = read(ROOT / "app" / "static")
    names = reached({name: asset.body for name, asset in served.items()})
    assert {"app.css", "js/app.js"} <= names
    packed = {name: len(served[name].packed or served[name].body) for name in names}
    page = max(len(gzip.compress(text(f"app/templates/{n}").encode())) for n in templates())
    assert sum(packed.values()) + page <= FIRST_VISIT, packed
