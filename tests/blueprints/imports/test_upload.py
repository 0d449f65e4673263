"""Bringing a file: what is refused is said beside the field, and nothing is kept of it."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.importers.files.limits import LARGEST_UPLOAD, MB
from app.models import AuditEvent, Import, ImportFile, Vendor
from app.web.forms import new_key
from tests.blueprints.imports.helpers import bring, name_columns, newest
from tests.factories import a_vendor
from tests.laws.html import Page, words
from tests.support.cast import Cast
from tests.support.client import Tablet
from tests.support.files import CATALOGUE, changed_part, workbook_of

BOOK = workbook_of([["SKU", "Name"], ["S1", "Oats"]])


def count(session: Session, model: type) -> int:
    """Rows of a table."""
    return session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"SKU,Name\n", "no rows under them"),
        (b"SKU,Name\nS1,\x00\n", "NUL"),
        (bytes(range(256)) * 64, "no text"),
        (b"x" * 1_200_000, "too long to be a row"),
        (b"a," * 400_000 + b"\n1\n", "200 columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 999, "old kind"),
        (changed_part(BOOK, "xl/worksheets/sheet1.xml", b" " * (60 * MB)), "far more than it is"),
        (BOOK[:200], "damaged"),
        (b"%PDF-1.7", "a PDF"),
    ],
    ids=["empty", "header only", "nul", "binary", "endless line", "very many columns", "xls",
         "bomb", "half", "pdf"],
)  # fmt: skip
def test_hostile_files_are_refused_kindly(
    session: Session, cast: Cast, tablet: Tablet, content: bytes, said: str
) -> None:
    tablet.sign_in(cast.admin)
    answer = bring(tablet, content, "catalogue.xlsx", new_vendor="Mills")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert (count(session, Import), count(session, ImportFile), count(session, Vendor)) == (0, 0, 0)


def test_a_file_too_large_is_said_beside_the_field(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.admin)
    answer = bring(tablet, b"x" * (LARGEST_UPLOAD + 2 * MB), new_vendor="Mills")
    assert answer.status_code == 413
    assert "larger than 25 MB" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert count(session, Import) == 0


def test_only_who_may_import_may_send_more_than_a_form(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    big = CATALOGUE.encode() + b"\n" * (3 * MB)
    a_vendor(session, "Prairie Mills")
    stranger = bring(tablet, big)
    tablet.sign_in(cast.taker)
    taker = bring(tablet, big)
    assert (stranger.status_code, taker.status_code) == (413, 413)
    assert "Prairie Mills" not in stranger.text + taker.text
    tablet.sign_in(cast.admin)
    assert bring(tablet, big, new_vendor="Mills").status_code == 303


def test_no_file_no_vendor_no_kind(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.admin)
    url, key = "/catalog/imports/new", new_key()
    none = {"kind": "vendor_items", "one_time_key": key, "new_vendor": "Mills"}
    answer = tablet.post(url, none)
    assert (answer.status_code, "Choose a file." in answer.text) == (422, True)
    assert "or write the name of a new one" in bring(tablet).text
    assert "Choose one of the list." in bring(tablet, kind="orders").text
    assert tablet.post(url, {**none, "one_time_key": "?"}).status_code == 400
    assert count(session, Import) == 0


def test_the_same_form_twice_is_one_import(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.admin)
    key = new_key()
    first = bring(tablet, new_vendor="Mills", one_time_key=key)
    again = bring(tablet, new_vendor="Mills", one_time_key=key)
    assert first.location == again.location
    assert (count(session, Import), count(session, Vendor)) == (1, 1)


def test_a_workbook_comes_in_as_text(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.admin)
    assert bring(tablet, BOOK, "prices/a.xlsx", new_vendor="Mills").status_code == 303
    one = newest(session)
    assert (one.file_name, one.options["header"]) == ("a.xlsx", ["SKU", "Name"])
    assert session.scalar(sa.select(ImportFile.content)) == b"SKU,Name\nS1,Oats\n"


def test_windows_text_is_taken_with_a_notice(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.admin)
    bring(tablet, "SKU,Name\nS1,Crème\n".encode("cp1252"), new_vendor="Mills")
    page = tablet.get(f"/catalog/imports/{newest(session).id}").text
    assert "Crème" in page
    assert "not in UTF-8" in page


def test_another_mark_makes_other_columns(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.admin)
    bring(tablet, "SKU|Name\nS1|Oats\nS2|Rye\n", new_vendor="Mills")
    one = newest(session)
    assert (one.options["delimiter"], one.mapping["sku"]) == ("|", "SKU")
    url = f"/catalog/imports/{one.id}/columns"
    data = {"delimiter": ",", "decimal": ",", "codes": "full", "version": one.version}
    assert tablet.post(url, data).status_code == 303
    assert newest(session).options["header"] == ["SKU|Name"]
    data["version"], data["delimiter"] = newest(session).version, "~"
    assert tablet.post(url, data).status_code == 422


def test_columns_are_remembered_for_the_vendor(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    tablet.sign_in(cast.admin)
    vendor, other = a_vendor(session, "Mills"), a_vendor(session, "Palm")
    text = "Ref,Text,SKU\nS1,Oats,x\n"
    bring(tablet, text, vendor=vendor.id)
    one = newest(session)
    assert one.mapping == {"sku": "SKU"}
    answer = name_columns(tablet, one)
    assert (answer.status_code, "Choose the column that holds this." in answer.text) == (422, True)
    assert name_columns(tablet, one, sku="Ref", description="Text").status_code == 303
    bring(tablet, text, vendor=vendor.id)
    assert newest(session).mapping == {"sku": "Ref", "description": "Text"}
    bring(tablet, text, vendor=other.id)
    assert newest(session).mapping == {"sku": "SKU"}


def test_how_codes_are_written_is_remembered_with_their_column(
    session: Session, cast: Cast, tablet: Tablet
) -> None:
    """One file of few codes says little; what somebody chose for the last one said more."""
    tablet.sign_in(cast.admin)
    vendor = a_vendor(session, "Mills")
    text = "SKU,UPC,Product Description,Case Qty,Case Cost\nS1,012345678905,Oats,6,30.00\n"
    bring(tablet, text, vendor=vendor.id)
    one = newest(session)
    assert one.options["codes"] == "full"
    assert (one.mapping["description"], one.mapping["case_size"]) == (
        "Product Description", "Case Qty",
    )  # fmt: skip
    one.options = {**one.options, "codes": "bare"}
    session.commit()
    assert name_columns(tablet, one).status_code == 303
    looked = Page(tablet.get(f"/catalog/imports/{one.id}").text)
    assert "30.00" in [words(cell) for cell in looked.all("td")]
    bring(tablet, text, vendor=vendor.id)
    assert newest(session).options["codes"] == "bare"


def test_a_stale_form_is_refused(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.admin)
    bring(tablet, new_vendor="Mills")
    one = newest(session)
    old = one.version
    assert name_columns(tablet, one).status_code == 303
    one.version = old
    session.expunge(one)
    assert name_columns(tablet, one).status_code == 409
    url = f"/catalog/imports/{one.id}"
    assert tablet.post(f"{url}/drop", {"version": old}).status_code == 409
    assert [tablet.post(f"{url}/{act}").status_code for act in ("columns", "start", "drop")] == [
        409, 409, 409,
    ]  # fmt: skip


def test_dropping_forgets_the_file(session: Session, cast: Cast, tablet: Tablet) -> None:
    tablet.sign_in(cast.admin)
    bring(tablet, new_vendor="Mills")
    one = newest(session)
    url = f"/catalog/imports/{one.id}/drop"
    assert tablet.post(url, {"version": one.version}).status_code == 303
    assert count(session, ImportFile) == 0
    assert "was not imported" in tablet.get(f"/catalog/imports/{one.id}").text


def test_a_file_of_somebody_without_the_right_has_no_price(
    app: Flask, session: Session, cast: Cast, tablet: Tablet
) -> None:
    """C8: a crafted column of costs is refused, and remembered."""
    from app.models import Role, RolePermission, User
    from app.vocabulary.permissions import Permission as P

    grants = [RolePermission(permission=p) for p in (P.CATALOG_IMPORT, P.CATALOG_EDIT)]
    clerk = User(username="clerk", name="Clerk Person", store_id=cast.hill.id,
                 roles=[Role(name="Clerk", purpose="", grants=grants)])  # fmt: skip
    session.add(clerk)
    session.flush()
    tablet.sign_in(clerk)
    bring(tablet, new_vendor="Mills")
    one = newest(session)
    assert set(one.mapping) == {"sku", "upc", "description", "brand", "size", "case_size"}
    page = tablet.get(f"/catalog/imports/{one.id}").text
    assert "4.25" not in page
    assert "columns-cost" not in page
    for field in ("cost", "suggested_retail"):
        assert name_columns(tablet, one, **{field: "Cost"}).status_code == 403
    # Nor by calling it something else.
    assert name_columns(tablet, one, brand="Cost").status_code == 303
    assert "4.25" not in tablet.get(f"/catalog/imports/{one.id}").text
    kept = session.scalars(sa.select(AuditEvent.after).filter_by(kind="price refused")).all()
    assert kept == [{"fields": ["cost"]}, {"fields": ["suggested_retail"]}]
    assert bring(tablet, io.BytesIO().getvalue(), kind="sales").status_code == 422
    assert tablet.get(f"/catalog/imports/{one.id}/report.csv").status_code == 200
