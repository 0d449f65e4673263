"""From lines to what their tags say (C26, C27)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.domain.customers import phones
from app.domain.pricing.view import view_of_line
from app.domain.settings.known import StoreSettings
from app.domain.tags.face import TagFace
from app.models import ContactWay, LineKind, Order, OrderLine
from app.vocabulary import clock
from app.vocabulary.figures import Figure, PriceKind
from app.vocabulary.statuses import Key

NO_FIGURES: frozenset[Figure] = frozenset()
ONLY_THE_TOTAL = frozenset({Figure.TOTAL})

# The kinds that a customer likes to see on the tag, total or no total.
SHOWN_KINDS: Mapping[PriceKind, str] = {PriceKind.SALE: "Sale", PriceKind.MEMBER: "Member price"}

_WORDS = {ContactWay.CALL: "Call", ContactWay.TEXT: "Text", ContactWay.EMAIL: "E-mail"}
_ENDED_UNWANTED = frozenset({Key.CANCELED, Key.INQUIRY})


def face_of(line: OrderLine, settings: StoreSettings, *, with_total: bool) -> TagFace:
    """What the next copy of a line's tag says; needs its order with lines and pickup store. The
    total is on it only `with_total` (C8, B1)."""
    order = line.order
    zone = order.pickup_store.time_zone
    arrived = clock.business_date(line.arrived_at, zone) if line.arrived_at else None
    view = view_of_line(line, ONLY_THE_TOTAL if with_total else NO_FIGURES)
    return TagFace(
        order_number=order.number,
        line_number=line.number,
        position=position_of(line, order.lines),
        last_name=order.last_name,
        first_name=order.first_name,
        member_number=order.member_number,
        description=line.description,
        brand=line.brand,
        size=line.size,
        cases=line.cases,
        case_size=line.case_size,
        department=line.department.name if line.department else "",
        vendor=line.vendor.name if line.vendor and settings.tag_shows_supply else None,
        sku=line.sku if line.sku and settings.tag_shows_supply else None,
        upc=line.upc,
        store=order.pickup_store.name,
        contact=contact_words(order, settings.home_country) if settings.tag_shows_contact else "",
        note=line.tag_note,
        ordered_on=order.ordered_on,
        arrived_on=arrived,
        pickup_by=_deadline(arrived, settings),
        printed_on=clock.business_date(clock.now(), zone),
        copy_number=line.copies + 1,
        bin=line.bin or None,
        total=view.figures.get(Figure.TOTAL.value),
        price_kind=SHOWN_KINDS.get(view.kind, ""),
        policy=settings.tag_policy,
    )


def _deadline(arrived: date | None, settings: StoreSettings) -> date | None:
    if arrived is None or not settings.tag_shows_deadline:
        return None
    return arrived + timedelta(days=settings.pickup_days)


def position_of(line: OrderLine, lines: Sequence[OrderLine]) -> str:
    """`2 / 3`: which of the order's wanted items this is; canceled ones do not count, nor do notes,
    which never get a tag."""
    wanted = [
        one.number
        for one in lines
        if one.kind is LineKind.ITEM and one.status not in _ENDED_UNWANTED
    ]
    place = wanted.index(line.number) + 1 if line.number in wanted else len(wanted)
    return f"{place} / {len(wanted)}"


def contact_words(order: Order, country: str) -> str:
    """How to reach the customer, the way they like it first."""
    phone, email = phones.shown(order.phone, country), order.email
    if order.contact_way is ContactWay.EMAIL:
        phone, email = email, phone
    reached = " · ".join(part for part in (phone, email) if part)
    if order.contact_way is ContactWay.NONE:
        return f"Do not call · {reached}" if reached else "Do not call"
    return f"{_WORDS[order.contact_way]} {reached}" if reached else ""
