"""The smallest app the supervisor can run. It says who it is, and writes down how it ends."""

import atexit
import os
import signal
import socket
import sqlite3
from pathlib import Path

import click
from flask import Flask

app = Flask(__name__)
STORY = Path(os.environ["CASELOT_DATA"]) / "story"
DATABASE = os.environ["DATABASE_URL"].removeprefix("sqlite:///")


def say(name: str) -> None:
    # In one piece: two processes share the pipe.
    os.write(1, f"{name} {os.getpid()}\n".encode())


def tell(words: str) -> None:
    with STORY.open("a") as story:
        story.write(words + "\n")


if "gunicorn" in os.environ.get("SERVER_SOFTWARE", ""):
    say("serving")
    atexit.register(tell, "web")


@app.get("/livez")
def livez():
    return "ok"


@app.cli.group("db")
def db_commands():
    pass


@db_commands.command()
def upgrade():
    with sqlite3.connect(DATABASE) as connection:
        for table in ("stores", "users", "products", "customers", "orders"):
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (id INTEGER)")


@app.cli.command()
def setup():
    print("roles and statuses are there")


@app.cli.command()
@click.option("--sign-ins", is_flag=True)
def demo(sign_ins):
    with sqlite3.connect(DATABASE) as connection:
        if not sign_ins:
            connection.execute("INSERT INTO stores VALUES (1)")
            tell("demo")
        elif connection.execute("SELECT 1 FROM stores").fetchone():
            print("rosa / clerk\nivan / buyer")


def valkey_answers() -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(os.environ["REDIS_URL"].removeprefix("unix://"))
        client.sendall(b"PING\r\n")
        return client.recv(16) == b"+PONG\r\n"


def run_until_told(name: str) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    say(name)
    signal.sigwait([signal.SIGTERM])
    tell(f"{name}, valkey {'answers' if valkey_answers() else 'is gone'}")


@app.cli.command()
def cron():
    run_until_told("cron")


@app.cli.command()
def worker():
    # A job of the worker in a process group of its own, as RQ starts them.
    if os.fork() == 0:
        os.setpgid(0, 0)
        say("job")
        signal.pause()
    run_until_told("worker")


@app.cli.command()
def where():
    print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
