"""The tags desk over HTTP: the list, printing, the print's page, its PDF."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.settings import reading
from app.domain.tags import queries
from app.jobs import worker
from app.models import OrderLine, OutboxRow, PrintState, TagPrint
from app.vocabulary import clock
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import arrived, asked, printed, tagged
from tests.support.pdf import decode, text_of
from tests.support.printers import a_printer

KEY = "a-one-time-key-of-a-form"


def form(lines: list[OrderLine], key: str = KEY, **more: object) -> dict[str, object]:
    """What the page sends."""
    return {"line": [line.id for line in lines], "one_time_key": key, "paper": "letter", **more}


def prints(session: Session) -> list[TagPrint]:
    """Every print, freshly read."""
    return list(session.scalars(sa.select(TagPrint).execution_options(populate_existing=True)))


def rows_in(page: str) -> list[str]:
    """The order numbers of a page's rows, in order."""
    return re.findall(r'href="/orders/(\d+)"', page)


@pytest.mark.contract("C26")
def test_the_desk_lists_what_waits_oldest_first(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """This store's arrived lines without a tag, and no others."""
    with clock.set_to(clock.now() - timedelta(days=3)):
        (old,) = arrived(session, cast)
    (new,) = arrived(session, cast)
    (elsewhere,) = arrived(session, cast)
    elsewhere.store_id = cast.river.id
    tagged(session, cast)
    answer = tablet.sign_in(cast.taker).get("/tags")
    assert answer.status_code == 200
    assert rows_in(answer.text) == [str(old.order.number), str(new.order.number)]


def test_a_desk_without_work_says_so(tablet: Tablet, cast: Cast) -> None:
    """No empty table."""
    assert "No goods wait for a tag" in tablet.sign_in(cast.taker).get("/tags").text


def test_long_lists_go_on_by_pages(
    session: Session, cast: Cast, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line on one page exactly, in order."""
    monkeypatch.setattr(queries, "PAGE", 2)
    lines = [arrived(session, cast)[0] for _ in range(5)]
    url, seen = "/tags", []
    while url:
        page = tablet.sign_in(cast.taker).get(url).text
        seen += rows_in(page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        url = unescape(older[1]) if older else ""
    assert seen == [str(line.order.number) for line in lines]


@pytest.mark.parametrize(
    "after", ["", "x", "1-", "-1", "9" * 400, "1-99999999999", "1-1-1", "²-1", "9" * 16 + "-1"]
)
def test_a_place_that_is_none_begins_again(
    session: Session, cast: Cast, tablet: Tablet, after: str
) -> None:
    """Whatever stands in the address, the page is a page."""
    arrived(session, cast)
    answer = tablet.sign_in(cast.taker).get("/tags", query_string={"after": after})
    assert answer.status_code == 200


@pytest.mark.contract("C26", "C27", "C28")
def test_from_the_tap_to_a_code_that_scans(
    session: Session, cast: Cast, tablet: Tablet, app: Flask
) -> None:
    """Tap, outbox, RQ, WeasyPrint, stored PDF, and the code on it is the line's."""
    lines = arrived(session, cast, 2)
    tablet.sign_in(cast.taker)
    answer = tablet.post("/tags/print", form(lines))
    (made,) = prints(session)
    assert (answer.status_code, answer.location) == (303, f"/tags/prints/{made.id}")
    assert "Laying out 2 tags" in tablet.get(answer.location).text
    worker.burst(app)
    session.expire_all()
    done = tablet.get(answer.location)
    pdf = tablet.get(re.search(r'"(/tags/documents/\d+\.pdf)"', done.text)[1])
    order = lines[0].order
    assert [code[:11] for code in decode(pdf.data)] == [
        f"454{order.number:06d}{line.number:02d}" for line in lines
    ]
    assert [line.copies for line in lines] == [1, 1]
    assert session.scalars(sa.select(OutboxRow.open)).all() == [0]


def test_watching_stops_by_itself(session: Session, cast: Cast, tablet: Tablet) -> None:
    """The partial asks again while it waits, and no more when it is done."""
    made = asked(session, cast, arrived(session, cast))
    url = f"/tags/prints/{made.id}"
    tablet.sign_in(cast.taker)
    waiting = tablet.get(url, htmx=True).text
    printed(session, made)
    done = tablet.get(url, htmx=True).text
    assert [f'hx-get="{url}"' in text for text in (waiting, done)] == [True, False]
    assert ["<html" in text for text in (waiting, done)] == [False, False]
    # The rail's counts come along with the partial, and are on the page only once.
    assert [text.count('id="waiting-tags"') for text in (done, tablet.get(url).text)] == [1, 1]


def test_a_print_that_is_held_up_says_so(session: Session, cast: Cast, tablet: Tablet) -> None:
    """After a while people learn that they need not wait."""
    with clock.set_to(clock.now() - timedelta(minutes=1)):
        made = asked(session, cast, arrived(session, cast))
    page = tablet.sign_in(cast.taker).get(f"/tags/prints/{made.id}").text
    assert "It takes longer than usual" in page


def test_a_double_tap_prints_once(session: Session, cast: Cast, tablet: Tablet) -> None:
    """The same key leads to the same print, also when its printer was taken out of use since."""
    lines, printer = arrived(session, cast), a_printer(session, cast, "ipp://192.0.2.9/")
    sent = form(lines, to=str(printer.id))
    tablet.sign_in(cast.taker)
    places = [tablet.post("/tags/print", sent).location for _ in range(3)]
    printer.active = False
    session.commit()
    places.append(tablet.post("/tags/print", sent).location)
    (made,) = prints(session)
    assert places == [f"/tags/prints/{made.id}"] * 4


def test_print_all_prints_what_the_page_showed(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Not the ticks; `all` takes every line of the page."""
    lines = arrived(session, cast, 3)
    sent = form(lines[:1], all="1", shown=[line.id for line in lines])
    tablet.sign_in(cast.taker).post("/tags/print", sent)
    (made,) = prints(session)
    assert [copy.line_id for copy in made.copies] == [line.id for line in lines]


def test_htmx_is_led_on(session: Session, cast: Cast, tablet: Tablet) -> None:
    """From the pending list and the order page."""
    answer = tablet.sign_in(cast.taker).post("/tags/print", form(arrived(session, cast)), htmx=True)
    (made,) = prints(session)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/tags/prints/{made.id}")


def test_without_a_paper_the_store_s_own_is_taken(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Desks that do not ask for it."""
    by = viewer_of(cast.admin)
    reading.change(session, {"tag_paper": "label"}, store_id=cast.hill.id, by=by)
    tablet.sign_in(cast.taker).post("/tags/print", form(arrived(session, cast), paper=""))
    assert [made.paper for made in prints(session)] == ["label"]


def test_nothing_ticked_leads_back(session: Session, cast: Cast, tablet: Tablet) -> None:
    """With a word about it, and no print."""
    answer = tablet.sign_in(cast.taker).post("/tags/print", form([]))
    assert (answer.location, prints(session)) == ("/tags", [])


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        ({"line": ["x"]}, 400),
        ({"line": ["-1"]}, 400),
        ({"line": ["0"]}, 400),
        ({"line": ["9" * 500]}, 400),
        ({"line": ["1' OR 1=1"]}, 400),
        ({"line": ["²"]}, 400),
        ({"line": [2_147_483_647]}, 404),
        ({"line": list(range(1, 300))}, 422),
        ({"one_time_key": ""}, 400),
        ({"one_time_key": "short"}, 400),
        ({"one_time_key": "x" * 65}, 400),
        ({"one_time_key": "<script>alert(1)</script>"}, 400),
        ({"paper": "papyrus"}, 422),
        ({"paper": "x" * 10_000}, 422),
        ({"paper": "\x07"}, 422),
        ({"paper": "\x00"}, 400),
    ],
)
def test_hostile_forms_get_a_clean_answer(
    session: Session, cast: Cast, tablet: Tablet, broken: dict[str, object], status: int
) -> None:
    """Forged ids, missing keys, papers that are none: nothing half done."""
    sent = {**form(arrived(session, cast)), **broken}
    answer = tablet.sign_in(cast.taker).post("/tags/print", sent)
    assert (answer.status_code, prints(session)) == (status, [])


def test_a_refusal_says_why(session: Session, cast: Cast, tablet: Tablet) -> None:
    """When no line can have a tag."""
    lines = arrived(session, cast)
    lines[0].department_id = None
    answer = tablet.sign_in(cast.taker).post("/tags/print", form(lines))
    assert answer.status_code == 409
    assert "no register could ring it up" in answer.text


def test_some_refused_stand_beside_the_printed(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Each with its reason."""
    good, bad = arrived(session, cast, 2)
    bad.department_id = None
    made = printed(session, asked(session, cast, [good, bad]))
    page = tablet.sign_in(cast.taker).get(f"/tags/prints/{made.id}").text
    assert "1 line got no tag" in page
    assert page.count("no register could ring it up") == 1


def test_a_failed_print_says_why_and_offers_another(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """In the words that the worker left."""
    made = asked(session, cast, arrived(session, cast))
    made.state, made.problem = PrintState.FAILED, "The layout engine is missing."
    page = tablet.sign_in(cast.taker).get(f"/tags/prints/{made.id}").text
    assert "The layout engine is missing." in page
    assert "Print again" in page


@pytest.mark.parametrize("part", ["outsider", "stranger"])
@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", "/tags"),
        ("POST", "/tags/print"),
        ("GET", "/tags/prints/1"),
        ("GET", "/tags/documents/1.pdf"),
    ],
)
def test_only_people_who_may(cast: Cast, tablet: Tablet, part: str, method: str, url: str) -> None:
    """People without the right are refused, strangers are sent to sign in."""
    if part == "outsider":
        tablet.sign_in(cast.outsider)
    answer = tablet.get(url) if method == "GET" else tablet.post(url)
    assert answer.status_code == {"outsider": 403, "stranger": 303}[part]


@pytest.mark.parametrize("url", ["/tags/prints/999999", "/tags/documents/999999.pdf"])
def test_what_is_not_there(cast: Cast, tablet: Tablet, url: str) -> None:
    """Made-up numbers."""
    assert tablet.sign_in(cast.taker).get(url).status_code == 404


@pytest.mark.contract("C8", "B1")
def test_a_pdf_with_prices_is_not_there_for_people_without_the_right(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """Printed by a buyer where the store prints totals; the taker may print their own."""
    by = viewer_of(cast.admin)
    reading.change(session, {"tag_shows_total": True}, store_id=cast.hill.id, by=by)
    made = printed(session, asked(session, cast, arrived(session, cast), by=viewer_of(cast.buyer)))
    url = f"/tags/documents/{made.document_id}.pdf"
    tablet.sign_in(cast.taker)
    refused, page = tablet.get(url), tablet.get(f"/tags/prints/{made.id}").text
    opened = tablet.sign_in(cast.buyer).get(url)
    assert (refused.status_code, opened.status_code) == (404, 200)
    assert "120.00" in text_of(opened.data)
    assert ("120.00" in page, url in page) == (False, False)


def test_the_pdf_stays_out_of_caches(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Tablets are shared: it opens in the browser and is kept nowhere."""
    made = printed(session, asked(session, cast, arrived(session, cast)))
    answer = tablet.sign_in(cast.taker).get(f"/tags/documents/{made.document_id}.pdf")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (
        "application/pdf",
        "private, no-store",
    )
    assert answer.headers["Content-Disposition"] == f'inline; filename="tags-{made.id}.pdf"'
