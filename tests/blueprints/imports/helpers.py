"""Bringing a file as a browser does."""

from __future__ import annotations

import io
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.extensions import db
from app.jobs import work
from app.models import Import, OutboxRow
from app.web.forms import new_key
from tests.support.client import Tablet
from tests.support.files import CATALOGUE

ALL = {"sku": "SKU", "upc": "UPC", "description": "Description", "brand": "Brand", "size": "Size",
       "case_size": "Pack", "cost": "Cost", "suggested_retail": "SRP"}  # fmt: skip


def bring(
    tablet: Tablet, content: str | bytes = CATALOGUE, name: str = "catalogue.csv", **form: Any
) -> TestResponse:
    """Send the form with a file."""
    raw = content.encode() if isinstance(content, str) else content
    data = {"kind": "vendor_items", "one_time_key": new_key(), **form}
    return tablet.post("/catalog/imports/new", data | {"file": (io.BytesIO(raw), name)})


def newest(session: Session) -> Import:
    """The import that was made last."""
    session.expire_all()
    return session.scalars(sa.select(Import).order_by(Import.id.desc())).first()


def name_columns(tablet: Tablet, one: Import, **columns: Any) -> TestResponse:
    """Choose columns: those that were proposed, unless said otherwise."""
    chosen = {f"columns-{name}": column for name, column in one.mapping.items()}
    chosen |= {f"columns-{name}": column for name, column in columns.items()}
    style = {name: one.options[name] for name in ("delimiter", "decimal", "codes")}
    url = f"/catalog/imports/{one.id}/columns"
    return tablet.post(url, {**style, **chosen, "version": one.version})


def start(tablet: Tablet, one: Import, **form: Any) -> TestResponse:
    """Press the big button."""
    data = {"version": one.version, "missing": "leave", **form}
    return tablet.post(f"/catalog/imports/{one.id}/start", data)


def work_off(app: Flask, session: Session) -> int:
    """Do what the worker does, until nothing is left; returns how many pieces it was."""
    session.commit()
    done = 0
    with app.app_context():
        query = sa.select(OutboxRow.id).where(OutboxRow.open == 1).order_by(OutboxRow.id)
        while (row := db.session.scalar(query)) is not None:
            db.session.rollback()
            work.run(row)
            done += 1
    session.expire_all()
    return done


def import_whole(
    app: Flask, session: Session, tablet: Tablet, content: str | bytes = CATALOGUE, **form: Any
) -> Import:
    """All the way; what `form` says goes to the page that knows it."""
    missing = form.pop("missing", "leave")
    answer = bring(tablet, content, **form)
    assert answer.status_code == 303, answer.text
    one = newest(session)
    answer = name_columns(tablet, one)
    assert answer.status_code == 303, answer.text
    one = newest(session)
    assert start(tablet, one, missing=missing).status_code == 303
    work_off(app, session)
    return newest(session)
