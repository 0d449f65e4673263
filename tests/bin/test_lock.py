"""What may be downloaded, and that both ways of installing mean the same packages."""

import re
import tomllib
from urllib.parse import urlsplit

import pytest

from environment import ROOT

LOCK = tomllib.loads((ROOT / "uv.lock").read_text())
PINS = ROOT / "bin" / "lib"
ALLOWED_HOSTS = {"pypi.org", "files.pythonhosted.org"}


def _pins(file: str) -> dict[str, str]:
    return dict(
        re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", (PINS / file).read_text(), re.M)
    )


def _locked() -> dict[str, str]:
    return {
        package["name"]: package["version"]
        for package in LOCK["package"]
        if "virtual" not in package["source"]
    }


def _names_reached_from(names: list[dict]) -> set[str]:
    by_name = {package["name"]: package for package in LOCK["package"]}
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        wanted = waiting.pop()
        package = by_name[wanted["name"]]
        waiting += [
            needed
            for extra in wanted.get("extra", [])
            for needed in package.get("optional-dependencies", {}).get(extra, [])
        ]
        if wanted["name"] not in found:
            found.add(wanted["name"])
            waiting += package.get("dependencies", [])
    return found


def _caselot() -> dict:
    return next(package for package in LOCK["package"] if "virtual" in package["source"])


def test_lock_names_only_the_default_hosts():
    urls = re.findall(r'"(\w+://[^"]+)"', (ROOT / "uv.lock").read_text())
    assert {urlsplit(url).hostname for url in urls} == ALLOWED_HOSTS
    sources = {key for package in LOCK["package"] for key in package["source"]}
    assert sources == {"registry", "virtual"}


def test_every_locked_file_has_a_hash():
    without = [
        file["url"]
        for package in LOCK["package"]
        for file in [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        if not file.get("hash", "").startswith("sha256:")
    ]
    assert without == []


def test_fallback_for_tests_names_the_same_versions_as_the_lock():
    assert _pins("requirements-test.txt") == _locked()


def test_fallback_for_running_is_the_part_that_the_app_needs():
    needed = _names_reached_from(_caselot()["dependencies"])
    locked = _locked()
    assert _pins("requirements.txt") == {name: locked[name] for name in needed}


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-test.txt"])
def test_fallback_hashes_are_those_of_the_lock(file):
    written = set(re.findall(r"sha256:[0-9a-f]{64}", (PINS / file).read_text()))
    names = _pins(file)
    locked = {
        found["hash"]
        for package in LOCK["package"]
        if package["name"] in names
        for found in [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
    }
    assert written == locked


def test_uv_itself_is_pinned_exactly():
    assert re.fullmatch(r"uv==\d+\.\d+\.\d+\n", (PINS / "uv.txt").read_text())
