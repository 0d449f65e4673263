"""What the supervisor does to the database before anything serves it."""

import re
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from urllib.parse import quote, unquote

from environment import BIN, ROOT, DataFolder, StartError
from log import write
from processes import dies_with_parent

# Any number will do, as long as every Caselot on one PostgreSQL uses the same.
MIGRATION_LOCK = 0xCA5E107

FLASK = str(BIN / "flask")

# The command that runs now, for `interrupt`.
_running: list[subprocess.Popen[str]] = []

# One row in any of these means that a store has begun, by an import or by hand.
PEOPLE_FILL = ("stores", "users", "products", "customers", "orders")


def run_flask(words: Sequence[str], env: dict[str, str]) -> None:
    """Runs one command of the app, its output in the log. Raises StartError if it fails."""
    with subprocess.Popen(
        [FLASK, *words],
        env=env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        preexec_fn=dies_with_parent(),
    ) as process:
        _running.append(process)
        try:
            for line in process.stdout or ():
                write("setup", line.rstrip())
        finally:
            _running.remove(process)
    if process.returncode:
        raise StartError(f"`flask {' '.join(words)}` failed, its words are above")


def interrupt() -> bool:
    """Ends the command that runs now; False if there is none. For a signal handler: an exception
    out of it could leave the log's lock behind."""
    for process in _running:
        process.terminate()
    return bool(_running)


def migrate(data: DataFolder, env: dict[str, str]) -> None:
    """Brings the tables up to date, with the statuses and roles that each version starts with; of
    several starts at the same time one does it."""
    if _is_up_to_date(env["DATABASE_URL"]):
        return
    with data.migrating(), _postgres_lock(env["DATABASE_URL"]):
        run_flask(["db", "upgrade"], env)
        run_flask(["setup"], env)


def prepare(data: DataFolder, env: dict[str, str], *, demo: bool) -> None:
    """Tables, and on the very first start the demo. Half a demo never becomes the database."""
    if demo and env["DATABASE_URL"] == f"sqlite:///{data.database}" and not data.database.exists():
        draft = data.database.with_suffix(".first")
        for leftover in data.path.glob(f"{draft.name}*"):
            leftover.unlink()
        draft_env = {**env, "DATABASE_URL": f"sqlite:///{draft}"}
        migrate(data, draft_env)
        _play_demo(draft_env)
        with closing(sqlite3.connect(draft)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        draft.rename(data.database)
        return
    migrate(data, env)
    if demo and is_new(env["DATABASE_URL"]):
        _play_demo(env)


def _play_demo(env: dict[str, str]) -> None:
    write("setup", "first start: playing three weeks of a small co-op (not with --no-demo)")
    run_flask(["demo"], env)


def is_new(url: str) -> bool:
    """Whether nobody has put anything here: invented orders must never join a store's own data.

    Raises StartError if the database cannot be read.
    """
    query = " UNION ALL ".join(f"SELECT 1 FROM {table}" for table in PEOPLE_FILL)  # noqa: S608
    query = f"SELECT NOT EXISTS ({query})"
    try:
        return bool(_rows(url, query)[0][0])
    except Exception as error:
        raise StartError(f"cannot read the database: {error}") from error


def _is_up_to_date(url: str) -> bool:
    """Whether the tables are of the newest migration. Asking the app itself takes a second."""
    texts = [file.read_text() for file in (ROOT / "migrations" / "versions").glob("*.py")]
    names = {
        word for text in texts for word in re.findall(r"^revision\b.*= *[\"'](.+)[\"']", text, re.M)
    }
    older = {
        word
        for text in texts
        for line in re.findall(r"^down_revision\b.*= *(.+)", text, re.M)
        for word in re.findall(r"[\"'](.+?)[\"']", line)
    }
    try:
        found = {str(row[0]) for row in _rows(url, "SELECT version_num FROM alembic_version")}
    except Exception:  # there is no such table, file or server: the migration says it better
        return False
    return bool(found) and found == names - older


def _rows(url: str, query: str) -> list[tuple[object, ...]]:
    if _is_postgres(url):
        import psycopg

        with psycopg.connect(_conninfo(url)) as connection:
            return connection.execute(query).fetchall()
    file = unquote(url.removeprefix("sqlite:///").partition("?")[0])
    with closing(sqlite3.connect(f"file:{quote(file)}?mode=rw", uri=True)) as connection:
        return connection.execute(query).fetchall()


@contextmanager
def _postgres_lock(url: str) -> Iterator[None]:
    """Several machines may start at the same time on one PostgreSQL."""
    if not _is_postgres(url):
        yield
        return
    import psycopg

    try:
        connection = psycopg.connect(_conninfo(url), autocommit=True)
    except psycopg.OperationalError as error:
        raise StartError(f"PostgreSQL does not answer at DATABASE_URL: {error}") from None
    with connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        yield


def _is_postgres(url: str) -> bool:
    return url.startswith("postgres")


def _conninfo(url: str) -> str:
    """The URL without SQLAlchemy's name of the driver."""
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url)
