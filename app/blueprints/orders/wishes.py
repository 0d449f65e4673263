"""How an order came, how and when the customer would like to get it (L2): put right afterwards."""

from __future__ import annotations

import sqlalchemy as sa
from werkzeug.wrappers import Response
from wtforms import DateField, SelectChoice, SelectField
from wtforms.validators import Optional

from app.blueprints.orders import bp
from app.blueprints.orders.asking import Sheet, edit, load
from app.blueprints.orders.forms import EditForm
from app.domain.orders import finishing
from app.extensions import db
from app.models import DeliveryWish, Order, OrderSource, Store
from app.vocabulary import clock
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer


class WishesForm(EditForm):
    """Where and when it is wanted, and how the order came."""

    getting = SelectField("How they get it")
    requested_on = DateField("Wanted by", [Optional()])
    source = SelectField(
        "How the order came", choices=[SelectChoice(each.value, each.label) for each in OrderSource]
    )


@bp.route("/orders/<id:number>/wishes", methods=["GET", "POST"])
@requires(Permission.ORDERS_EDIT)
def edit_wishes(number: int) -> Response:
    """Change how and when the customer would like to get it, and how the order came."""
    order = load(number)
    stores = {str(store.id): store for store in _stores(order)}
    before = {
        "getting": _getting(order),
        "requested_on": order.requested_on,
        "source": order.source.value,
    }
    form = WishesForm(data=before)
    brought = (DeliveryWish.DELIVER, DeliveryWish.SHIP)
    form.getting.choices = [
        *(SelectChoice(key, f"Pick up at {store.name}") for key, store in stores.items()),
        *(SelectChoice(wish.value, wish.label) for wish in brought),
    ]
    sheet = Sheet(order, form, "How they get it", "orders/_wishes.html")

    def change() -> str:
        store = stores.get(form.getting.data)
        changed = finishing.change(
            order,
            by=viewer(),
            pickup_store=store or order.pickup_store,
            source=OrderSource(form.source.data),
            delivery=DeliveryWish.PICKUP if store else DeliveryWish(form.getting.data),
            requested_on=form.requested_on.data,
            today=clock.business_date(clock.now(), order.store.time_zone),
        )
        return "Changed." if changed else "Nothing was different."

    return edit(sheet, before, change)


def _getting(order: Order) -> str:
    """What the field says of an order: the store, or how it is brought."""
    picked_up = order.delivery is DeliveryWish.PICKUP
    return str(order.pickup_store_id) if picked_up else order.delivery.value


def _stores(order: Order) -> list[Store]:
    """Where it may be picked up, and where it is though that store closed."""
    here = sa.or_(Store.active.is_(True), Store.id == order.pickup_store_id)
    return list(db.session.scalars(sa.select(Store).where(here).order_by(Store.name)))
