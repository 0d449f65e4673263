"""What the project's files may not say, and what they must."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from app.vocabulary.statuses import diagram
from tests.laws.source import files, nodes, python_files, text

TEXTS = (".py", ".md", ".html", ".css", ".js", ".sh", ".toml", ".txt", ".xml", ".service", ".env")
NOT_OURS = ("app/static/vendor/", "app/static/fonts/", "tests/browser/vendor/")
# This file has to say what is not to be said.
SELF = "tests/laws/test_repository.py"

# Homes of one machine, and addresses of packages other than the public ones.
MACHINE = re.compile(r"(?<![\w.:/])/(?:work|home|root|Users|mnt)/[\w.-]+")
PACKAGES = re.compile(
    r"https?://(?!pypi\.org/|files\.pythonhosted\.org/)[\w.:-]+/[^\s\"']*(?:simple|whl)"
)
# How a thing came about is no part of it.
ORIGIN = re.compile(
    r"(?<!user[-_ ])\b(?:sub-?)?agents?\b|\b(?:a|the|another) helpers? (?:is|wrote|writes)\b"
    r"|\bas an ai\b|\bissue #?\d+\b",
    re.IGNORECASE,
)

# Statements of the contract that this stage delivers.
DELIVERED = [
    *("C1", "C2", "C3"),
    *(f"C{n}" for n in range(5, 41)),
    *("D24", "L4", "L5", "L6"),
    *("B1", "B3", "B4", "B5", "B6", "B7", "B8", "B10", "B11", "B12", "B16", "B17", "B19", "B20"),
]


def ours() -> list[str]:
    """Text files that we wrote."""
    found = [p for p in files() if p.endswith(TEXTS) or "." not in p.rpartition("/")[2]]
    return [path for path in found if path != SELF and not path.startswith(NOT_OURS)]


def found_in(pattern: re.Pattern[str], paths: list[str]) -> list[str]:
    """`path: words` for every match."""
    return [f"{path}: {hit[0]}" for path in paths for hit in pattern.finditer(text(path))]


def test_no_path_of_one_machine() -> None:
    assert len(ours()) > 100
    assert found_in(MACHINE, ours()) == []


def test_packages_come_from_the_public_index() -> None:
    locks = ["uv.lock", *(p for p in files() if re.match(r"bin/lib/requirements.*\.txt", p))]
    assert len(locks) == 3
    assert found_in(PACKAGES, [*locks, *ours()]) == []


def test_the_files_speak_of_the_product_only() -> None:
    assert found_in(ORIGIN, ours()) == []


def test_a_slip_is_noticed() -> None:
    slips = {
        MACHINE: "see /home/someone/notes.txt",
        PACKAGES: "https://mirror.example/root/pypi/simple/flask",
        ORIGIN: "another helper wrote this",
    }
    for pattern, words in slips.items():
        assert pattern.search(words), words
    assert not ORIGIN.search("the User-Agent header")


def test_readme_shows_the_statuses_as_they_are() -> None:
    drawn = re.search(r"```mermaid\n(.*?)\n```", text("README.md"), re.DOTALL)
    assert drawn is not None
    assert drawn[1].strip() == diagram()


def marked() -> Iterator[str]:
    """Every id that a test names by `contract(…)`."""
    for path in python_files("tests/"):
        for node in nodes(path):
            is_mark = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_mark and node.func.attr == "contract":
                yield from (a.value for a in node.args if isinstance(a, ast.Constant))


def test_every_statement_that_is_delivered_has_a_test() -> None:
    assert len(DELIVERED) == 57
    proven = set(marked())
    assert [name for name in DELIVERED if name not in proven] == []
