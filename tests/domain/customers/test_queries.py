"""Customers: found by number, phone and name; listed by name; with their orders."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.customers import queries
from app.domain.customers.queries import Who
from app.domain.orders import actions
from app.domain.orders.statuses import book
from app.models import AccountState, CustomerKind, CustomerReach, ReachKind
from app.vocabulary.errors import NotFound
from tests.factories import a_customer, a_department, a_product, a_wish, an_order
from tests.support.cast import Cast, viewer_of
from tests.support.queries import count_queries


def test_a_member_number_beats_digits_of_a_phone(session: Session) -> None:
    """A household comes in the order of its members; inactive people do not come."""
    second = a_customer(session, first_name="Ivo", member_number=5550, person_number=2)
    first = a_customer(session, member_number=5550)
    a_customer(session, member_number=5550, person_number=3, active=False)
    a_customer(session, phone_digits="2175555550")
    assert queries.find(session, "5550") == [first, second]


def test_phones_are_found_by_any_digits_however_written(session: Session) -> None:
    """Three are enough, from anywhere in it; two find nobody by a phone."""
    ada = a_customer(session, phone_digits="2175550142")
    a_customer(session, phone_digits="2175550143")
    for text in ("142", "0142", "50142", "555-0142", "(217) 555 0142", "+1 217 555 0142"):
        assert queries.find(session, text) == [ada], text
    assert len(queries.find(session, "17 555")) == 2
    assert queries.find(session, "0144") == []


@pytest.mark.contract("M5")
def test_further_phones_and_emails_find_their_customer_too(session: Session) -> None:
    """Once, however many of them fit; nobody who is not active any more."""
    ada, gone = a_customer(session), a_customer(session, active=False)
    for person in (ada, gone):
        for kind, value, digits in (
            (ReachKind.PHONE, "+13125550177", "3125550177"),
            (ReachKind.PHONE, "+13125550178", "3125550178"),
            (ReachKind.EMAIL, "Ada@Kitchen.example", ""),
        ):
            row = CustomerReach(customer=person, kind=kind, value=value, digits=digits)
            session.add(row)
    session.flush()
    for text in ("312 555 0177", "0178", "12555", "ada@kitchen.example", "kitchen"):
        assert queries.find(session, text) == [ada], text


@pytest.mark.contract("P1")
def test_a_number_with_a_leading_zero_is_no_member_number(session: Session) -> None:
    """Somebody says the last four digits of a phone."""
    ada = a_customer(session, phone_digits="2175550142")
    member = a_customer(session, member_number=142, phone_digits="")
    assert (queries.find(session, "0142"), queries.find(session, "142")) == ([ada], [member])


def test_names_are_found_by_words_without_accents(session: Session) -> None:
    """All words, in any order; a wildcard is a letter."""
    zoe = a_customer(session, first_name="Zoë", last_name="Çelik")
    a_customer(session, first_name="Zoe", last_name="Marsh")
    assert queries.find(session, "celik zoe") == [zoe]
    for nothing in ("%", "_", "", "  ", "'; --", "9" * 400):
        assert queries.find(session, nothing) == [], nothing


def test_everybody_is_listed_once_page_by_page(session: Session) -> None:
    """By name; people of the same name in the order they came; a page that starts at somebody who
    is gone starts over."""
    people = [a_customer(session, last_name=f"Quill {n // 3:02d}") for n in range(120)]
    a_customer(session, last_name="Aaron", active=False)
    seen, after = [], None
    while True:
        page = queries.by_name(session, after=after)
        seen += page.customers
        after = page.after
        if after is None:
            break
    assert seen == people
    assert queries.by_name(session, after=2_000_000_000).customers == people[: queries.PAGE]


def test_a_page_takes_one_statement_and_the_one_it_starts_behind(session: Session) -> None:
    """With one customer or many."""
    people = [a_customer(session, last_name=f"Quill {n:02d}") for n in range(60)]
    after = people[4].id
    session.expunge_all()
    with count_queries() as asked:
        assert len(queries.by_name(session, after=after).customers) == 50
    assert len(asked) == 2


@pytest.mark.parametrize("who", [Who.ALL, Who.ORGANIZATIONS, Who.HOLD])
@pytest.mark.parametrize("further", [False, True])
def test_a_page_of_names_is_read_along_the_index(session: Session, further: bool, who: Who) -> None:
    """Neither a scan of everybody nor a sort, on both databases."""
    last = a_customer(session) if further else None
    bind = session.get_bind()
    lite = bind.dialect.name == "sqlite"
    if not lite:
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        session.execute(sa.text("SET LOCAL enable_sort = off"))
    written = queries.names(last, who).compile(
        dialect=bind.dialect, compile_kwargs={"literal_binds": True}
    )
    word = "EXPLAIN QUERY PLAN" if lite else "EXPLAIN"
    plan = "\n".join(str(row) for row in session.execute(sa.text(f"{word} {written}")))
    index = {Who.ALL: "name", Who.ORGANIZATIONS: "kind", Who.HOLD: "state"}[who]
    # Among a handful of rows PostgreSQL takes any index that is in the order of names.
    assert f"ix_customers_by_{index if lite else ''}" in plan
    assert ("TEMP B-TREE" in plan or "Sort" in plan) is False


def test_orders_of_a_customer_are_open_or_past(session: Session, cast: Cast) -> None:
    """Newest first, a page at a time; nobody else's."""
    by, ada, ivo = viewer_of(cast.taker), a_customer(session), a_customer(session)
    product = a_product(session, a_department(session))
    orders = [an_order(session, by, [a_wish(product)], ada) for _ in range(3)]
    an_order(session, by, [a_wish(product)], ivo)
    actions.close(orders[0], "canceled", by=viewer_of(cast.buyer), book=book(session))
    session.flush()
    waiting, past = queries.both_orders_of(session, ada.id)
    assert [o.number for o in waiting.orders] == [orders[2].number, orders[1].number]
    assert past.orders == [orders[0]]
    assert queries.both_orders_of(session, ada.id, before=orders[0].id)[1].orders == []
    assert queries.open_orders(session, ada.id) == 2


def test_a_customer_who_is_not_there_is_said(session: Session) -> None:
    with pytest.raises(NotFound):
        queries.by_id(session, 2_000_000_000)


def test_a_list_is_narrowed_to_members_organizations_or_those_on_hold(session: Session) -> None:
    """Names and searches alike."""
    member = a_customer(session, member_number=208)
    school = a_customer(session, last_name="Quill School", kind=CustomerKind.ORGANIZATION)
    held = a_customer(session, account_state=AccountState.HOLD)
    wanted = {
        Who.ALL: {member, school, held},
        Who.MEMBERS: {member},
        Who.OTHERS: {school, held},
        Who.ORGANIZATIONS: {school},
        Who.HOLD: {held},
    }
    for who, people in wanted.items():
        assert set(queries.by_name(session, who=who).customers) == people, who
        assert set(queries.find(session, "quill", who=who)) == people, who
    assert queries.find(session, "208", who=Who.HOLD) == []


def test_a_customer_comes_whole_in_one_statement(session: Session) -> None:
    """With addresses, further phones, and who noted consent."""
    ada = a_customer(session)
    session.expunge_all()
    with count_queries() as asked:
        whole = queries.whole(session, ada.id)
        assert (whole.addresses, whole.reaches) == ([], [])
    assert len(asked) == 1
    with pytest.raises(NotFound):
        queries.whole(session, 2_000_000_000)
