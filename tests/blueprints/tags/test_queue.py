"""One's own queue of tags, from any store and device, and the preview of a sheet."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.tags.printing import MOST_TAGS
from app.models import OrderLine, QueuedTag, Setting, TagPrint
from app.web.forms import new_key
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.goods import arrived
from tests.support.pdf import decode, text_of
from tests.support.work import do_all


def put(tablet: Tablet, lines: list[OrderLine]) -> int:
    """Put lines into the queue of whoever holds the tablet."""
    return tablet.post("/tags/queue", {"line": [line.id for line in lines]}).status_code


@pytest.mark.contract("C26")
def test_a_queue_is_its_persons_wherever_they_stand(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Put there on one tablet, found on another in another store, printed, gone."""
    first, second = arrived(session, cast, 2)
    assert [put(tablet.sign_in(cast.taker), [line]) for line in (second, first, second)] == [
        303
    ] * 3
    assert "Nothing in your queue" in tablet.sign_in(cast.buyer).get("/tags/queue").text
    cast.taker.store_id = cast.river.id
    session.commit()
    page = Tablet(app, session).sign_in(cast.taker).get("/tags/queue").text
    assert ["2 tags to print" in page, '<b class="tab-n" id="tab-my-queue">2</b>' in page] == [
        True
    ] * 2
    sent = {"all": "1", "shown": [second.id, first.id], "one_time_key": new_key()}
    tablet.sign_in(cast.taker).post("/tags/print", sent)
    do_all(app, session)
    assert [first.copies, second.copies] == [1, 1]
    assert "Nothing in your queue" in tablet.get("/tags/queue").text


@pytest.mark.contract("C26")
def test_what_can_have_no_tag_is_refused_with_its_reason(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    good, bad = arrived(session, cast, 2)
    bad.department = None
    tablet.sign_in(cast.taker)
    assert put(tablet, [bad]) == 409
    assert put(tablet, [good, bad]) == 303
    shown = tablet.get("/tags/queue").text
    assert "It has no department, so no register could ring it up." in shown
    assert session.scalars(sa.select(QueuedTag.line_id)).all() == [good.id]
    # What was right may have become wrong.
    good.department = None
    shown = tablet.get("/tags/queue").text
    assert ("no register could ring it up" in shown, "Print the tag" in shown) == (True, False)
    tablet.post("/tags/queue/remove", {"line": good.id})
    assert session.scalars(sa.select(QueuedTag)).all() == []


@pytest.mark.contract("C8", "C26")
@pytest.mark.parametrize("person", ["taker", "buyer"])
def test_a_preview_prints_nothing(
    session: Session, cast: Cast, tablet: Tablet, person: str
) -> None:
    """A sheet at most, without barcodes; the total only for those who may see it."""
    session.add(Setting(key="tag_shows_total", store_id=0, value={"is": True}))
    lines = arrived(session, cast, 5)
    asked = "&".join(f"line={line.id}" for line in lines)
    answer = tablet.sign_in(getattr(cast, person)).get(f"/tags/preview.pdf?{asked}")
    text = text_of(answer.data)
    assert (answer.mimetype, text.count("PREVIEW, no tag")) == ("application/pdf", 4)
    assert ("Total" in text, decode(answer.data)) == (person == "buyer", [])
    assert ([line.copies for line in lines], session.scalars(sa.select(TagPrint)).all()) == (
        [0] * 5, [],
    )  # fmt: skip
    assert tablet.get("/tags/preview.pdf").status_code == 404


@pytest.mark.contract("C26")
def test_settings_say_what_a_tag_shows(session: Session, cast: Cast, tablet: Tablet) -> None:
    (line,) = arrived(session, cast)
    line.sku, line.order.phone, line.order.email = "SKU-77", "+15550104477", ""
    url = f"/tags/preview.pdf?line={line.id}"
    usual = text_of(tablet.sign_in(cast.taker).get(url).data)
    for name in ("contact", "supply", "deadline"):
        session.add(Setting(key=f"tag_shows_{name}", store_id=0, value={"is": False}))
    bare = text_of(tablet.get(url).data)
    assert ["SKU-77" in text for text in (usual, bare)] == [True, False]
    assert ["4477" in text for text in (usual, bare)] == [True, False]
    assert [text.count("20") > bare.count("20") for text in (usual,)] == [True]


def test_nothing_that_was_ticked_is_left_out_in_silence(cast: Cast, tablet: Tablet) -> None:
    ticked = ",".join(str(number) for number in range(1, MOST_TAGS + 2))
    answer = tablet.sign_in(cast.taker).post("/tags/queue", {"line": ticked})
    assert answer.status_code == 422
