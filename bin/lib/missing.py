"""Names the Debian packages this machine lacks, one a line. Runs before there is a .venv.

Usage: missing.py run | test. Standard library only, any Python from 3.11.
"""

import ctypes
import importlib.util
import shutil
import sys
from ctypes.util import find_library
from pathlib import Path

PANGO = (
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libgobject-2.0.so.0",
)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
# A register's database, and a printer that announces itself on a bus of its own.
OTHERS = {
    "mariadbd": "mariadb-server",
    "ippeveprinter": "cups-ipp-utils",
    "avahi-daemon": "avahi-daemon",
    "dbus-daemon": "dbus",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_a_font() -> bool:
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(next(folder.rglob("*.[to]tf"), None) for folder in folders if folder.is_dir())


def for_running() -> list[str]:
    """Packages without which .venv cannot be made or tags cannot be laid out."""
    lacking = []
    if not importlib.util.find_spec("ensurepip"):
        # Debian splits this from python3, and other Pythons of the machine have their own package.
        name = "python3" if sys.executable.endswith("python3") else Path(sys.executable).name
        lacking.append(f"{name}-venv")
    if sys.platform != "linux":
        return lacking if find_library("pango-1.0") else [*lacking, "pango"]
    if not all(map(_loads, PANGO)):
        lacking += ["libpango-1.0-0", "libpangoft2-1.0-0"]
    if not _loads("libharfbuzz-subset.so.0"):
        lacking.append("libharfbuzz-subset0")
    if not _has_a_font():
        lacking.append("fonts-dejavu-core")
    # Debian's pip trusts the certificates of the system, not its own.
    if (
        Path("/etc/debian_version").exists()
        and not Path("/etc/ssl/certs/ca-certificates.crt").exists()
    ):
        lacking.append("ca-certificates")
    return lacking


def for_tests() -> list[str]:
    """Packages without which the tests of browser, PostgreSQL, register or printer cannot run."""
    lacking = []
    if not any(map(shutil.which, BROWSERS)):
        lacking.append("chromium")
    if not (shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))):
        lacking.append("postgresql")
    lacking += [package for program, package in OTHERS.items() if not shutil.which(program)]
    return lacking


if __name__ == "__main__":
    print("\n".join({"run": for_running, "test": for_tests}[sys.argv[1]]()))
