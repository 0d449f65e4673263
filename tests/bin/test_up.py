"""`bin/up` with Caselot itself: a new database, every process, and the doors that must answer."""

import urllib.request

from environment import ROOT
from tests.bin.conftest import Run
from tests.bin.test_supervise import READY


def _status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as reply:
        return reply.status


def test_a_new_folder_becomes_a_running_caselot(tmp_path):
    words = ["--host", "127.0.0.1", "--port", "0", "--no-demo", "--data", str(tmp_path / "data")]
    run = Run(ROOT, *words)
    try:
        address = run.line(READY)[1]
        assert _status(f"{address}/livez") == 200
        assert _status(f"{address}/readyz") == 200
        assert run.stop() == 0
    finally:
        run.end()
    left = {entry.name for entry in (tmp_path / "data").iterdir()}
    assert left >= {"caselot.db", "secret_key", "valkey"}
    assert [line for line in run.lines if "Traceback" in line] == []
