"""Tags and item codes, both ways: a register we cannot change must ring our tags up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vocabulary.barcodes import (
    BarcodeRefused,
    TagRef,
    check_digit,
    is_code,
    read_tag,
    readable_tag,
    readable_upc,
    tag_code,
    upc_candidates,
    upca_bits,
)
from app.vocabulary.errors import CaselotError

ORDERS = st.integers(1, 999_999)
LINES = st.integers(1, 99)


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


def completed(payload: str) -> str:
    return f"{payload}{check_digit(payload)}"


# The tag


@pytest.mark.contract("C26", "C36")
@pytest.mark.parametrize(
    ("order_number", "line_number", "code"),
    [(1, 1, "454000001015"), (123, 1, "454000123014"), (999_999, 99, "454999999997")],
)
def test_tag_codes_of_the_register_facts(order_number: int, line_number: int, code: str) -> None:
    assert tag_code(order_number, line_number) == code


@pytest.mark.contract("C35")
@given(ORDERS, LINES)
def test_every_way_to_give_a_tag_leads_to_its_line(order_number: int, line_number: int) -> None:
    code = tag_code(order_number, line_number)
    body = code[:11]
    spoken = readable_tag(code)
    given_as = [
        body,
        code,
        f"0{body}",
        f"00{body}",
        f"0{code}",
        f"00{code}",
        spoken,
        f" {body}\r\n",
    ]
    assert {read_tag(text) for text in given_as} == {TagRef(order_number, line_number)}


@given(ORDERS, LINES, st.integers(0, 11), st.integers(1, 9))
def test_a_tag_with_one_digit_misread_is_no_tag(
    order_number: int, line_number: int, place: int, shift: int
) -> None:
    code = tag_code(order_number, line_number)
    wrong = str((int(code[place]) + shift) % 10)
    assert read_tag(f"{code[:place]}{wrong}{code[place + 1 :]}") is None


@given(st.integers(), st.integers())
def test_a_tag_code_is_whole_or_refused(order_number: int, line_number: int) -> None:
    if 1 <= order_number <= 999_999 and 1 <= line_number <= 99:
        assert read_tag(tag_code(order_number, line_number)) == (order_number, line_number)
    else:
        with pytest.raises(BarcodeRefused):
            tag_code(order_number, line_number)


@pytest.mark.parametrize(
    ("order_number", "line_number"),
    [(0, 1), (-1, 1), (1_000_000, 1), (1, 0), (1, -1), (1, 100), (10**30, 10**30)],
)
def test_numbers_that_do_not_fit_are_refused_with_the_reason(
    order_number: int, line_number: int
) -> None:
    with pytest.raises(BarcodeRefused) as refusal:
        tag_code(order_number, line_number)
    assert issubclass(BarcodeRefused, CaselotError)
    assert issubclass(BarcodeRefused, ValueError)
    assert "can't have a barcode" in refusal.value.message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "454",
        "45400012301",  # see below: this one is a tag
        "454000123015",  # wrong check digit
        "45400000001",  # order 0
        "45400012300",  # line 0
        "0000454000123014",  # more zeros than any scanner adds
        "0001234567890",
        "454000123O1",
        "٤٥٤٠٠٠١٢٣٠١",  # Arabic-Indic digits: Python reads them, a register does not
        "454" * 1000,
        "'; DROP TABLE orders; --",
        "\x00454000123014",
    ],
)
def test_only_tags_are_read_as_tags(text: str) -> None:
    expected = TagRef(123, 1) if text == "45400012301" else None
    assert read_tag(text) == expected


@given(st.text())
def test_reading_never_fails(text: str) -> None:
    assert read_tag(text) is None or text.strip() != ""
    candidates = upc_candidates(text)
    assert is_code(text) == bool(candidates)


# The bars


def test_bars_of_a_known_code() -> None:
    assert upca_bits("036000291452") == (
        "101"
        "0001101" "0111101" "0101111" "0001101" "0001101" "0001101"
        "01010"
        "1101100" "1110100" "1100110" "1011100" "1001110" "1101100"
        "101"
    )  # fmt: skip


@given(ORDERS, LINES)
def test_bars_have_the_shape_of_upc_a(order_number: int, line_number: int) -> None:
    bits = upca_bits(tag_code(order_number, line_number))
    digits_bars = [bits[3 + 7 * n : 10 + 7 * n] for n in range(6)]
    digits_bars += [bits[50 + 7 * n : 57 + 7 * n] for n in range(6)]
    assert (len(bits), bits[:3], bits[45:50], bits[92:]) == (95, "101", "01010", "101")
    assert [bars.count("1") % 2 for bars in digits_bars] == [1] * 6 + [0] * 6


@pytest.mark.parametrize("code", ["", "45400012301", "454000123015", "45400012301x", "4" * 13])
def test_bars_are_refused_for_anything_else(code: str) -> None:
    with pytest.raises(BarcodeRefused):
        upca_bits(code)


@given(digits(11))
def test_check_digit_of_upc_a_weighs_3_1_from_the_left(payload: str) -> None:
    weighted = sum(int(d) * (1 if place % 2 else 3) for place, d in enumerate(payload))
    assert (weighted + check_digit(payload)) % 10 == 0


@pytest.mark.parametrize("text", ["", "12a", "-1", "²"])
def test_check_digit_wants_digits(text: str) -> None:
    with pytest.raises(BarcodeRefused):
        check_digit(text)


# The item's own code


@pytest.mark.contract("C16")
@pytest.mark.parametrize(
    ("given_as", "stored"),
    [
        ("012345678905", "0001234567890"),  # UPC-A, as scanned
        ("0 12345-67890 5", "0001234567890"),  # UPC-A, as printed
        ("01234567890", "0001234567890"),  # UPC-A without check digit
        ("0012345678905", "0001234567890"),  # UPC-A, sent by the scanner as EAN-13
        ("4006381333931", "0400638133393"),  # EAN-13
        ("400638133393", "0400638133393"),  # EAN-13 without check digit
        ("4 006381 333931", "0400638133393"),
        ("96385074", "0000009638507"),  # EAN-8
        ("04252614", "0004210000526"),  # UPC-E with number system and check digit
        ("425261", "0004210000526"),  # UPC-E, bare
        ("0425261", "0004210000526"),  # UPC-E without check digit
        ("4011", "0000000004011"),  # PLU
        ("94011", "0000000094011"),  # PLU, organic
        ("211", "0000000000211"),  # a store's own short code
        ("10012345678902", "0001234567890"),  # GTIN-14 on the outer case
        ("0020030000000", "0020030000000"),  # the stored form itself
    ],
)
def test_the_likeliest_meaning_of_a_code(given_as: str, stored: str) -> None:
    assert upc_candidates(given_as)[0] == stored


def test_other_meanings_follow() -> None:
    assert upc_candidates("012345678905") == ("0001234567890", "0012345678905")
    assert upc_candidates("425261") == ("0004210000526", "0000000425261")
    assert upc_candidates("0004210000526") == ("0004210000526",)


def test_the_price_in_a_scale_label_is_blanked() -> None:
    assert "0020030000000" in upc_candidates(completed("20030001299"))


@pytest.mark.parametrize(
    ("payload", "expanded"),
    [
        ("0123450", "01200000345"),
        ("0123451", "01210000345"),
        ("0123452", "01220000345"),
        ("0123453", "01230000045"),
        ("0123454", "01234000005"),
        ("0123455", "01234500005"),
        ("1123459", "11234500009"),
    ],
)
def test_every_pattern_of_upc_e(payload: str, expanded: str) -> None:
    scanned = f"{payload}{check_digit(expanded)}"
    assert upc_candidates(scanned)[0] == f"00{expanded}"
    assert upc_candidates(payload)[0] == f"00{expanded}"


@pytest.mark.contract("C18")
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "000",
        "0" * 13,
        "olive oil",
        "12 oz",
        "4011a",
        "1" * 15,
        "9" * 10_000,
        "١٢٣٤",
        "1.5",
    ],
)
def test_words_and_wrong_numbers_are_no_codes(text: str) -> None:
    assert upc_candidates(text) == ()
    assert not is_code(text)


@given(st.integers(1, 14).flatmap(digits))
def test_candidates_are_stored_forms_without_repeats(text: str) -> None:
    found = upc_candidates(text)
    assert all(len(code) == 13 and code.isdigit() and int(code) for code in found)
    assert len(found) == len(set(found)) <= 4
    assert len(text) == 14 or (text.zfill(13) in found) == (int(text) > 0)


@given(digits(11).filter(lambda payload: int(payload) > 0))
def test_a_upc_is_found_with_and_without_its_check_digit(payload: str) -> None:
    stored = f"00{payload}"
    assert upc_candidates(completed(payload))[0] == stored
    assert upc_candidates(payload)[0] == stored


@given(st.one_of(digits(11), digits(12), digits(5)).map(lambda code: code.zfill(13)))
def test_what_is_shown_of_a_code_can_be_typed_back(stored: str) -> None:
    if int(stored):
        assert upc_candidates(readable_upc(stored))[0] == stored


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("0000000004011", "4011"),
        ("0001234567890", "0 12345 67890 5"),
        ("0400638133393", "4 006381 333931"),
        ("4001638099950", "4001638099950"),
        ("", ""),
        ("no code", "no code"),
    ],
)
def test_codes_are_shown_as_on_the_package(stored: str, shown: str) -> None:
    assert readable_upc(stored) == shown


def test_tag_digits_keep_the_check_digit_apart() -> None:
    assert readable_tag("454000123014") == "454 000123 01 4"
