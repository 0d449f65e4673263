"""Killing the worker, the web or Valkey at any moment loses nothing and doubles nothing.

Real processes, killed with -9 while they are at it; whatever the moment hits, the outcome is whole
or absent, and another try or the sweeper makes it whole, once.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from threading import Thread

import pytest
import sqlalchemy as sa

from app.domain.orders import drafts
from app.domain.orders.content import DraftContent
from app.models import (
    Document,
    Draft,
    Order,
    OrderEvent,
    OrderLine,
    OutboxRow,
    PrintState,
    TagCopy,
    TagPrint,
)
from app.vocabulary import clock
from app.web.access import session_key
from app.web.forms import new_key
from tests.factories import a_department, a_product, a_wish
from tests.jobs.conftest import Store
from tests.support.goods import arrived
from tests.support.machine import eventually

# Seconds after sending, spread over the time that a save takes.
KILL_AFTER = (0.0, 0.004, 0.008, 0.012, 0.02)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are killed by /proc")

# What Valkey forgets, it forgets whatever database stands beside it.
on_one_database = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


def printed_once(store: Store, lines: list[OrderLine], print_id: int) -> None:
    """Every line has one copy, one event, and there is one PDF."""
    assert store.done(print_id)
    copied = sa.select(sa.func.count()).where(OrderLine.copies == 1)
    events = sa.select(sa.func.count()).where(OrderEvent.verb == "tag_printed")
    assert [store.one(query) for query in (copied, events)] == [len(lines), len(lines)]
    assert (store.count(Document), store.one(sa.select(sa.func.max(OutboxRow.open)))) == (1, 0)


def a_big_order(store: Store) -> list[OrderLine]:
    """Lines whose tags are laid out long enough to be hit."""
    lines = [line for _ in range(3) for line in arrived(store.session, store.cast, 40)]
    store.session.commit()
    return lines


def test_the_worker_is_killed_during_a_print(store: Store) -> None:
    """With its child, while it lays out: the next worker prints, and every tag is one copy."""
    lines = a_big_order(store)
    store.machine.worker()
    print_id = store.ask(lines)
    eventually(lambda: attempts(store) == 1, "the worker has begun")
    store.machine.kill("worker")
    assert (store.state_of(print_id), store.count(Document)) == (PrintState.WAITING, 0)
    store.machine.worker()
    assert store.sweep_later() == 1
    eventually(lambda: store.done(print_id), "the second worker has printed")
    assert attempts(store) == 2
    printed_once(store, lines, print_id)


def test_only_the_parent_of_the_worker_is_killed(store: Store) -> None:
    """Its child goes on while a second worker does the same: one of them is heard."""
    lines = a_big_order(store)
    store.machine.worker()
    print_id = store.ask(lines)
    eventually(lambda: attempts(store) == 1, "the worker has begun")
    store.machine.kill("worker", children=False)
    store.machine.worker()
    store.sweep_later()
    eventually(lambda: store.done(print_id), "somebody has printed")
    store.machine.kill("worker")
    printed_once(store, lines, print_id)


@on_one_database
@pytest.mark.parametrize("forget", [False, True])
def test_valkey_is_killed_before_and_after_a_ticket(store: Store, forget: bool) -> None:
    """With and without what it had on disk: asked for while it is away, or lost in its queue."""
    first, second = (arrived(store.session, store.cast, 2) for _ in range(2))
    queued = store.ask(first)
    store.machine.kill("valkey")
    unqueued = store.ask(second)
    store.machine.valkey(forget=forget)
    store.sweep_later()
    store.machine.worker()
    eventually(lambda: store.done(queued) and store.done(unqueued), "both are printed")
    assert store.count(Document) == 2
    assert store.one(sa.select(sa.func.count()).where(OrderLine.copies == 1)) == 4


@on_one_database
def test_valkey_is_killed_under_the_worker(store: Store) -> None:
    """During a print: what is done is done, and the worker finds Valkey again by itself."""
    lines = a_big_order(store)
    store.machine.worker()
    print_id = store.ask(lines)
    eventually(lambda: attempts(store) == 1, "the worker has begun")
    store.machine.kill("valkey")
    eventually(lambda: store.done(print_id), "printed without Valkey")
    store.machine.valkey(forget=True)
    printed_once(store, lines, print_id)
    again = store.ask(lines[:1])
    eventually(lambda: store.done(again), "the same worker goes on")
    assert store.machine.running["worker"].poll() is None


def test_the_web_is_killed_during_a_save(store: Store) -> None:
    """At one moment after another while an order and a print are sent: they are whole or absent,
    and the same forms sent again make one of each."""
    taker = session_key(store.cast.taker)
    store.machine.web()
    for delay in KILL_AFTER:
        lines, draft, key = arrived(store.session, store.cast, 2), a_draft(store), new_key()
        store.session.commit()
        before = census(store)
        sends = (
            (f"/orders/new/{draft}/place", order_form(store)),
            ("/tags/print", print_form(lines, key)),
        )
        posts = [Thread(target=store.machine.post, args=(*send, taker)) for send in sends]
        for post in posts:
            post.start()
        time.sleep(delay)
        store.machine.kill("web")
        assert census(store) - before in (NOTHING, AN_ORDER, A_PRINT, AN_ORDER + A_PRINT)
        store.machine.web()
        assert [store.machine.post(*send, taker) for send in sends] == [303, 303]
        for post in posts:
            post.join()
        assert census(store) - before == AN_ORDER + A_PRINT


# The rows that an order of one line and a print of two tags are made of, as whole things.
NOTHING: Counter[str] = Counter()
AN_ORDER = Counter(orders=1, lines=1, taken=1)
A_PRINT = Counter(prints=1, tags=2, outbox=1)


def census(store: Store) -> Counter[str]:
    """How many rows of each kind there are."""
    taken = sa.select(sa.func.count()).where(OrderEvent.verb == "taken")
    return Counter(
        orders=store.count(Order),
        lines=store.count(OrderLine),
        taken=int(store.one(taken)),
        prints=store.count(TagPrint),
        tags=store.count(TagCopy),
        outbox=store.count(OutboxRow),
    )


def a_draft(store: Store) -> str:
    """The key of a draft that only needs to be placed."""
    product = a_product(store.session, a_department(store.session))
    content = drafts.write_contact(DraftContent(), {"last_name": "Walk-in", "phone": "555-0199"})
    key = new_key()
    store.session.add(
        Draft(
            key=key,
            user_id=store.cast.taker.id,
            store_id=store.cast.hill.id,
            touched_at=clock.now(),
            empty=False,
            content=content.adding(a_wish(product)).to_json(),
        )
    )
    return key


def order_form(store: Store) -> dict[str, object]:
    """What the last tap of a new order sends."""
    here = str(store.cast.hill.id)
    return {"call_first": "no", "getting": here, "source": "counter", "comments": ""}


def print_form(lines: list[OrderLine], key: str) -> dict[str, object]:
    """What the tags desk sends."""
    return {"line": [line.id for line in lines], "paper": "letter", "one_time_key": key}


def attempts(store: Store) -> int:
    """How often a worker has begun with the one outbox row."""
    return int(store.one(sa.select(OutboxRow.attempts).order_by(OutboxRow.id)))
