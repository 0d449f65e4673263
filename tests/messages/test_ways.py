"""What every way out promises, whatever is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.messages.outcomes import TryLater, Undeliverable
from app.messages.ways import Ways, ways_of
from app.vocabulary.occasions import MessageWay
from tests.support.gateway import gateway
from tests.support.mail import mailbox


@dataclass
class Way:
    """One way with the server behind it."""

    way: MessageWay
    ways: Ways
    to: str
    texts: Callable[[], list[str]]
    answer: Callable[[int], Any]

    def send(self, text: str = "It’s here ✓") -> str:
        """Send something."""
        return self.ways.send(self.way, self.to, "Hello", text, key="k-1")


@pytest.fixture(params=list(MessageWay))
def way(request: pytest.FixtureRequest) -> Iterator[Way]:
    """Each way, with a real server."""
    if request.param is MessageWay.EMAIL:
        with mailbox() as box:
            ways = Ways(box.settings(), None)
            yield Way(
                request.param, ways, "hana@example.org",
                lambda: [mail.get_content().strip() for mail in box.mails],
                lambda code: setattr(box, "data", f"{code} So it is"),
            )  # fmt: skip
    else:
        with gateway() as gate:
            ways = Ways(None, gate.settings())
            yield Way(
                request.param, ways, "+12175550142",
                lambda: [content["text"] for content in gate.sent.values()],
                lambda code: gate.answers.append({451: 503, 550: 422}[code]),
            )  # fmt: skip


def test_what_is_sent_arrives_word_for_word(way: Way) -> None:
    assert way.send() != ""
    assert way.texts() == ["It’s here ✓"]


def test_busy_may_be_tried_later(way: Way) -> None:
    way.answer(451)
    with pytest.raises(TryLater):
        way.send()
    assert way.texts() == []


def test_a_refusal_is_for_good_and_says_nothing_of_people(way: Way) -> None:
    way.answer(550)
    with pytest.raises(Undeliverable) as refused:
        way.send()
    assert way.to not in refused.value.message
    assert way.texts() == []


def test_the_other_way_is_not_set_up(way: Way) -> None:
    other = next(each for each in MessageWay if each is not way.way)
    assert way.ways.set_up == {way.way}
    with pytest.raises(Undeliverable, match="not set up here"):
        way.ways.send(other, way.to, "Hello", "Text", key="k")


def test_without_settings_there_is_no_way() -> None:
    assert ways_of({}).set_up == frozenset()
