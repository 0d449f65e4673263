"""Orders that nobody has finished typing: a tablet that was laid down, and forgotten ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from app.demo.staff import Staff
from app.demo.wishes import Wishes
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent

MORNING, EVENING = 10 * 60, 18 * 60

Errand = Callable[[int, int], None]


def leave_drafts(
    session: Session, staff: Staff, wishes: Wishes
) -> Iterator[tuple[int, int, Errand]]:
    """The drafts of the three weeks as day, minute and errand. Of the empty ones a night has swept
    the first, tonight sweeps the second."""
    store_ids = [store.id for store in wishes.shop.stores.values()]

    def leaving(place: int, fill: Callable[[], DraftContent]) -> Errand:
        def leave(_: int, minute: int) -> None:
            by = staff.counter(store_ids[place], minute)
            key = f"{wishes.random.getrandbits(128):032x}"
            draft = drafts.open_draft(session, key, by)
            drafts.keep(session, draft, fill())
            session.flush()

        return leave

    yield -12, MORNING, leaving(0, DraftContent)
    yield -7, EVENING, leaving(0, DraftContent)
    yield -1, EVENING, leaving(0, lambda: _to_be_counted(wishes))
    yield 0, MORNING, leaving(0, lambda: wishes.adding(DraftContent(), "shelf"))
    yield 0, EVENING, leaving(1, lambda: replace(_only_named(wishes), comments="Asks her sister."))


def _only_named(wishes: Wishes) -> DraftContent:
    customer = wishes.shop.customers[wishes.random.choice(wishes.data.customers).key]
    return drafts.choose_customer(DraftContent(), customer)


def _to_be_counted(wishes: Wishes) -> DraftContent:
    """A member and one item whose quantity somebody still has to ask for (C5, C17)."""
    content = wishes.adding(_only_named(wishes), "shelf")
    return content.changing(replace(content.items[-1], ask=True))
