"""What is on a sale: put on, priced, taken off; only for people with the pricing permission
(C8)."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.blueprints.catalog import bp
from app.blueprints.catalog.finding import chosen
from app.blueprints.catalog.forms import PutOnForm
from app.blueprints.catalog.sale_page import sale_page
from app.blueprints.catalog.things import address
from app.blueprints.settings.saving import done
from app.domain.catalog import sales as trade
from app.extensions import db
from app.vocabulary.errors import Invalid
from app.vocabulary.figures import Figure
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer

SAID = {"added": "is on the sale", "repriced": "has its new price", "": "has that price already"}


@bp.post("/sales/<id:sale_id>/put-on")
@requires(Permission.CATALOG_EDIT, Permission.PRICES_EDIT)
def put_on(sale_id: int) -> Response:
    """Put a product or a like code on the sale; what is on it gets the price."""
    session = db.session()
    row, form = trade.sale_of(session, sale_id), PutOnForm()
    if not form.validate():
        return sale_page(row, form, 422)
    target = chosen(form, like_codes=True)
    if form.price.data is None:
        form.price.errors = [*form.price.errors, "Write the sale price of a unit."]
    if target is None or form.price.data is None:
        return sale_page(row, form, 422)
    try:
        what = trade.put_on(session, row, target, form.price.data, by=viewer())
        session.flush()
    except Invalid as problem:
        form.refuse(problem)
        return sale_page(row, form, 422)
    if not what and Figure.SALE not in viewer().figures:
        # Who may not see the price is not told either whether they guessed it.
        what = "repriced"
    return done(f"{trade.name_of(target)} {SAID[what]}.", address(row))


@bp.post("/sales/<id:sale_id>/take-off/<id:sale_item_id>")
@requires(Permission.CATALOG_EDIT, Permission.PRICES_EDIT)
def take_off(sale_id: int, sale_item_id: int) -> Response:
    """Take an item off; a second tap changes nothing."""
    row = trade.sale_of(db.session(), sale_id)
    name = trade.take_off(db.session(), row, sale_item_id, by=viewer())
    said = f"{name} is off the sale." if name else "It is off the sale already."
    return done(said, address(row))
