"""Words are found the same way on both databases, whatever marks stand between them."""

from __future__ import annotations

import unicodedata

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, aliased

from app.domain.words import holds, matching, narrowed, words_of
from app.models import Customer, OrderLine, Product, Vendor, VendorItem, search
from app.vocabulary.searching import haystack
from tests.factories import a_customer, a_product, a_vendor, a_vendor_item


def found(session: Session, text: str, model: type = Product) -> bool:
    """Whether the only row is found, by the condition and by the join alike."""
    by_condition = session.scalars(sa.select(model.id).where(matching(model, text))).all()
    words = words_of(text)
    query = sa.select(model.id)
    by_join = session.scalars(narrowed(session, query, model, words)).all() if words else []
    assert by_condition == by_join
    return len(by_condition) == 1


TEXT = "Bob's Old-Fashioned Oats 12oz 7.5% O'Brien Crème brûlée half&half kg/lb mail@shop.example"


@pytest.mark.contract("C16")
@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("bob's", True),
        ("bobs", True),
        ("bob", True),
        ("BOB OATS", True),
        ("old-fashioned", True),
        ("old fashioned", True),
        ("oldfash", True),
        ("fashion", True),
        ("shioned", False),
        ("12oz", True),
        ("12", True),
        ("oz", False),
        ("7.5", True),
        ("5%", True),
        ("o'brien", True),
        ("obrien", True),
        ("brien", True),
        ("O’Brien", True),
        ("creme BRULEE", True),
        ("half half", True),
        ("half&half", True),
        ("kg/lb", True),
        ("mail@shop.example", True),
        ("shop.exam", True),
        ("oats rye", False),
        ("%", False),
        ("*", False),
        ("'", False),
        ('"oats" OR', False),
        ("oats*", True),
        ("oats:*", True),
        ("-oats", True),
        ("^oats", True),
        ("NEAR(oats)", False),
        ("", False),
    ],
)
def test_a_word_is_found_by_its_beginning(session: Session, text: str, is_found: bool) -> None:
    """Marks part words; apostrophes and hyphens may be left out; nothing typed is a command."""
    a_product(session, description=TEXT)
    assert found(session, text) is is_found


def test_a_changed_row_is_found_by_what_it_is_now(session: Session) -> None:
    """And a deleted one by nothing."""
    product = a_product(session, description="Brown rice")
    product.search_text = haystack("Red lentils")
    session.flush()
    assert (found(session, "brown"), found(session, "lentil")) == (False, True)
    product.size = "5 lb"
    session.flush()
    assert found(session, "lentil")
    session.execute(sa.update(Product).values(search_text="white beans"))
    assert (found(session, "lentil"), found(session, "beans")) == (False, True)
    session.delete(product)
    session.flush()
    assert not found(session, "beans")


def test_a_phone_is_found_by_digits_from_anywhere_in_it(session: Session) -> None:
    """Three or more, beside words of the name."""
    a_customer(session, first_name="Zoë", phone_digits="2175550142")
    typed = ("142", "5550142", "75550", "2175550142", "zoe 0142", "quill 555")
    assert [found(session, text, Customer) for text in typed] == [True] * 6
    assert [found(session, text, Customer) for text in ("143", "zoe 999")] == [False] * 2


def test_an_alias_is_asked_like_its_table(session: Session) -> None:
    product = a_product(session, description="Brown rice")
    other = aliased(Product)
    assert session.scalars(sa.select(other.id).where(matching(other, "rice"))).all() == [product.id]
    neither = sa.select(other.id).where(sa.not_(matching(other, "rice")))
    assert session.scalars(neither).all() == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5))
def test_whatever_is_written_is_found_by_each_of_its_words(
    session: Session, parts: list[str]
) -> None:
    """No letter of any script, no mark between words makes the two databases differ from what is
    typed."""
    with session.begin_nested() as savepoint:
        row = a_vendor_item(session, a_vendor(session))
        row.search_text = haystack(*parts)
        session.flush()
        unknown_to_sqlite = {w for w in words_of(row.search_text) if not _old(w)}
        for word in set(words_of(row.search_text)) - unknown_to_sqlite:
            assert found(session, word, VendorItem), (word, row.search_text)
        savepoint.rollback()


def _old(word: str) -> bool:
    """Whether all letters were in Unicode when SQLite's table of them was made."""
    return all(unicodedata.ucd_3_2_0.category(char)[0] in "LN" for char in word)


def test_every_table_with_words_is_indexed(session: Session) -> None:
    """One that is forgotten would be looked for in an index that is not there."""
    assert search.missing(session.connection()) == {}
    assert OrderLine.__tablename__ in search.WORDS


@pytest.mark.parametrize("text", ["Épicerie", "épicerie", "ÉPICERIE", "NIÑO", "picer", "100%_"])
def test_a_name_is_found_in_any_case(session: Session, text: str) -> None:
    a_vendor(session, "Épicerie Niño 100%_")
    a_vendor(session, "Someone")
    called = session.scalars(sa.select(Vendor.name).where(holds(Vendor.name, text))).all()
    assert called == ["Épicerie Niño 100%_"]


CHANGED = """
CREATE OR REPLACE FUNCTION search_words(text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN to_tsvector('simple', ''); END $$
"""
GONE = "DROP FUNCTION search_words(text) CASCADE"


@pytest.mark.parametrize("lost", [CHANGED, GONE])
def test_another_function_is_noticed_and_made_again(engine: sa.Engine, lost: str) -> None:
    """With the indexes over it: they hold the words that the other one made."""
    with Session(engine) as session:
        connection = session.connection()
        connection.execute(sa.text(lost))
        row = a_product(session)
        names = {words.name for words in search.WORDS.values()} | {search.FUNCTION}
        assert set(search.missing(connection)) == set(search.WORDS)
        assert set(search.restore(connection)) == names
        assert search.missing(connection) == {}
        # Only what the index holds is looked at.
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        assert session.scalars(sa.select(Product.id).where(matching(Product, "rolled"))).all() == [
            row.id
        ]
