"""A purchase order: what is in it, what was sent, what came."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response
from wtforms import DateField, SelectChoice, SelectField
from wtforms.validators import Optional

from app.blueprints.purchasing import bp
from app.blueprints.purchasing.clockwork import cut_off
from app.domain.purchasing import drafting, placing, queries, worth
from app.extensions import db
from app.models import PurchaseOrder, PurchaseState, SendWay
from app.vocabulary import clock
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import store_day
from app.web.forms import CleanForm, Paragraph, Version
from app.web.htmx import page, wants_partial

LONGEST_NOTE = 1000


class OrderForm(CleanForm):
    """The note to the vendor, how the order goes out, and when it should come. The cases of each
    line stand beside it as `cases-<id>`, lines to take off as `off`."""

    note = Paragraph("Note to the vendor", longest=LONGEST_NOTE)
    way = SelectField("It goes out")
    expected_on = DateField("Should come on", [Optional()])
    version = Version()


@bp.get("/orders/<id:purchase_order_id>")
@requires(Permission.PURCHASES_SEE)
def show(purchase_order_id: int) -> Response:
    """One purchase order; for htmx how far its sending is."""
    return shown(queries.purchase_order(db.session(), purchase_order_id))


def form_of(order: PurchaseOrder, *, formdata: bool = True) -> OrderForm:
    """The form of a purchase order, filled with what it is; with the sent values if any."""
    data = {"note": order.note, "version": order.version}
    form = OrderForm(data=data) if formdata else OrderForm(formdata=None, data=data)
    form.way.choices = [SelectChoice(key, words) for key, words in ways_of(order)]
    return form


def ways_of(order: PurchaseOrder) -> list[tuple[str, str]]:
    """How it can go out: by e-mail only where the vendor has an address."""
    to = placing.address_of(order)
    ways = [(SendWay.EMAIL.value, f"By e-mail to {to}")] if to else []
    return [*ways, *((way.value, way.label) for way in (SendWay.FILE, SendWay.PHONE))]


def shown(
    order: PurchaseOrder,
    form: OrderForm | None = None,
    *,
    typed: Mapping[int, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    """The page of `order`, with what was typed if it did not fit."""
    by, live = viewer(), queries.live(order)
    sums = worth.worth_of(live, by.figures)
    form = form or form_of(order, formdata=False)
    is_draft = order.state is PurchaseState.DRAFT
    receipts = [] if is_draft else queries.receipts_of(db.session(), order)
    timing = _timing(order, form) if is_draft else {"clock": None, "promise": None}
    return page(
        "purchasing/show.html",
        "purchasing/_sending.html",
        status=status,
        order=order,
        form=form,
        live=live,
        gone=[row for row in order.lines if row.gone_at is not None],
        typed=typed or {},
        problem=problem,
        worth=sums,
        costs={row.id: worth.cost_of(row, by.figures) for row in live},
        sees_costs=Figure.COST in by.figures,
        minimum=worth.minimum_of(order.vendor, sums),
        is_draft=is_draft,
        may_place=by.can(Permission.PURCHASES_PLACE) & placing.may_place(order),
        may_amend=by.can(Permission.PURCHASES_PLACE) & drafting.may_amend(order),
        is_late=queries.is_late(order, store_day()),
        receipts=receipts,
        by_hand={one.purchase_line_id for one in receipts if one.by_hand},
        sending=order.state is PurchaseState.PLACED and is_sending(order),
        may_open=may_open(order),
        ways=ways_of(order),
        whole=not wants_partial(),
        **timing,
    )


def _timing(order: PurchaseOrder, form: OrderForm) -> dict[str, object]:
    """Until when it can be placed, and when it should come then; the form begins with that day."""
    session = db.session()
    cutoffs = queries.all_cutoffs(session, order.vendor_id).get(order.vendor_id, [])
    promise = placing.promise_of(session, order, cutoffs)
    if not form.is_submitted():
        form.expected_on.data = promise.day
    return {"clock": cut_off(cutoffs, order.store, clock.now()), "promise": promise}


def is_sending(order: PurchaseOrder) -> bool:
    """Whether a worker is still about it."""
    return not order.problem and (order.document_id is None or order.sent_at is None)


def may_open(order: PurchaseOrder) -> bool:
    """Whether the viewer may see the PDF: one with costs is for people who see costs (B1)."""
    document = order.document
    if document is None:
        return False
    return not document.shows_figures or bool(viewer().can(Permission.COSTS_SEE))
