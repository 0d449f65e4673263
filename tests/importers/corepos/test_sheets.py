import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importers.corepos import sheets
from app.importers.corepos.sheets import FileRefused, open_sheet


def read(tmp_path, content):
    path = tmp_path / "some.csv"
    path.write_bytes(content)
    with open_sheet(path) as sheet:
        return sheet.columns, [(r.line, dict(r.cells), r.refusal) for r in sheet.records()]


def test_a_row_knows_the_line_it_begins_in(tmp_path):
    content = b'\xef\xbb\xbfNo,Word\r\n1,plain\r\n\r\n2,"two\r\nlines"\r\n3,last'
    assert read(tmp_path, content) == (
        ["No", "Word"],
        [
            (2, {"no": "1", "word": "plain"}, ""),
            (4, {"no": "2", "word": "two\r\nlines"}, ""),
            (6, {"no": "3", "word": "last"}, ""),
        ],
    )


def test_an_open_quote_costs_its_own_row_only(tmp_path):
    content = b'no,word\n1,"open\n2,"closed"\n3,"open at the end\n4,sound\n'
    assert [(line, refusal) for line, _, refusal in read(tmp_path, content)[1]] == [
        (2, "The row is not readable as CSV (look at its quotes)."),
        (3, ""),
        (4, "A quote opens in this row and does not close."),
        (5, ""),
    ]


def test_an_open_quote_does_not_swallow_the_rows_that_close_it(tmp_path):
    content = b'no,word\n1,"open\n2,b\n3,c"\n4,d\n'
    found = read(tmp_path, content)[1]
    assert [line for line, _, _ in found] == [2, 5]
    assert found[0][1]["word"] == "open\n2,b\n3,c"
    content = b'no,word\n1,"open\n2,"",x\n3,c\n'
    assert [line for line, _, refusal in read(tmp_path, content)[1] if not refusal] == [4]


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (b"1", "The row has “1” cells, the header “2”."),
        (b"1,a,b", "The row has “3” cells, the header “2”."),
        (b'1,"a"b', "The row is not readable as CSV (look at its quotes)."),
        (b"1,a\rb", "The row is not readable as CSV (look at its quotes)."),
        (b"1," + b"x" * 10_001, "A cell is longer than 10,000 characters."),
        (b"1," + b"x" * 200_000, "The row is not readable as CSV (look at its quotes)."),
    ],
)
def test_a_broken_row_is_refused_and_the_next_is_read(tmp_path, row, refusal):
    found = read(tmp_path, b"no,word\n" + row + b"\n2,fine\n")[1]
    assert [(line, why) for line, _, why in found] == [(2, refusal), (3, "")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n \n", "is empty"),
        (b'"no,word\n1,a\n', "has no readable header in its first line"),
        (b"no,word,no\n", "has the column no twice"),
        (b"no;word\n1;a\n", "does not separate its columns by commas"),
        ("no,word\n".encode("utf-16"), "is saved as UTF-16; save it as CSV in UTF-8"),
        (b"PK\x03\x04rest", "is a spreadsheet or an archive; save it as CSV"),
        (b"\x1f\x8brest", "is compressed; unpack it first"),
        (b"no,word\n" + b"\0" * 1_000_001, "has a line, number 2, that is too long to be a row"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, problem):
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, content)
    assert refused.value.message == problem


def test_what_is_no_file_or_too_large_is_refused(tmp_path, monkeypatch):
    with pytest.raises(FileRefused, match="is not a file"), open_sheet(tmp_path):
        pass
    monkeypatch.setattr(sheets, "LARGEST_FILE", 3)
    with pytest.raises(FileRefused, match="is larger than"):
        read(tmp_path, b"no,word\n")


def test_lines_that_are_not_utf8_are_read_as_windows_text_one_by_one(tmp_path):
    path = tmp_path / "some.csv"
    path.write_bytes(b"no,word\n1,caf\xc3\xa9\n2,caf\xe9 \x80\n3,odd\x81\n")
    with open_sheet(path) as sheet:
        found = [(r.cells["word"], bool(r.doubts)) for r in sheet.records()]
    assert found == [("café", False), ("café €", True), ("odd\x81", True)]


@given(st.lists(st.sampled_from(['1,"a"', '2,"', "3,x", '"', "4,5,6", '"",""', "", "\0,\0"])))
def test_every_line_is_in_some_row(tmp_path_factory, rows):
    content = "\n".join(["no,word", *rows]).encode()
    found = read(tmp_path_factory.mktemp("rows"), content)[1]
    covered = set()
    for line, cells, refusal in found:
        span = 0 if refusal else sum(cell.count("\n") for cell in cells.values())
        covered |= set(range(line, line + span + 1))
    blank = {number for number, row in enumerate(rows, 2) if not row}
    assert covered | blank == set(range(2, len(rows) + 2)) | blank
