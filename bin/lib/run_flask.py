"""bin/flask: the command line of the app with the data folder and the Valkey of bin/up.

The folder is $CASELOT_DATA, or var/ in the checkout.
"""

import os
import sys

import database
from environment import DataFolder, StartError

# These work without tables, or make them.
WITHOUT_TABLES = {"db", "routes", "--help", "--version"}


def main(words: list[str]) -> None:
    """Replaces this process by the app's. Makes the tables of a new embedded database first."""
    data = DataFolder()
    data.make()
    env = data.environment()
    is_new = "DATABASE_URL" not in os.environ and not data.database.exists()
    if is_new and words and not WITHOUT_TABLES & {words[0], words[-1]}:
        database.migrate(data, env)
    os.execve(database.FLASK, ["flask", *words], env)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except StartError as error:
        sys.exit(f"caselot: {error}")
