import csv

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cli.importing import group
from app.extensions import db, tame
from app.models import Base, Product
from tests.importers.corepos.exports import small_store


@pytest.fixture
def cli(tmp_path):
    app = Flask("importing")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'cli.db'}"
    db.init_app(app)
    app.cli.add_command(group)
    with app.app_context():
        tame(db.engine)
        Base.metadata.create_all(db.engine)
    runner = app.test_cli_runner()

    def call(*arguments):
        result = runner.invoke(args=["import", "corepos", *map(str, arguments)])
        with app.app_context():
            products = db.session.scalar(sa.select(sa.func.count()).select_from(Product))
        return result, products

    return call


def test_it_imports_sums_up_and_saves_the_report(cli, tmp_path):
    saved = tmp_path / "report.csv"
    result, products = cli(small_store(tmp_path), "--report", saved)
    table = [line.split() for line in result.stdout.splitlines()[:9]]
    with saved.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row[1]]
    assert (result.exit_code, products) == (0, 2)
    assert table[6] == ["products.csv", "2", "2", "0", "0", "0", "0", "0"]
    assert table[8] == ["tenders.csv", "1", "0", "0", "0", "1", "0", "0"]
    assert "     1  kept for later: Ways to pay have no table yet." in result.stdout
    assert len(rows) == 1 + 17
    assert result.stderr.splitlines()[0] == "Reading superDeptNames.csv"


def test_a_dry_run_says_so_and_keeps_nothing(cli, tmp_path):
    result, products = cli(small_store(tmp_path), "--dry-run")
    assert (result.exit_code, products) == (0, 0)
    assert result.stdout.splitlines()[-1] == "This was a dry run: nothing was kept."


def test_refused_rows_are_no_failure(cli, tmp_path):
    (tmp_path / "products.csv").write_text("upc,description,normal_price,department\n1,a,2,3\n")
    result, products = cli(tmp_path)
    assert (result.exit_code, products) == (0, 0)
    assert "refused: upc: “…” is not a code of 13 digits." in result.stdout
    assert "superdepts.csv      not there" in result.stdout


def test_a_folder_that_cannot_be_used_ends_with_two(cli, tmp_path):
    result, _ = cli(tmp_path / "nowhere")
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path / 'nowhere'} is not a folder.\n")


def test_a_report_that_cannot_be_written_stops_before_anything_is_imported(cli, tmp_path):
    result, products = cli(small_store(tmp_path), "--report", tmp_path / "no" / "report.csv")
    assert (result.exit_code, products) == (2, 0)


def test_a_database_without_tables_is_said_in_words(cli, tmp_path):
    with_nothing = Flask("empty")
    with_nothing.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'empty.db'}"
    db.init_app(with_nothing)
    with_nothing.cli.add_command(group)
    result = with_nothing.test_cli_runner().invoke(
        args=["import", "corepos", str(small_store(tmp_path))]
    )
    assert result.exit_code == 1
    assert "superDeptNames.csv: The database refused it: no such table" in result.stderr
