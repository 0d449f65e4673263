"""Tags that only look like one: an ordinary item that somebody takes regularly, set aside for them.
There is no order; the bars are the item's own UPC, so every register rings it up as always."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.catalog import lookup
from app.domain.printing import jobs
from app.domain.rows import added
from app.domain.settings.known import StoreSettings
from app.domain.tags.face import TagFace
from app.models import LookAlike, Printer, Store, TagPrint
from app.vocabulary import clock
from app.vocabulary.barcodes import BarcodeRefused, item_code
from app.vocabulary.errors import Invalid
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission

MOST = 20


@dataclass(frozen=True)
class Wish:
    """What such tags are to say; `code` is the item's, as somebody scanned or typed it."""

    code: str
    customer: str
    cases: int = 1
    note: str = ""
    bin: str = ""
    tags: int = 1


def request(
    session: Session,
    wish: Wish,
    *,
    by: Viewer,
    paper: str,
    one_time_key: str,
    printer: Printer | None = None,
) -> TagPrint:
    """Ask for such tags; a second call with the same key returns the first print. NotAllowed;
    Invalid for a code that means no item, or fits no bars."""
    by.can(Permission.TAGS_PRINT).enforce()
    known = _before(session, one_time_key)
    if known is not None:
        return known
    if not 1 <= wish.tags <= MOST:
        raise Invalid({"tags": f"Print 1 to {MOST} at once."})
    shown = _item(session, wish.code)
    made = TagPrint(
        one_time_key=one_time_key,
        store_id=by.store_id,
        user_id=by.user_id,
        paper=printer.paper if printer else paper,
    )
    kept = added(session, made, lambda: _before(session, one_time_key))
    if kept is not made:
        return kept
    session.add(LookAlike(tag_print_id=made.id, wish={**asdict(wish), **shown}))
    outbox.leave(session, Job.PRINT_TAGS, {"print_id": made.id})
    if printer is not None:
        key, title = f"tags:{made.id}", f"Look-alike tags, print {made.id}"
        jobs.ask(session, printer, by=by, title=title, one_time_key=key, tag_print=made)
    return made


def _before(session: Session, key: str) -> TagPrint | None:
    return session.scalar(sa.select(TagPrint).where(TagPrint.one_time_key == key))


def _item(session: Session, code: str) -> dict[str, Any]:
    """What the tag says of the item. Raises Invalid."""
    item = lookup.meant(lookup.find(session, code))
    if item is None:
        raise Invalid({"code": "No item has this code."})
    try:
        bars = item_code(item.upc)
    except BarcodeRefused as refused:
        raise Invalid({"code": refused.message}) from None
    return {
        "bars": bars,
        "upc": item.upc,
        "description": item.description,
        "brand": item.brand,
        "size": item.size,
        "case_size": item.case_size,
        "department": item.department.name if item.department else "",
    }


def faces_of(session: Session, made: TagPrint, settings: StoreSettings) -> list[TagFace] | None:
    """What the tags of such a print say; None for a print of real tags. No amount is on them."""
    row = session.scalar(sa.select(LookAlike).where(LookAlike.tag_print_id == made.id))
    if row is None:
        return None
    wish = row.wish
    store = session.get_one(Store, made.store_id)
    today = clock.business_date(clock.now(), store.time_zone)
    size = wish["case_size"]
    return [
        TagFace(
            order_number=1,
            line_number=1,
            item_code=wish["bars"],
            position=f"{place} / {wish['tags']}",
            last_name=wish["customer"],
            description=wish["description"],
            brand=wish["brand"],
            size=wish["size"],
            cases=wish["cases"],
            case_size=None if size is None else Decimal(str(size)),
            department=wish["department"],
            upc=wish["upc"],
            store=store.name,
            note=wish["note"],
            bin=wish["bin"] or None,
            ordered_on=today,
            printed_on=today,
            policy=settings.tag_policy,
        )
        for place in range(1, wish["tags"] + 1)
    ]


def wish_of(session: Session, print_id: int) -> dict[str, Any] | None:
    """What the tags of a print say, by name; None for a print of real tags."""
    return session.scalar(sa.select(LookAlike.wish).where(LookAlike.tag_print_id == print_id))


def hold(session: Session, made: TagPrint) -> bool:
    """Whether these tags are wanted still, until this transaction ends: whoever is erased meanwhile
    takes them along. What they say is kept as long as the paper, to find it by."""
    mine = sa.select(LookAlike.id).where(LookAlike.tag_print_id == made.id)
    return session.scalar(mine.with_for_update()) is not None
