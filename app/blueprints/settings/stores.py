"""Stores."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from app.blueprints.settings import bp
from app.blueprints.settings.forms import StoreForm
from app.blueprints.settings.saving import done, saved, show
from app.domain.settings import stores as shops
from app.domain.settings.editing import the
from app.extensions import db
from app.models import Store
from app.vocabulary.permissions import Permission
from app.web.access import requires, viewer
from app.web.filters import zone


@bp.get("/stores")
@requires(Permission.SETTINGS_MANAGE)
def stores() -> Response:
    """All of them."""
    return show("stores", rows=shops.stores(db.session()))


@bp.route("/stores/new", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def new_store() -> Response:
    """Add one; its clock starts as the one of the store one stands in."""
    form = StoreForm(data={"time_zone": zone(), "active": True})
    if form.is_submitted():
        status = saved(form, lambda: shops.add_store(db.session(), _facts(form), viewer()))
        if not status:
            return done(f"{form.name.data} is there.", url_for(".stores"))
        return show("store", status=status, form=form, row=None)
    return show("store", form=form, row=None)


@bp.route("/stores/<id:store_id>", methods=["GET", "POST"])
@requires(Permission.SETTINGS_MANAGE)
def store(store_id: int) -> Response:
    """Look at one and change it."""
    row = the(db.session(), Store, store_id)
    form = StoreForm(obj=row)
    if form.is_submitted():
        status = saved(
            form,
            lambda: shops.change_store(db.session(), row, _facts(form), viewer()),
            row=row,
            again=lambda: StoreForm(formdata=None, obj=row),
        )
        if not status:
            return done(f"{row.name} is saved.", url_for(".stores"))
        return show("store", status=status, form=form, row=row)
    return show("store", form=form, row=row)


def _facts(form: StoreForm) -> shops.StoreFacts:
    return shops.StoreFacts(
        name=form.name.data,
        time_zone=form.time_zone.data,
        phone=form.phone.data,
        address=form.address.data,
        active=form.active.data,
    )
