"""Asking for tags and finishing a print, without a worker."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.access import Viewer
from app.domain.orders import actions
from app.domain.orders.policies import is_ready
from app.domain.orders.statuses import book
from app.domain.settings import reading
from app.domain.tags import printing
from app.models import MemberRule, OrderEvent, OrderLine, OutboxRow, PrintState, TagCopy, TagPrint
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, NotAllowed, Refused
from app.vocabulary.permissions import Permission
from app.vocabulary.statuses import Key
from tests.factories import a_customer, a_member_type
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived, asked, printed
from tests.support.pdf import decode, text_of

KEY = "a-one-time-key-of-a-form"


def show_totals(session: Session, cast: Cast) -> None:
    """Switch the store's setting on."""
    everybody = viewer_of(cast.admin)
    reading.change(session, {"tag_shows_total": True}, store_id=cast.hill.id, by=everybody)
    session.commit()


def count(session: Session, model: type) -> int | None:
    """Rows of a table."""
    return session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.mark.contract("C26", "C28")
def test_a_printed_tag_makes_an_arrived_line_ready(session: Session, cast: Cast) -> None:
    """Arrived alone is not ready; arrived and printed is, and the line counts its copies."""
    (line,) = arrived(session, cast)
    before = (is_ready(line), line.copies, line.printed_at)
    made = printed(session, asked(session, cast, [line]))
    assert before == (False, 0, None)
    assert (is_ready(line), line.copies, made.state) == (True, 1, PrintState.DONE)
    assert line.printed_at == made.finished_at
    assert [copy.copy_number for copy in made.copies] == [1]


@pytest.mark.contract("C26", "C35")
def test_the_paper_carries_the_order_and_its_code(session: Session, cast: Cast) -> None:
    """Two lines, two tags: name, item, position, and a code that reads back as order and line."""
    customer = a_customer(session, last_name="Vantongeren", member_number=2041)
    lines = arrived(session, cast, 2, customer=customer)
    made = printed(session, asked(session, cast, lines))
    order = lines[0].order
    pdf = made.document.content
    words = text_of(pdf)
    shown = ["Vantongeren", "2041", "Rolled oats", "1 / 2", "2 / 2", f"Order {order.number}"]
    assert [word for word in shown if word not in words] == []
    assert [code[:11] for code in decode(pdf)] == [
        f"454{order.number:06d}{line.number:02d}" for line in lines
    ]


@pytest.mark.contract("C27")
def test_the_tag_says_where_the_goods_stand(session: Session, cast: Cast) -> None:
    """The bin and the note are on the paper, for whoever looks in the back stock."""
    (line,) = arrived(session, cast)
    line.bin, line.tag_note = "C-14", "Keep cold until noon"
    session.commit()
    words = text_of(printed(session, asked(session, cast, [line])).document.content)
    assert [word for word in ("C-14", "Keep cold until noon") if word not in words] == []


def test_a_print_again_is_the_second_copy(session: Session, cast: Cast) -> None:
    """Reprints count on, and the paper says which copy it is."""
    (line,) = arrived(session, cast)
    printed(session, asked(session, cast, [line]))
    again = printed(session, asked(session, cast, [line]))
    assert (line.copies, [copy.copy_number for copy in again.copies]) == (2, [2])
    assert "COPY 2" in text_of(again.document.content)


def test_a_key_asks_once(session: Session, cast: Cast) -> None:
    """The second call with one key gives the first print and leaves nothing in the outbox."""
    lines = arrived(session, cast)
    first = asked(session, cast, lines, one_time_key=KEY)
    second = asked(session, cast, lines, one_time_key=KEY)
    assert second is first
    assert (count(session, TagPrint), count(session, OutboxRow)) == (1, 1)


def test_what_has_not_arrived_gets_no_tag_and_a_reason(session: Session, cast: Cast) -> None:
    """One line of two is refused: the other prints, and the refusal stays beside its line."""
    good, other = arrived(session, cast, 2)
    other.department_id = None
    made = printed(session, asked(session, cast, [other, good]))
    assert [(copy.line_id, copy.copy_number, copy.refused) for copy in made.copies] == [
        (other.id, None, "It has no department, so no register could ring it up."),
        (good.id, 1, ""),
    ]
    assert (other.copies, good.copies) == (0, 1)


def test_nothing_but_refusals_is_refused(session: Session, cast: Cast) -> None:
    """No print is made when no line can have a tag."""
    lines = arrived(session, cast)
    lines[0].department_id = None
    with pytest.raises(Refused, match="It has no department"):
        asked(session, cast, lines)
    assert count(session, TagPrint) == 0


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"paper": "papyrus"}, Invalid),
        ({"paper": ""}, Invalid),
        ({"by": Viewer(1, "Nobody", frozenset(), 1)}, NotAllowed),
        ({"by": Viewer(1, "Half", frozenset({Permission.ORDERS_SEE}), 1)}, NotAllowed),
    ],
)
def test_bad_wishes_are_refused(
    session: Session, cast: Cast, values: dict[str, object], error: type[Exception]
) -> None:
    """Unknown paper, people without the right: nothing is asked for."""
    lines = arrived(session, cast)
    with pytest.raises(error):
        asked(session, cast, lines, **values)
    assert (count(session, TagPrint), count(session, OutboxRow)) == (0, 0)


@pytest.mark.parametrize("lines", [0, printing.MOST_TAGS + 1])
def test_none_and_too_many_are_refused(session: Session, cast: Cast, lines: int) -> None:
    """A print has one tag at least, and no more than people can mean."""
    many = [OrderLine(open=0) for _ in range(lines)]
    with pytest.raises(Invalid):
        printing.request(session, many, by=viewer_of(cast.taker), paper="letter", one_time_key=KEY)


@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize(("who", "shows"), [("buyer", True), ("taker", False)])
def test_the_total_is_only_on_paper_of_people_who_may_see_it(
    session: Session, cast: Cast, who: str, shows: bool
) -> None:
    """With the setting on: the buyer's PDF has the total, the taker's has not, nor any amount."""
    show_totals(session, cast)
    (line,) = arrived(session, cast)
    assert line.total == Decimal("120.00")
    by = viewer_of(cast.everybody[who])
    made = printed(session, asked(session, cast, [line], by=by))
    assert ("120.00" in text_of(made.document.content)) is shows
    assert (made.with_total, made.document.shows_figures) == (shows, shows)


@pytest.mark.contract("C8", "B1")
@pytest.mark.parametrize("composed", [False, True])
def test_a_right_that_is_gone_takes_the_total_off_the_paper(
    session: Session, cast: Cast, composed: bool
) -> None:
    """Taken away while the print waited, or while it was laid out: then it is laid out anew."""
    show_totals(session, cast)
    made = asked(session, cast, arrived(session, cast), by=viewer_of(cast.buyer))
    sheet = printing.compose(session, made.id)
    assert (made.with_total, sheet.totals_of) == (True, {cast.hill.id})
    cast.buyer.roles = list(cast.taker.roles)
    session.commit()
    if composed:
        with pytest.raises(printing.Outrun):
            printing.finish(session, sheet, b"paper with a total")
        session.rollback()
    printed(session, made)
    assert ("120.00" in text_of(made.document.content), made.document.shows_figures) == (
        False, False,
    )  # fmt: skip


@pytest.mark.contract("C8", "B1")
def test_a_right_that_came_later_adds_no_total(session: Session, cast: Cast) -> None:
    show_totals(session, cast)
    made = asked(session, cast, arrived(session, cast))
    cast.taker.roles = list(cast.buyer.roles)
    session.commit()
    assert printing.compose(session, made.id).faces[0].total is None


@pytest.mark.contract("C8", "B1")
def test_the_shipped_setting_prints_no_total(session: Session, cast: Cast) -> None:
    """Not even for people who may see prices; the kind of price is there for everybody."""
    terms = a_member_type(session, MemberRule.MARKDOWN, "10")
    customer = a_customer(session, member_number=7, member_type=terms)
    (line,) = arrived(session, cast, customer=customer)
    made = printed(session, asked(session, cast, [line], by=viewer_of(cast.manager)))
    words = text_of(made.document.content)
    assert "108.00" not in words
    assert "MEMBER PRICE" in words


def test_a_line_closed_meanwhile_is_left_out(session: Session, cast: Cast) -> None:
    """Composed when the worker comes to it, not when it was asked for."""
    stays, goes = arrived(session, cast, 2)
    made = asked(session, cast, [stays, goes])
    close(session, cast, goes)
    printed(session, made)
    assert [(copy.copy_number, copy.refused) for copy in made.copies] == [
        (1, ""),
        (None, "Only lines that have arrived get a tag."),
    ]


def test_all_lines_closed_meanwhile_refuse_the_print(session: Session, cast: Cast) -> None:
    """There is no empty PDF."""
    (line,) = arrived(session, cast)
    made = asked(session, cast, [line])
    close(session, cast, line)
    with pytest.raises(Refused):
        printing.compose(session, made.id)


def test_a_line_changed_during_the_layout_is_laid_out_anew(session: Session, cast: Cast) -> None:
    """What is on paper must be true when the copy is counted."""
    (line,) = arrived(session, cast)
    made = asked(session, cast, [line])
    sheet = printing.compose(session, made.id)
    line.tag_note = "Changed"
    session.commit()
    with pytest.raises(printing.Outrun):
        printing.finish(session, sheet, b"old paper")
    session.rollback()
    assert (line.copies, made.state) == (0, PrintState.WAITING)


def test_each_copy_is_an_event(session: Session, cast: Cast) -> None:
    """The timeline knows who printed, and which copy."""
    (line,) = arrived(session, cast)
    with clock.set_to(clock.now()):
        printed(session, asked(session, cast, [line]))
    event = session.scalar(sa.select(OrderEvent).where(OrderEvent.verb == "tag_printed"))
    assert (event.user_id, event.line_number, event.detail, event.figures) == (
        cast.taker.id,
        line.number,
        {"copy": 1},
        {},
    )


def test_a_failed_print_says_why_and_a_done_one_stays_done(session: Session, cast: Cast) -> None:
    """Failing is only for prints that wait."""
    (line,) = arrived(session, cast)
    done = printed(session, asked(session, cast, [line]))
    waiting = asked(session, cast, [line])
    for made in (done, waiting):
        printing.fail(session, made.id, "No paper in the world.")
    printing.fail(session, 999_999, "A print that never was.")
    assert [(made.state, made.problem) for made in (done, waiting)] == [
        (PrintState.DONE, ""),
        (PrintState.FAILED, "No paper in the world."),
    ]


def test_canceled_lines_do_not_count_in_the_position(session: Session, cast: Cast) -> None:
    """Of three lines one is canceled: the others are 1 / 2 and 2 / 2."""
    first, gone, last = arrived(session, cast, 3)
    close(session, cast, gone)
    made = asked(session, cast, [first, last])
    faces = printing.compose(session, made.id).faces
    assert [face.position for face in faces] == ["1 / 2", "2 / 2"]
    assert session.scalar(sa.select(sa.func.count(TagCopy.id))) == 2


def close(session: Session, cast: Cast, line: OrderLine) -> None:
    """Cancel one line by hand."""
    actions.close(
        line.order, Key.CANCELED, by=viewer_of(cast.buyer), book=book(session), lines=[line]
    )
    session.commit()
