"""Forms of the catalogue: shapes and types. A field for an amount is there only for those who may
see and set it (C8): `fitted` takes the others away."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, DateField, HiddenField, SelectChoice
from wtforms.validators import InputRequired

from app.blueprints.settings.forms import Pick, choices
from app.domain.access import Viewer
from app.domain.catalog import seeing
from app.domain.catalog.history import FIGURES
from app.extensions import db
from app.models import Department, SaleType, Store, Vendor
from app.vocabulary import money
from app.vocabulary.permissions import Permission
from app.web.forms import Amount, CleanForm, Count, Line, Version, new_key

LARGEST_NUMBER = 999_999
NOT_LISTED = "Choose one of the list."
ROWS = {"department": Department, "vendor": Vendor, "sale_type": SaleType}


class Price(Amount):
    """An amount of a unit, up to four places; written without the zeros it does not need."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, places=4, **kwargs)

    def _value(self) -> str:
        if isinstance(self.data, Decimal):
            return money.show(self.data).replace(",", "")
        return super()._value()


class OnceForm(CleanForm):
    """A form that makes something: sent twice, it makes it once."""

    one_time_key = HiddenField("")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.once = (self.one_time_key.data or "")[:64]
        self.one_time_key.data = self.once or new_key()


class ActiveForm(CleanForm):
    """Withdraw, or bring back."""

    active = HiddenField("")
    version = Version()


class GoodsForm(CleanForm):
    """What a product and a vendor's item have in common."""

    description = Line("Description", longest=120, required="Say what it is.")
    brand = Line("Brand", longest=60)
    size = Line("Size", longest=40)
    department = Pick("Department")
    case_size = Count("Units in a case", optional=True)
    cost = Price("Cost of a unit")
    version = Version()


class ProductForm(GoodsForm):
    """A product the store carries."""

    vendor = Pick("Vendor")
    retail = Price("Retail price of a unit")
    by_weight = BooleanField("Sold by weight")
    discountable = BooleanField("Takes discounts and sales")
    like_code = Count("Like code", most=LARGEST_NUMBER, optional=True)


class NewProductForm(ProductForm, OnceForm):
    """A product that is not there yet; `draft` is the order being taken that asked for it."""

    upc = Line("UPC or PLU", longest=40, required="Scan or type its code.")
    draft = HiddenField("")


class CarryForm(NewProductForm):
    """A product out of an order's line, and its vendor's number."""

    sku = Line("Vendor’s SKU", longest=30)


class VendorItemForm(GoodsForm):
    """A row of a vendor's catalogue."""

    upc = Line("UPC", longest=40)
    suggested_retail = Price("Suggested retail of a unit")


class NewVendorItemForm(VendorItemForm, OnceForm):
    """A row that is not there yet; vendor and SKU stay as they are."""

    vendor = Pick("Vendor", validators=[InputRequired("Choose the vendor.")])
    sku = Line("SKU", longest=30, required="Write the vendor’s number.")


class VendorForm(CleanForm):
    """A vendor."""

    name = Line("Name", longest=80, required="Write a name.")
    phone = Line("Phone", longest=40)
    email = Line("E-mail", longest=120)
    order_days = Line("Order days", longest=40)
    account = Line("Our account with them", longest=40)
    order_email = Line("E-mail for orders", longest=120)
    minimum_amount = Amount("Least they deliver for")
    minimum_cases = Count("Least cases", optional=True)
    file_columns = Line("Columns of the file", longest=200)
    version = Version()


class NewVendorForm(VendorForm, OnceForm):
    """A vendor that is not there yet."""


class LikeCodeForm(CleanForm):
    """The name of a like code."""

    name = Line("Name", longest=80, required="Write a name.")
    version = Version()


class NewLikeCodeForm(LikeCodeForm, OnceForm):
    """A like code that is not there yet."""

    number = Count("Number", most=LARGEST_NUMBER)


class SaleForm(CleanForm):
    """A sale: what sort, where, and between which days."""

    name = Line("Name", longest=80, required="Write a name.")
    sale_type = Pick("Sale type", validators=[InputRequired("Choose its type.")])
    store = Pick("Store")
    starts_on = DateField("First day", [InputRequired("Choose the first day.")])
    ends_on = DateField("Last day", [InputRequired("Choose the last day.")])
    version = Version()


class NewSaleForm(SaleForm, OnceForm):
    """A sale that is not there yet."""


class PutOnForm(CleanForm):
    """One thing and its sale price: `key` names what was found, as `p12` or `l7`."""

    q = Line("Item or like code", longest=80)
    key = Line("", longest=20)
    price = Price("Sale price of a unit")


class PutInForm(CleanForm):
    """A product for a like code."""

    q = Line("Product", longest=80)
    key = Line("", longest=20)


def fitted(form: CleanForm, by: Viewer) -> None:
    """Take away the fields that this person may not set, and those whose figure they may not
    see."""
    prices = by.can(Permission.PRICES_EDIT)
    for name in ("discountable", "like_code", *FIGURES):
        figure = FIGURES.get(name)
        if name in form and not (prices and (figure is None or figure in by.figures)):
            delattr(form, name)
    if "order_email" in form and not by.can(Permission.COSTS_SEE):
        # Whoever sets it decides who reads the costs of purchase orders.
        del form.order_email


def offered(form: CleanForm, row: Any = None) -> None:
    """Fill the lists: what is in use, and what the thing has though it is not any more."""
    session = db.session()
    if "department" in form:
        known = seeing.departments(session)
        form.department.choices = _listed(known, getattr(row, "department", None), "None yet")
    if "vendor" in form:
        known = seeing.vendors(session)
        form.vendor.choices = _listed(known, getattr(row, "vendor", None), "No vendor")
    if "sale_type" in form:
        kinds = session.query(SaleType).order_by(SaleType.name).all()
        form.sale_type.choices = choices(kinds, "Choose…")
    if "store" in form:
        stores = session.query(Store).filter(Store.active).order_by(Store.name).all()
        form.store.choices = choices(stores, "Every store")


def values_of(form: CleanForm, *names: str) -> dict[str, Any]:
    """What the form says of those fields that it has; lists give rows."""
    values = {name: form[name].data for name in names if name in form}
    for name, model in ROWS.items():
        if values.get(name) is not None:
            values[name] = db.session().get(model, values[name])
    return values


def data_of(row: Any, *names: str) -> dict[str, Any]:
    """What a form starts with for a thing that is there; rows of lists by their ids."""
    data = {name: getattr(row, f"{name}_id" if name in ROWS else name) for name in names}
    return {**data, "version": row.version}


def _listed(rows: Iterable[Any], kept: Any, none: str) -> list[SelectChoice]:
    known = list(rows)
    if kept is not None and all(row.id != kept.id for row in known):
        known.append(kept)
    return choices(known, none)
