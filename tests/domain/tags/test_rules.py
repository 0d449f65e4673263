"""Whose rules a tag follows, and what must hold still when it is counted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.domain.orders.policies import may_tag, rings_up
from app.domain.register.pending import ring_ups
from app.domain.settings import reading
from app.domain.tags import printing, queue
from app.domain.tags.face import TagFace
from app.models import LineKind, OrderLine, Store
from app.vocabulary.barcodes import TagRef
from tests.support.cast import Cast, viewer_of
from tests.support.client import Tablet
from tests.support.goods import arrived, asked


def say(
    session: Session, cast: Cast, store: Store, policy: str, days: int, *, totals: bool
) -> None:
    """What one store wants on its tags."""
    values = {"tag_shows_total": totals, "tag_policy": policy, "pickup_days": days}
    reading.change(session, values, store_id=store.id, by=viewer_of(cast.admin))


def at_the_river(session: Session, cast: Cast) -> OrderLine:
    """A line that arrived and is picked up in the other store."""
    (line,) = arrived(session, cast)
    line.store_id = line.order.store_id = line.order.pickup_store_id = cast.river.id
    session.commit()
    return line


@pytest.mark.contract("C8", "C26", "B1")
@pytest.mark.parametrize("here", [True, False])
def test_a_tag_follows_the_store_where_its_goods_are_picked_up(
    session: Session, cast: Cast, here: bool
) -> None:
    """Printed in one store for two: each its own policy, deadline and total."""
    say(session, cast, cast.hill, "Hill rules", 30, totals=here)
    say(session, cast, cast.river, "River rules", 60, totals=not here)
    near, far = arrived(session, cast)[0], at_the_river(session, cast)
    by = viewer_of(cast.buyer)
    made = asked(session, cast, [near, far], by=by)
    sheet = printing.compose(session, made.id)
    assert [said(face) for face in sheet.faces] == [
        ("Hill Store", "Hill rules", 30, here),
        ("River Store", "River rules", 60, not here),
    ]
    assert sheet.faces == queue.preview(session, [near.id, far.id], by=by)
    assert sheet.totals_of == {cast.hill.id if here else cast.river.id}
    reading.change(
        session, {"tag_shows_total": False}, store_id=cast.river.id, by=viewer_of(cast.admin)
    )
    session.commit()
    if not here:
        with pytest.raises(printing.Outrun):
            printing.finish(session, sheet, b"paper with a total")
        session.rollback()
        sheet = printing.compose(session, made.id)
    printing.finish(session, sheet, b"paper")
    assert (made.document.shows_figures, sheet.faces[1].total) == (here, None)


def said(face: TagFace) -> tuple[str, str, int, bool]:
    """What of it the store decides."""
    assert face.pickup_by is not None
    assert face.arrived_on is not None
    days = (face.pickup_by - face.arrived_on).days
    return face.store, face.policy, days, face.total is not None


@pytest.mark.parametrize("change", [{"last_name": "Changed"}, {"phone": "+15550199"}])
def test_a_name_or_phone_changed_during_the_layout_is_laid_out_anew(
    session: Session, cast: Cast, change: dict[str, str]
) -> None:
    """Not only lines are on the paper."""
    (line,) = arrived(session, cast)
    made = asked(session, cast, [line])
    sheet = printing.compose(session, made.id)
    for name, value in change.items():
        setattr(line.order, name, value)
    session.commit()
    with pytest.raises(printing.Outrun):
        printing.finish(session, sheet, b"old paper")
    session.rollback()
    printing.finish(session, printing.compose(session, made.id), b"new paper")
    assert line.copies == 1


def test_notes_do_not_count_in_the_position(session: Session, cast: Cast) -> None:
    """They never get a tag: nobody looks for a second one."""
    first, second, wish = arrived(session, cast, 3)
    wish.kind = LineKind.NOTE
    session.commit()
    faces = queue.preview(session, [first.id, second.id, wish.id], by=viewer_of(cast.taker))
    assert [face.position for face in faces] == ["1 / 2", "2 / 2"]


@pytest.mark.contract("C26", "C35", "B1")
@pytest.mark.parametrize(
    ("lacks", "no_tag", "rings"),
    [
        ({"unit_price": None}, "", "Until it has a price, no register can ring it up."),
        ({"total": None}, "", "Until it has a price, no register can ring it up."),
        ({"total": Decimal("100000000.00")}, "", "Its price is none that a register takes."),
        ({"case_size": None}, "", "Until it has a case size, no register can ring it up."),
        ({"cases": 100_000}, "", "It is more than a register counts."),
        ({"kind": LineKind.NOTE}, "A note can't be rung up. Turn it into items first.", ""),
        ({"department_id": None}, "It has no department, so no register could ring it up.", ""),
        ({}, "", ""),
    ],
)
def test_what_has_a_tag_and_what_rings_up(
    session: Session, cast: Cast, lacks: dict[str, object], no_tag: str, rings: str
) -> None:
    """What a lane lacks is told, by the rule that keeps it off the lanes and without a figure; a
    tag is refused only where no barcode could ever mean the line as it is."""
    (line,) = arrived(session, cast)
    for name, value in lacks.items():
        setattr(line, name, value)
    session.commit()
    tag = TagRef(line.order.number, line.number)
    assert (may_tag(line).reason, rings_up(line).reason) == (no_tag, rings)
    assert [one.tag for one in ring_ups(session)] == ([] if lacks else [tag])


def test_the_desk_says_what_would_not_ring_up(session: Session, cast: Cast, tablet: Tablet) -> None:
    """Before somebody prints, beside the line."""
    _, bad = arrived(session, cast, 2)
    bad.unit_price = bad.total = None
    queue.put(session, [bad], by=viewer_of(cast.taker))
    session.commit()
    tablet.sign_in(cast.taker)
    for url in ("/tags", "/tags/queue"):
        assert tablet.get(url).text.count("Until it has a price, no register") == 1
