"""A folder as a whole: order, transactions, repetition, accounting."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.importers.corepos import FILE_NAMES, FileState, FolderRefused, Outcome, import_folder, run
from app.models import Base, Customer, Department, MemberRule, MemberType, Product
from tests.importers.corepos.exports import (
    SMALL_STORE,
    as_csv,
    outcomes,
    small_store,
    write_store,
    written_by,
)

PRODUCTS = "upc,description,normal_price,department\n"


def counts(session):
    tables = Base.metadata.sorted_tables
    return {t.name: session.scalar(sa.select(sa.func.count()).select_from(t)) for t in tables}


def test_a_second_run_changes_nothing(session, tmp_path):
    folder = small_store(tmp_path)
    first = import_folder(session, folder)
    with written_by(session) as statements:
        second = import_folder(session, folder)
    assert statements == []
    assert second.count(Outcome.UNCHANGED) == first.count(Outcome.IMPORTED)
    assert set(session.scalars(sa.select(Product.version))) == {1}
    assert set(session.scalars(sa.select(Customer.version))) == {1}


def test_only_what_changed_is_written(session, tmp_path):
    folder = small_store(tmp_path)
    import_folder(session, folder)
    changed = SMALL_STORE["products.csv"].replace("BANANAS,0.79", "Bananas,0.89")
    report = import_folder(session, write_store(folder, products=changed))
    bananas, crackers = session.scalars(sa.select(Product).order_by(Product.upc))
    assert outcomes(report, "products.csv") == [Outcome.UPDATED, Outcome.UNCHANGED]
    assert (bananas.retail, bananas.version, crackers.version) == (Decimal("0.89"), 2, 1)


def test_what_is_set_here_stays(session, tmp_path):
    folder = small_store(tmp_path)
    import_folder(session, folder)
    member = session.scalars(sa.select(MemberType).filter_by(number=1)).one()
    member.rule, member.percent = MemberRule.MARKUP, Decimal(30)
    flour = session.scalars(sa.select(Department).filter_by(number=12)).one()
    flour.minimum_quantity = 6
    mira = session.scalars(sa.select(Customer).filter_by(member_number=77, person_number=1)).one()
    mira.phone, mira.phone_digits, mira.search_text = "555-0100", "5550100", "old"
    session.commit()
    report = import_folder(session, folder)
    assert (member.rule, member.percent, flour.minimum_quantity) == (
        MemberRule.MARKUP,
        Decimal(30),
        6,
    )
    assert mira.search_text == "mira ashdown 555-0100 5550100 77"
    assert report.file("memtype.csv").rows[1].reasons == (
        "percent: differs from the file and was left as it is set here.",
        "rule: differs from the file and was left as it is set here.",
    )


def test_a_department_given_by_hand_stays_when_the_file_has_none(session, tmp_path):
    folder = small_store(tmp_path)
    write_store(folder, products=PRODUCTS + "0000000000011,Tea,2,0\n")
    import_folder(session, folder)
    tea = session.scalars(sa.select(Product)).one()
    tea.department_id = session.scalar(sa.select(Department.id).filter_by(number=12))
    session.commit()
    report = import_folder(session, folder)
    assert outcomes(report, "products.csv") == [Outcome.UNCHANGED]
    assert tea.department.number == 12


def test_a_column_that_the_file_lacks_leaves_what_is_there(session, tmp_path):
    folder = small_store(tmp_path)
    import_folder(session, folder)
    write_store(folder, products=PRODUCTS + "0001234567890,Crackers,3.99,150\n")
    report = import_folder(session, folder)
    crackers = session.scalars(sa.select(Product).filter_by(upc="0001234567890")).one()
    assert (crackers.size, crackers.discountable, crackers.search_text) == (
        "8 oz",
        False,
        "crackers 8 oz",
    )
    assert "The column brand is not in the file." in report.file("products.csv").notes


def test_a_dry_run_tells_the_same_and_keeps_nothing(session, tmp_path):
    folder = small_store(tmp_path)
    before = counts(session)
    dry = import_folder(session, folder, dry_run=True)
    assert counts(session) == before
    real = import_folder(session, folder)
    assert (dry.dry_run, dry.files) == (True, real.files)


def test_a_file_that_breaks_off_leaves_nothing_and_stops_nobody(session, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "BATCH", 1)
    folder = small_store(tmp_path)
    broken = PRODUCTS.encode() + b"0000000000011,Tea,2,12\n" + b"x" * 1_000_001
    report = import_folder(session, write_store(folder, products=broken))
    products = report.file("products.csv")
    assert (products.state, products.problem, products.rows) == (
        FileState.REFUSED,
        "The file has a line, number 3, that is too long to be a row.",
        [],
    )
    assert session.scalars(sa.select(Product)).all() == []
    assert outcomes(report, "custdata.csv") == [Outcome.IMPORTED] * 3


def test_a_database_that_refuses_ends_the_run_and_keeps_what_was_done(session, tmp_path):
    import_folder(session, small_store(tmp_path))
    session.execute(sa.text("ALTER TABLE member_types RENAME TO elsewhere"))
    session.commit()
    changed = SMALL_STORE["departments.csv"].replace("BFLOUR", "BMEAL")
    report = import_folder(session, write_store(tmp_path, departments=changed))
    session.execute(sa.text("ALTER TABLE elsewhere RENAME TO member_types"))
    session.commit()
    assert report.failure.startswith("memtype.csv: The database refused it: ")
    assert [each.state for each in report.files] == [
        *[FileState.READ] * 3,
        FileState.REFUSED,
        *[FileState.NOT_TRIED] * 4,
    ]
    assert session.scalar(sa.select(Department.name).filter_by(number=12)) == "BMEAL"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("upc,description\n1,a\n", "The file lacks the column normal_price and department."),
        ("", "The file is empty."),
        ("upc;description\n", "The file does not separate its columns by commas."),
    ],
)
def test_a_file_that_cannot_be_used_is_said_and_passed_over(session, tmp_path, content, problem):
    report = import_folder(session, write_store(small_store(tmp_path), products=content))
    assert (report.file("products.csv").state, report.file("products.csv").problem) == (
        FileState.REFUSED,
        problem,
    )
    assert ["products.csv", "", "refused", "", "", problem] in as_csv(report)


def test_a_file_of_a_header_only_and_one_in_other_letters(session, tmp_path):
    (tmp_path / "PRODUCTS.CSV").write_text(PRODUCTS.upper())
    report = import_folder(session, tmp_path)
    products = report.file("products.csv")
    assert (products.state, products.rows) == (FileState.READ, [])
    assert products.notes[-1] == "There are no rows under the header."
    assert {f.state for f in report.files if f is not products} == {FileState.MISSING}


def test_a_folder_without_known_files_is_refused(session, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n")
    with pytest.raises(FolderRefused, match=r"has none of the files superDeptNames\.csv"):
        import_folder(session, tmp_path)
    with pytest.raises(FolderRefused, match="is not a folder"):
        import_folder(session, tmp_path / "other.csv")


def test_a_known_name_that_is_a_folder_is_refused(session, tmp_path):
    (tmp_path / "products.csv").mkdir()
    report = import_folder(session, tmp_path)
    assert report.file("products.csv").problem == "The file is not a file."


def test_progress_reaches_the_end_of_every_file(session, tmp_path):
    heard = {}
    folder = small_store(tmp_path)
    import_folder(session, folder, progress=lambda name, done, size: heard.update({name: done}))
    assert heard == {name: len(SMALL_STORE[name].encode()) for name in FILE_NAMES}


def test_the_saved_report_names_every_row_and_runs_no_formula(session, tmp_path):
    rows = "=1+1,a,2,12\n0000000000011,Tea,-1,12\n0000000000012,Oats,2,12\n"
    folder = write_store(small_store(tmp_path), products=PRODUCTS + rows)
    found = [row for row in as_csv(import_folder(session, folder)) if row[0] == "products.csv"]
    assert [row for row in found if row[1]] == [
        ["products.csv", "2", "refused", "", "'=1+1", "upc: “=1+1” is not a code of 13 digits."],
        [
            "products.csv",
            "3",
            "imported",
            "yes",
            "0000000000011",
            "normal_price: “-1” is no price; a buyer has to set one.",
        ],
        ["products.csv", "4", "imported", "", "0000000000012", ""],
    ]


NASTY = st.text(
    st.sampled_from("0123456789,\"\n\r;-.'%<>=\0\x1b\ufffd\u202e\U0001f33eéx"), max_size=60
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(NASTY, max_size=6), name=st.sampled_from(FILE_NAMES), raw=st.binary())
def test_no_content_breaks_the_import(session, tmp_path, rows, name, raw):
    header = SMALL_STORE[name].split("\n", 1)[0].encode()
    content = header + b"\n" + "\n".join(rows).encode("utf-8", "replace") + b"\n" + raw
    write_store(small_store(tmp_path), **{name.removesuffix(".csv"): content})
    report = import_folder(session, tmp_path, dry_run=True)
    file = report.file(name)
    assert report.failure == ""
    assert sum(file.count(outcome) for outcome in Outcome) == len(file.rows)
    assert len({row.line for row in file.rows}) == len(file.rows)


def test_broken_text_in_every_cell_of_every_file_is_kept_out_or_told(session, tmp_path):
    for hostile in ("\0", "'; DROP TABLE products; --", "<script>", "9" * 400, "-1", "\u202eabc"):
        files = {}
        for name, content in SMALL_STORE.items():
            header = content.split("\n", 1)[0]
            row = ",".join([f'"{hostile}"'] * len(header.split(",")))
            files[name.removesuffix(".csv")] = f"{header}\n{row}\n"
        report = import_folder(session, write_store(tmp_path, **files))
        assert report.count(Outcome.REFUSED) == len(FILE_NAMES)
