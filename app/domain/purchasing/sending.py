"""What became of sending a purchase order: read by the worker, written by the worker.

An e-mail is taken in a transaction of its own before it leaves, as messages are. If whoever took it
dies before writing down what became of it, it may or may not have left; a vendor who gets it twice
delivers twice, so it is not sent again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.domain.purchasing.queries import purchase_order
from app.domain.purchasing.sheets import PurchaseSheet, columns_of, sheet_of
from app.domain.settings.reading import settings_of
from app.models import Document, OutboxRow, PurchaseOrder, PurchaseState, SendWay
from app.vocabulary import clock
from app.vocabulary.errors import Refused
from app.vocabulary.figures import Figure

MAYBE_SENT = (
    "The worker ended while it was being sent: the vendor may have it. It is not sent again by "
    "itself: ask them, or look into the sent mail, and then send it again here if it is missing."
)
# When the e-mail that an outbox row asks for was taken, in seconds since 1970.
TAKEN = "taken_at"
NO_FIGURES: frozenset[Figure] = frozenset()
ONLY_COSTS = frozenset({Figure.COST})


@dataclass(frozen=True)
class Parcel:
    """A purchase order ready to go out: what it says, its file's columns, and where it goes (empty:
    nowhere by itself)."""

    purchase_order_id: int
    store_id: int
    sheet: PurchaseSheet
    columns: list[str]
    to: str


def compose(session: Session, row_id: int, *, with_costs: bool) -> Parcel:
    """What goes out. Refused when it was given up meanwhile."""
    order = purchase_order(session, row_id)
    if order.given_up_at is not None or order.state is PurchaseState.CANCELED:
        raise Refused("It was given up before it was sent.")
    seen = ONLY_COSTS if with_costs else NO_FIGURES
    by_mail = order.sent_way is SendWay.EMAIL and order.sent_at is None
    columns = columns_of(order.vendor.file_columns)
    to = order.sent_to if by_mail else ""
    return Parcel(order.id, order.store_id, sheet_of(order, seen), columns, to)


def take(row: OutboxRow, lease: timedelta) -> bool:
    """Take the e-mail that `row` (held) asks for, so that nobody else sends it; False while
    somebody else is at it. `lease`: for how long they may be. Refused when they never said what
    became of it."""
    now = int(clock.now().timestamp())
    taken = row.payload.get(TAKEN)
    if taken is not None and now < taken + lease.total_seconds():
        return False
    if taken is not None:
        raise Refused(MAYBE_SENT)
    row.payload = {**row.payload, TAKEN: now}
    return True


def put_back(row: OutboxRow) -> None:
    """Nothing left; it waits to be tried again."""
    row.payload = {name: value for name, value in row.payload.items() if name != TAKEN}


def words_of(sheet: PurchaseSheet) -> str:
    """The text of the e-mail that the purchase order comes with."""
    account = f"Our account: {sheet.account}\n" if sheet.account else ""
    wanted = f"Wanted on: {sheet.expected_on:%Y-%m-%d}\n" if sheet.expected_on else ""
    note = f"\n{sheet.note}\n" if sheet.note else ""
    count = len(sheet.items)
    return (
        f"Purchase order {sheet.number} from {sheet.store}\n{account}{wanted}"
        f"{count} {'item' if count == 1 else 'items'}, {sheet.worth.cases} cases in all.\n{note}"
        f"\nThe order is attached, as a PDF to read and as a CSV file to load.\n\n{sheet.buyer}\n"
    )


def finish(session: Session, parcel: Parcel, pdf: bytes) -> None:
    """Keep the PDF, and that it was sent if it was."""
    order = session.get_one(PurchaseOrder, parcel.purchase_order_id)
    keep = settings_of(session, order.store_id).keep_documents_days
    now = clock.now()
    order.document = Document(
        name=f"purchase-order-{order.number}.pdf",
        media_type="application/pdf",
        content=pdf,
        shows_figures=parcel.sheet.with_costs,
        keep_until=now + timedelta(days=keep),
    )
    order.problem = ""
    if parcel.to:
        order.sent_at = now


def fail(session: Session, row_id: int, why: str) -> None:
    """Keep why it could not be sent, in words for people."""
    order = session.get(PurchaseOrder, row_id)
    if order is not None:
        order.problem = why[:300]
