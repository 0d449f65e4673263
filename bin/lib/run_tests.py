"""bin/test: the whole suite in parallel, with a throw-away PostgreSQL beside it."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import postgres
from environment import BIN, ROOT

# Tests choose these by themselves; what the shell happens to hold must not reach them.
NOT_FOR_TESTS = ("DATABASE_URL", "REDIS_URL", "CASELOT_DATA", "CASELOT_SECRET_KEY", "FLASK_APP")


def main(words: list[str]) -> int:
    """Returns pytest's exit code. The cluster is gone afterwards, also after Ctrl-C."""
    env = {name: value for name, value in os.environ.items() if name not in NOT_FOR_TESTS}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    with ExitStack() as stack:
        if "CASELOT_TEST_POSTGRES_URL" not in env:
            try:
                env["CASELOT_TEST_POSTGRES_URL"] = stack.enter_context(postgres.running())
            except postgres.NoPostgres as reason:
                env["CASELOT_TEST_NO_POSTGRES"] = str(reason)
        # One more than cores: tests of the browser and of workers mostly wait.
        workers = str(max(2, os.cpu_count() or 2) + 1)
        command = [str(BIN / "pytest"), "-n", workers, "--dist", "worksteal", *words]
        process = subprocess.Popen(command, cwd=ROOT, env=env)
        # Ctrl-C reaches pytest by itself; here it must not cut the clearing up short.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for sign in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda number, _: process.send_signal(number))
        return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
