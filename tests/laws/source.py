"""The source as data, for laws that read it: files that git knows, syntax trees, templates."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "app" / "templates"


@cache
def files() -> tuple[str, ...]:
    """Every file of the project, new ones too, except what git ignores; paths from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(path for path in listed.splitlines() if (ROOT / path).is_file()))


def python_files(*folders: str) -> list[str]:
    """The Python files below these folders."""
    found = [path for path in files() if path.endswith(".py") and path.startswith(folders)]
    assert found, f"no Python below {folders}"
    return found


def templates() -> list[str]:
    """Names of all templates as Jinja loads them."""
    found = [path.removeprefix("app/templates/") for path in files() if _is_template(path)]
    assert found
    return found


def _is_template(path: str) -> bool:
    return path.startswith("app/templates/")


@cache
def text(path: str) -> str:
    """The file as text."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: str) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(text(path), path)


def nodes(path: str) -> Iterator[ast.AST]:
    """All nodes of the file."""
    return ast.walk(tree(path))


def dotted(node: ast.AST) -> str:
    """`line.order.status` for the node of that text; what is no name becomes `?`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"
