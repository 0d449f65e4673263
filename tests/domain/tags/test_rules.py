"""Whose rules a tag follows, and what must hold still when it is counted."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.settings import reading
from app.domain.tags import printing, queue
from app.domain.tags.face import TagFace
from app.models import LineKind, OrderLine, Store
from tests.support.cast import Cast, viewer_of
from tests.support.goods import arrived, asked


def say(session: Session, cast: Cast, store: Store, policy: str, *, totals: bool) -> None:
    """What one store wants on its tags."""
    values = {"tag_shows_total": totals, "tag_policy": policy, "pickup_days": store.id + 20}
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
    say(session, cast, cast.hill, "Hill rules", totals=here)
    say(session, cast, cast.river, "River rules", totals=not here)
    near, far = arrived(session, cast)[0], at_the_river(session, cast)
    by = viewer_of(cast.buyer)
    made = asked(session, cast, [near, far], by=by)
    sheet = printing.compose(session, made.id)
    assert [said(face) for face in sheet.faces] == [
        ("Hill Store", "Hill rules", cast.hill.id + 20, here),
        ("River Store", "River rules", cast.river.id + 20, not here),
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
