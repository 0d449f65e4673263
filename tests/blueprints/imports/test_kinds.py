"""Products, sales and members from files; problems, the report, and taking back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.models import (
    Affiliation,
    AuditEvent,
    CatalogChange,
    Customer,
    ImportProblem,
    ImportState,
    LikeCode,
    Product,
    Sale,
    SaleItem,
    SaleType,
    VendorItem,
)
from tests.blueprints.imports.helpers import (
    bring,
    import_whole,
    name_columns,
    newest,
    start,
    work_off,
)
from tests.factories import a_customer, a_department, a_member_type, a_product, a_vendor
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.files import CATALOGUE

PRODUCTS = (
    "UPC,Description,Brand,Department,Vendor,Price,Cost,Discountable,Like code,Active\n"
    "012345678905,Rolled oats,Mills,Bulk,Prairie,6.80,4.25,yes,12,1\n"
    "4011,Bananas,,99,,0.69,,no,77,1\n"
)


def test_products_come_in_and_follow_their_file(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.admin)
    bulk, prairie = a_department(session, "Bulk"), a_vendor(session, "Prairie")
    session.add(LikeCode(number=12, name="Oats"))
    one = import_whole(app, session, tablet, PRODUCTS, kind="products")
    assert (one.added, one.refused) == (2, 0)
    oats, bananas = session.scalars(sa.select(Product).order_by(Product.id)).all()
    assert (oats.upc, oats.department_id, oats.vendor_id) == ("0001234567890", bulk.id, prairie.id)
    assert (oats.retail, oats.cost, oats.like_code) == (Decimal("6.80"), Decimal("4.25"), 12)
    assert (bananas.retail, bananas.discountable, bananas.like_code) == (
        Decimal("0.69"), False, None,
    )  # fmt: skip
    fields = session.scalars(sa.select(ImportProblem.field).order_by(ImportProblem.id)).all()
    assert sorted(fields) == ["department", "like_code"]
    text = PRODUCTS.replace(",no,77,1", ",no,,no").replace("6.80", "")
    again = import_whole(app, session, tablet, text, kind="products")
    assert (again.updated, again.unchanged) == (1, 1)
    session.refresh(oats)
    assert oats.retail == Decimal("6.80"), "an empty cell changes nothing"
    assert session.get_one(Product, bananas.id).active is False
    verbs = session.scalars(
        sa.select(CatalogChange.verb).where(CatalogChange.thing_id == bananas.id,
                                            CatalogChange.thing == "product")
    ).all()  # fmt: skip
    assert verbs == ["added", "withdrawn"]


def test_sale_prices_come_in_once(app: Flask, session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.admin)
    kind = SaleType(number=1, name="Member days")
    oats = a_product(session, upc="0001234567890")
    session.add_all([kind, LikeCode(number=12, name="Oats")])
    session.flush()
    text = "UPC,Like code,Sale price\n012345678905,,5.00\n,12,4.00\n4011,,1.00\n"
    form = {"kind": "sales", "sale_name": "Été in November", "sale_type": kind.id,
            "starts_on": "2026-11-01", "ends_on": "2026-11-30"}  # fmt: skip
    one = import_whole(app, session, tablet, text, **form)
    assert (one.added, one.refused) == (2, 1)
    sale = session.scalars(sa.select(Sale)).one()
    assert (sale.name, sale.starts_on, sale.ends_on) == (
        "Été in November", date(2026, 11, 1), date(2026, 11, 30),
    )  # fmt: skip
    items = session.execute(
        sa.select(SaleItem.product_id, SaleItem.like_code, SaleItem.price).order_by(SaleItem.id)
    ).all()
    assert items == [(oats.id, None, Decimal("5.00")), (None, 12, Decimal("4.00"))]
    shouted = form | {"sale_name": "ÉTÉ IN NOVEMBER"}
    again = import_whole(app, session, tablet, text.replace("5.00", "4.50"), **shouted)
    assert (again.added, again.updated, again.unchanged) == (0, 1, 1)
    assert session.scalar(sa.select(sa.func.count()).select_from(Sale)) == 1
    told = session.scalars(sa.select(CatalogChange).filter_by(verb="item repriced")).one()
    assert told.figures == {"price": ["5.0000", "4.5000"]}
    session.scalars(sa.select(Sale)).one().active = False
    off = import_whole(app, session, tablet, text, **form)
    assert (off.refused, off.updated) == (3, 0)


def test_members_come_in_and_keep_what_they_told(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.admin)
    owner = a_member_type(session, number=1, name="Owner")
    ada = a_customer(
        session,
        member_number=208,
        first_name="Ada",
        last_name="Quill",
        phone="+12175550100",
        phone_digits="2175550100",
        note="Rings twice",
    )
    model = a_customer(session, last_name="Model", receipt_email="till@example.org")
    model.affiliations = [Affiliation(name="Students")]
    session.flush()
    cast.hill.default_customer_id = model.id
    text = (
        "Member,Person,First name,Last name,Phone,Email,Member type\n"
        "208,1,Ada,Quill-Ito,,ada@example.org,Owner\n"
        "208,2,Tam,Quill,(217) 555-0142,,1\n"
        "209,,,Bakery Guild,12,,Nobody\n"
        "x,1,No,Number,,,\n"
    )
    one = import_whole(app, session, tablet, text, kind="customers")
    assert (one.added, one.updated, one.refused) == (2, 1, 1)
    session.refresh(ada)
    assert (ada.last_name, ada.email, ada.phone, ada.note) == (
        "Quill-Ito", "ada@example.org", "+12175550100", "Rings twice",
    )  # fmt: skip
    assert (ada.member_type_id, ada.search_text) == (
        owner.id, "ada quill-ito 2175550100 ada@example.org 208",
    )  # fmt: skip
    tam = session.scalars(sa.select(Customer).filter_by(person_number=2)).one()
    assert (tam.phone, tam.phone_digits, tam.member_type_id) == (
        "+12175550142", "2175550142", owner.id,
    )  # fmt: skip
    assert ([one.name for one in tam.affiliations], tam.receipt_email) == (
        ["Students"], "till@example.org",
    )  # fmt: skip
    assert ada.affiliations == []
    told = session.scalars(sa.select(AuditEvent).filter_by(kind="customer changed")).all()
    assert [(each.subject, each.user_id, each.before, each.after) for each in told] == [
        (f"customer:{ada.id}", cast.admin.id, {"member_type_id": None},
         {"member_type_id": owner.id}),
    ]  # fmt: skip
    guild = session.scalars(sa.select(Customer).filter_by(member_number=209)).one()
    assert (guild.last_name, guild.phone, guild.member_type_id) == ("Bakery Guild", "", None)
    again = import_whole(app, session, tablet, text, kind="customers")
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
    newer = text.replace("Ada,Quill-Ito", "Ada,Quill")
    assert import_whole(app, session, tablet, newer, kind="customers").updated == 1
    # A name decides no price: it leaves no entry.
    assert session.scalars(sa.select(AuditEvent).filter_by(kind="customer changed")).all() == told


def test_what_it_added_can_be_withdrawn(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.admin)
    vendor = a_vendor(session, "Prairie Mills")
    short = "".join(CATALOGUE.splitlines(keepends=True)[:2])
    import_whole(app, session, tablet, short, vendor=vendor.id)
    one = import_whole(app, session, tablet, vendor=vendor.id)
    assert "Withdraw what this import added" in tablet.get(f"/catalog/imports/{one.id}").text
    url = f"/catalog/imports/{one.id}/take-back"
    assert tablet.post(url, {"version": one.version}).status_code == 303
    session.expire_all()
    active = session.execute(sa.select(VendorItem.sku, VendorItem.active).order_by(VendorItem.id))
    assert active.all() == [("S1", True), ("S2", False), ("S3", False)]
    assert tablet.post(url, {"version": newest(session).version}).status_code == 409
    kinds = session.scalars(sa.select(AuditEvent.kind).order_by(AuditEvent.id.desc()).limit(1))
    assert kinds.all() == ["import taken back"]


def test_the_report_holds_no_formula(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.admin)
    vendor = a_vendor(session, "Prairie Mills")
    text = 'SKU,Description,Brand,Cost\n=1+1,"=HYPERLINK(""x"")",@SUM(1),4.25\n-2,Oats,,1.00\n'
    one = import_whole(app, session, tablet, text, vendor=vendor.id)
    item = session.scalars(sa.select(VendorItem).order_by(VendorItem.id)).first()
    assert (item.sku, item.description, item.brand) == ("=1+1", '=HYPERLINK("x")', "@SUM(1)")
    report = tablet.get(f"/catalog/imports/{one.id}/report.csv")
    assert report.mimetype == "text/csv"
    assert "attachment" in report.headers["Content-Disposition"]
    cells = report.text.removeprefix("\ufeff").splitlines()
    assert cells[0] == "Row,What,Item,Name,Field,Before,After,Message"
    assert cells[1].startswith(""",added,'=1+1,"'=HYPERLINK(""x"")",""")
    assert cells[2].startswith(",added,'-2,Oats")


@pytest.mark.contract("B1")
def test_the_report_tells_figures_to_those_who_may_know(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    from app.models import Role, RolePermission, User
    from app.vocabulary.permissions import Permission as P

    role = Role(name="Clerk", purpose="", grants=[RolePermission(permission=P.CATALOG_IMPORT)])
    clerk = User(username="clerk", name="Clerk", store_id=cast.hill.id, roles=[role])
    session.add(clerk)
    tablet.sign_in(cast.admin)
    vendor = a_vendor(session, "Prairie Mills")
    import_whole(app, session, tablet, vendor=vendor.id)
    text = CATALOGUE.replace("4.25", "4,25x").replace("2.10", "777.31").replace("3.99", "888.41")
    one = import_whole(app, session, tablet, text, vendor=vendor.id)
    url = f"/catalog/imports/{one.id}"
    assert "777.31" in tablet.get(f"{url}/report.csv").text
    ready = bring(tablet, text, vendor=vendor.id)
    name_columns(tablet, newest(session))
    assert "777.31" in tablet.get(ready.location).text
    tablet.sign_in(clerk)
    pages = [url, f"{url}/report.csv", ready.location, f"{ready.location}/columns"]
    for page in pages:
        answer = tablet.get(page)
        assert answer.status_code == 200
        assert [x for x in ("777.31", "888.41", "4.25", "4,25") if x in answer.text] == []
    # What somebody may not bring in they can't start either.
    assert start(tablet, newest(session)).status_code == 403


def test_a_file_that_is_gone_ends_the_import_in_words(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    from app.models import ImportFile

    tablet.sign_in(cast.admin)
    bring(tablet, new_vendor="Mills")
    name_columns(tablet, newest(session))
    start(tablet, newest(session))
    session.execute(sa.delete(ImportFile))
    work_off(app, session)
    one = newest(session)
    assert (one.state, one.problem) == (
        ImportState.FAILED, "The file is not kept any more. Please bring it again.",
    )  # fmt: skip
    assert "It stopped after 0 rows" in tablet.get(f"/catalog/imports/{one.id}").text


@pytest.mark.parametrize("who", ["taker", "buyer", "outsider"])
def test_others_do_not_get_in(session: Session, cast: Cast, tablet: Tablet, who: str) -> None:
    tablet.sign_in(getattr(cast, who))
    assert tablet.get("/catalog/imports").status_code == 403
    assert tablet.get("/catalog/imports/new").status_code == 403
    assert bring(tablet, new_vendor="Mills").status_code == 403


def test_the_list_is_for_those_who_may(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.manager)
    assert "Nothing was imported yet" in tablet.get("/catalog/imports").text
    bring(tablet, new_vendor="Mills")
    page = tablet.get("/catalog/imports").text
    assert "catalogue.csv" in page
    assert "Columns to be named" in page
