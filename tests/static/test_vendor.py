"""Copies of other people's files are the ones we say they are."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "app/static/vendor"
COPIES = json.loads((VENDOR / "vendor.json").read_text())
LOCK = json.loads((VENDOR / "package-lock.json").read_text())["packages"]


@pytest.mark.parametrize("copy", COPIES, ids=[copy["file"] for copy in COPIES])
def test_copy_is_unchanged(copy):
    digest = hashlib.sha384((ROOT / copy["file"]).read_bytes()).digest()

    assert base64.b64encode(digest).decode() == copy["sha384"]


@pytest.mark.parametrize("copy", COPIES, ids=[copy["file"] for copy in COPIES])
def test_copy_is_of_the_locked_version_and_licence(copy):
    locked = LOCK[f"node_modules/{copy['package']}"]

    assert (locked["version"], locked["license"]) == (copy["version"], copy["licence"])


def test_versions_are_exact():
    package = json.loads((VENDOR / "package.json").read_text())
    asked = package["dependencies"] | package["devDependencies"]

    assert asked == {
        name: LOCK[f"node_modules/{name}"]["version"]
        for name in ("barcode-detector", "htmx.org", "lucide-static", "zxing-wasm", "axe-core")
    }


def test_camera_reader_has_the_very_wasm_it_was_made_for():
    # With any other it dies of a memory access out of bounds.
    asked = LOCK["node_modules/barcode-detector"]["dependencies"]["zxing-wasm"]
    script = next(VENDOR.glob("barcode-detector-*/zxing-exported.js")).read_text()
    (wasm,) = VENDOR.glob("zxing-wasm-*/zxing_reader.wasm")
    digest = hashlib.sha256(wasm.read_bytes()).hexdigest()

    assert (wasm.parent.name, digest in script) == (f"zxing-wasm-{asked}", True)


def test_lock_names_no_registry():
    named = [name for name, package in LOCK.items() if "resolved" in package]

    assert named == []


def test_every_listed_icon_is_in_the_sprite():
    sprite = (ROOT / "app/static/img/icons.svg").read_text()
    listed = [line.partition(" = ")[0] for line in (VENDOR / "icons.txt").read_text().splitlines()]

    assert [name for name in listed if f'id="{name}"' not in sprite] == []
