"""Imports point down only (design 1): the contract in pyproject.toml, kept."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.laws.source import ROOT, python_files, text

SCRIPT = Path(sys.executable).with_name("lint-imports")


def test_the_rooms_keep_their_order() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [SCRIPT, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    assert "1 kept, 0 broken" in done.stdout


def test_the_contract_names_every_room() -> None:
    contracts = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert [contract["exhaustive"] for contract in contracts] == [True]
    named = " ".join(contracts[0]["layers"])
    rooms = {path.split("/")[1].removesuffix(".py") for path in python_files("app/")}
    assert sorted(room for room in rooms - {"__init__"} if room not in named) == []


def test_a_broken_rule_is_noticed(tmp_path: Path) -> None:
    """The same contract over rooms in which the trade asks the web for something."""
    settings = text("pyproject.toml").partition("[tool.importlinter]")[2].partition("[tool.djlint]")
    (tmp_path / "pyproject.toml").write_text("[tool.importlinter]" + settings[0])
    for room in ("domain", "web", "models", "vocabulary"):
        (tmp_path / "app" / room).mkdir(parents=True)
        (tmp_path / "app" / room / "__init__.py").touch()
    for room in ("cli", "blueprints", "jobs", "extensions", "config"):
        (tmp_path / "app" / f"{room}.py").touch()
    (tmp_path / "app" / "__init__.py").touch()
    (tmp_path / "app" / "domain" / "__init__.py").write_text("from app import web\n")
    done = subprocess.run(
        [SCRIPT, "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "app.domain is not allowed to import app.web" in done.stdout
