"""The supervisor with real processes: comes up, keeps up, goes down, and leaves nothing."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import urllib.request
from contextlib import closing

import pytest

import embedded_valkey
from tests.bin.conftest import children_of, wait_until_gone

READY = r"^Caselot is ready at (http://localhost:(\d+))$"


def _story(run) -> list[str]:
    return (run.data / "story").read_text().splitlines()


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as reply:
        return reply.read()


def test_start_ends_with_one_line_and_the_demo_sign_ins(up):
    run = up()
    address = run.line(READY)[1]
    assert _get(f"{address}/livez") == b"ok"
    run.line("^ivan / buyer$")
    at = run.lines.index(f"Caselot is ready at {address}")
    assert run.lines[at + 1 :] == ["rosa / clerk", "ivan / buyer"]
    assert run.stop() == 0
    assert [line for line in run.lines if re.search(READY, line)] == [
        f"Caselot is ready at {address}"
    ]


def test_demo_is_played_on_the_first_start_only(up):
    for _ in range(2):
        run = up()
        run.line(READY)
        run.stop()
    assert _story(run).count("demo") == 1


def test_a_demo_that_was_interrupted_is_played_anew(up, checkout):
    wsgi = checkout / "wsgi.py"
    whole = wsgi.read_text()
    wsgi.write_text(
        whole.replace(
            '            tell("demo")\n', '            say("at it")\n            signal.pause()\n'
        )
    )
    run = up()
    run.line("at it")
    assert run.stop() == 0
    assert (run.data / "caselot.db").exists() is False
    wsgi.write_text(whole)
    run = up()
    run.line(READY)
    run.stop()
    assert _story(run).count("demo") == 1


def test_demo_never_joins_what_a_store_has_imported(up):
    run = up("--port", "0", "--no-demo")
    run.line(READY)
    run.stop()
    with closing(sqlite3.connect(run.data / "caselot.db")) as connection:
        connection.execute("INSERT INTO products VALUES (1)")
        connection.commit()
    run = up()
    run.line(READY)
    run.stop()
    assert "demo" not in _story(run)


def test_no_demo_leaves_the_database_empty_and_names_no_sign_ins(up):
    run = up("--port", "0", "--no-demo")
    run.line(READY)
    run.stop()
    assert "demo" not in _story(run)
    assert [line for line in run.lines if " / " in line] == []


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stops_in_order_and_leaves_nothing_running(up, sign):
    run = up("--port", "0", "--no-demo")
    run.line(READY)
    processes = [run.pid_of(name) for name in ("serving", "cron", "worker", "job")]
    processes += children_of(processes[0])
    processes.append(run.valkey())
    assert run.stop(sign) == 0
    assert list(dict.fromkeys(_story(run))) == [
        "web",
        "cron, valkey answers",
        "worker, valkey answers",
    ]
    assert [process for process in processes if os.path.exists(f"/proc/{process}")] == []


def test_nothing_outlives_a_supervisor_that_was_killed(up):
    run = up("--port", "0", "--no-demo")
    run.line(READY)
    processes = [run.pid_of(name) for name in ("serving", "cron", "worker")]
    processes.append(run.valkey())
    job = run.pid_of("job")
    run.stop(signal.SIGKILL)
    # A job of RQ runs to its end, this one has none.
    os.kill(job, signal.SIGKILL)
    assert [wait_until_gone(process) for process in processes] == [True] * 4
    # A new start waits for what is left of the old one, and then runs.
    assert up("--port", "0", "--no-demo").line(READY)[2].isdecimal()


@pytest.mark.parametrize(("name", "label"), [("worker", "worker"), ("cron", "cron")])
def test_a_killed_child_is_started_again(up, name, label):
    run = up("--port", "0", "--no-demo")
    run.line(READY)
    before = run.pid_of(name)
    os.kill(before, signal.SIGKILL)
    run.line(rf"{label} +\| ended with SIGKILL; starting again in 0\.2 s")
    assert int(run.line(rf"\| {name} (\d+)$")[1]) != before


def test_web_is_started_again_on_the_same_port(up):
    run = up("--port", "0", "--no-demo")
    address = run.line(READY)[1]
    os.kill(run.pid_of("serving"), signal.SIGKILL)
    run.line(r"web +\| ended with SIGKILL")
    run.line(r"\| serving \d+$")
    assert _get(f"{address}/livez") == b"ok"


def test_valkey_comes_back_with_its_data(up):
    run = up("--port", "0", "--no-demo")
    run.line(READY)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(run.data / "valkey.sock"))
        client.sendall(b"CONFIG SET appendfsync always\r\nSET order 7\r\n")
        assert client.makefile("rb").read(10) == b"+OK\r\n+OK\r\n"
    os.kill(run.valkey(), signal.SIGKILL)
    run.line(r"valkey +\| ended with SIGKILL")
    # The worker asks it when it ends, by then it is long back.
    os.kill(run.pid_of("worker"), signal.SIGKILL)
    run.line(r"\| worker \d+$")
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(run.data / "valkey.sock"))
        client.sendall(b"GET order\r\n")
        assert client.makefile("rb").read(7) == b"$1\r\n7\r\n"


def test_refuses_a_second_start_on_the_same_data(up):
    first = up("--port", "0", "--no-demo")
    first.line(READY)
    second = up("--port", "0")
    second.line(rf"^caselot: Caselot is already running on .*/var \(process {first.process.pid}\)$")
    assert second.process.wait() == 1


def test_says_when_the_port_is_taken(up):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        run = up("--port", port)
        run.line(rf"^caselot: cannot listen on 127.0.0.1 port {port}: Address already in use")
        assert run.process.wait() == 1


def test_gives_up_when_the_app_does_not_come_up(up, checkout):
    broken = (checkout / "wsgi.py").read_text() + '\nif STORY.exists():\n    raise OSError("no")\n'
    (checkout / "wsgi.py").write_text(broken.replace("def setup():", 'def setup():\n    tell("")'))
    run = up("--port", "0", "--no-demo")
    run.line("^caselot: the web processes do not come up, their words are above$")
    assert run.process.wait() == 1


def test_secret_key_is_made_once_and_private(up):
    keys = []
    for _ in range(2):
        run = up("--port", "0", "--no-demo")
        run.line(READY)
        run.stop()
        keys.append((run.data / "secret_key").read_text())
    assert keys[0] == keys[1]
    assert (run.data / "secret_key").stat().st_mode & 0o777 == 0o600
    assert run.data.stat().st_mode & 0o777 == 0o700


def test_flask_runs_in_the_same_environment(checkout):
    long = checkout / ("a" * 100)
    for data in (checkout / "var", long):
        said = subprocess.run(
            [checkout / ".venv/bin/python", checkout / "bin/lib/run_flask.py", "where"],
            env={"PATH": os.environ["PATH"], "CASELOT_DATA": str(data)},
            capture_output=True,
            text=True,
            check=True,
        )
        database, queue = said.stdout.splitlines()[-1].split()
        assert database == f"sqlite:///{data}/caselot.db"
        path = queue.removeprefix("unix://")
        assert len(path) <= 100
        assert path.startswith(str(data)) == (data != long)
        assert (data / "caselot.db").exists()


def test_uses_the_redis_that_is_given_and_starts_none(up, tmp_path_factory):
    with embedded_valkey.running(tmp_path_factory.mktemp("other")) as url:
        run = up("--port", "0", "--no-demo", env={"REDIS_URL": url})
        run.line(READY)
        assert run.stop() == 0
    assert (run.data / "valkey").exists() is False


def test_says_when_the_given_redis_is_none(up):
    run = up("--port", "0", env={"REDIS_URL": "mysql://localhost"})
    run.line("^caselot: Redis does not answer at REDIS_URL: ")
    assert run.process.wait() == 1


def test_says_when_the_given_postgresql_is_silent(up):
    run = up("--port", "0", env={"DATABASE_URL": "postgresql://x@/x?host=/nonexistent"})
    run.line("^caselot: PostgreSQL does not answer at DATABASE_URL: ")
    assert run.stop() == 1
