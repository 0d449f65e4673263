"""The shell part: what it says when it may not install, and that a second start skips it all."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from environment import ROOT

SETUP = ROOT / "bin" / "lib" / "setup.sh"


def _sh(script: str, root: Path, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["/bin/sh", "-euc", f"root={root}; . {SETUP}; {script}"],
        env={"PATH": path, "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
    )


def _tools(folder: Path, *names: str) -> str:
    """A PATH on which exactly these commands exist, and do nothing."""
    folder.mkdir()
    for name in names:
        (folder / name).write_text("#!/bin/sh\nexit 1\n")
        (folder / name).chmod(0o755)
    return str(folder)


def _only(folder: Path, *names: str) -> str:
    """A PATH on which nothing but these real commands is found."""
    path = _tools(folder / "tools")
    for name in names:
        (folder / "tools" / name).symlink_to(shutil.which(name))
    return path


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A checkout whose .venv is marked as set up for running."""
    (tmp_path / "uv.lock").write_text("version = 1\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    mark = _sh('printf "%s" "$(cksum <"$root/uv.lock") $root"', tmp_path).stdout
    (tmp_path / ".venv" / ".caselot-run").write_text(mark + "\n")
    return tmp_path


def test_without_the_right_to_install_one_exact_line_is_printed(tmp_path):
    path = _tools(tmp_path / "tools", "apt-get", "sudo", "id")
    result = _sh('install_or_stop "libraries are" libpango-1.0-0 python3-venv', tmp_path, path)
    assert result.returncode == 1
    assert result.stderr == (
        "caselot: libraries are missing. Run: "
        "sudo apt-get install -y --no-install-recommends libpango-1.0-0 python3-venv\n"
    )


def test_without_apt_the_packages_are_named(tmp_path):
    path = _tools(tmp_path / "tools", "uname")
    result = _sh('install_or_stop "libraries are" libpango-1.0-0', tmp_path, path)
    assert result.returncode == 1
    assert result.stderr == (
        "caselot: libraries are missing. Install what Debian calls: libpango-1.0-0\n"
    )


def test_a_second_start_skips_everything(ready):
    # No Python and no apt on the way: whatever it tried would fail.
    result = _sh("set_up run; say done", ready, _only(ready, "cksum", "cat"))
    assert result.stderr == "done\n"


@pytest.mark.parametrize("change", ["lock", "purpose", "python"])
def test_a_change_is_set_up_anew(ready, change):
    if change == "lock":
        (ready / "uv.lock").write_text("version = 2\n")
    if change == "python":
        (ready / ".venv" / "bin" / "python").unlink()
    purpose = "test" if change == "purpose" else "run"
    result = _sh(f"set_up {purpose}", ready, _only(ready, "cksum", "cat", "uname"))
    assert result.returncode == 1
    assert result.stderr == (
        "caselot: Python 3.11 or newer is missing."
        " Install what Debian calls: python3 python3-venv\n"
    )


def test_a_set_up_for_tests_serves_for_running(ready):
    (ready / ".venv" / ".caselot-run").rename(ready / ".venv" / ".caselot-test")
    assert _sh("set_up run; set_up test; say done", ready).stderr == "done\n"


def test_this_machine_lacks_nothing_to_run():
    missing = [sys.executable, "-B", ROOT / "bin" / "lib" / "missing.py", "run"]
    assert subprocess.run(missing, capture_output=True, text=True).stdout == "\n"


@pytest.mark.parametrize("name", ["bin/up", "bin/test", "bin/flask", ".ci/run"])
def test_commands_are_executable_and_plain_sh(name):
    assert os.access(ROOT / name, os.X_OK)
    assert (ROOT / name).read_text().splitlines()[0] == "#!/bin/sh"
    subprocess.run(["/bin/sh", "-n", ROOT / name], check=True)
