from hypothesis import given
from hypothesis import strategies as st

from app.vocabulary.searching import haystack


def test_accents_case_and_spaces_make_no_difference():
    assert haystack("  Crème\tBRÛLÉE ", "", "Straße Øl ﬁnæ") == "creme brulee strasse ol finae"


def test_control_characters_part_words():
    assert haystack("red\x00lentils\u202egreen\u200bpeas") == "red lentils green peas"


def test_it_fits_its_column():
    assert haystack("ab " * 300) == ("ab " * 300)[:400].rstrip()


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text):
    once = haystack(text)
    assert (haystack(once), len(once) <= 400) == (once, True)
