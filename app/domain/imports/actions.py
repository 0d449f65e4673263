"""What people do with an import: bring a file, name its columns, start it, drop it, and take back
what it added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain import outbox
from app.domain.access import Viewer
from app.domain.audit import record
from app.domain.catalog import vendors
from app.domain.imports import mapping as columns
from app.domain.imports.checking import Checked
from app.domain.imports.kinds import KINDS
from app.domain.imports.mapping import check_may
from app.domain.imports.policies import AT_WORK, may_change, may_start
from app.domain.imports.withdrawing import added_by, withdraw_added
from app.models import Import, ImportFile, ImportKind, ImportState, Vendor
from app.vocabulary import clock
from app.vocabulary.errors import Invalid, Refused
from app.vocabulary.jobs import Job
from app.vocabulary.permissions import Permission

LONGEST_NAME = 120


def brought_before(session: Session, key: str) -> Import | None:
    """The import that this one-time key has made already, if any."""
    return session.scalar(sa.select(Import).where(Import.one_time_key == key))


def bring(
    session: Session,
    kind: ImportKind,
    file_name: str,
    text: str,
    *,
    by: Viewer,
    vendor_id: int | None = None,
    options: Mapping[str, Any] | None = None,
    one_time_key: str,
) -> Import:
    """Keep a file that was recognised; a second call with the same key returns the first import.
    Raises NotAllowed for a kind that `by` may not bring in, Invalid for a catalogue without
    vendor."""
    by.can(Permission.CATALOG_IMPORT).enforce()
    check_may(KINDS[kind], (), by)
    known = brought_before(session, one_time_key)
    if known is not None:
        return known
    if (kind is ImportKind.VENDOR_ITEMS) != (vendor_id is not None):
        raise Invalid({"vendor": "Choose the vendor whose catalogue this is."})
    made = Import(
        kind=kind,
        vendor_id=vendor_id,
        store_id=by.store_id,
        user_id=by.user_id,
        one_time_key=one_time_key,
        file_name=_name(file_name),
        options=dict(options or {}),
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
            session.add(ImportFile(import_id=made.id, content=text.encode()))
    except IntegrityError:
        # Two taps at the same moment: the other one won.
        known = brought_before(session, one_time_key)
        if known is None:
            raise
        return known
    return made


def add_vendor(session: Session, name: str, *, by: Viewer) -> Vendor:
    """The vendor of that name, made if there is none; noted in its history. Raises Invalid for a
    name that can't be one, NotAllowed."""
    wanted = " ".join(name.split())
    known = vendors.named(session, wanted)
    return known if known is not None else vendors.add_vendor(session, {"name": wanted}, by=by)


def name_columns(
    session: Session,
    one: Import,
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    *,
    by: Viewer,
) -> None:
    """Say which column is what. What was chosen before and is not this person's to choose is
    dropped with the rest: who names the columns answers for all of them. Raises Invalid by field,
    NotAllowed (C8), Refused when it is too late."""
    by.can(Permission.CATALOG_IMPORT).enforce()
    may_change(one).enforce()
    kind = KINDS[one.kind]
    check_may(kind, tuple(mapping), by)
    columns.check(kind, mapping, one.options["header"])
    one.mapping = dict(mapping)
    one.options = {**one.options, **options}
    one.options.pop("checked", None)
    one.state = ImportState.UPLOADED


def look_again(one: Import) -> None:
    """Its columns have to be named anew: what was found by the old ones is void."""
    may_change(one).enforce()
    one.options = {name: value for name, value in one.options.items() if name != "checked"}
    one.state = ImportState.UPLOADED


def keep_checked(session: Session, one: Import, checked: Checked) -> None:
    """What a look through the whole file has found, and how its columns were named, for the next
    such file."""
    one.rows = checked.rows
    one.options = {**one.options, "checked": checked.as_json()}
    one.state = ImportState.CHECKED
    columns.remember(session, one)


def start(session: Session, one: Import, *, by: Viewer) -> None:
    """Hand it to a worker. Who starts must be allowed to bring in every column that was named.
    Raises NotAllowed, Refused, also while another file of the same vendor is at work."""
    by.can(Permission.CATALOG_IMPORT).enforce()
    may_start(one).enforce()
    check_may(KINDS[one.kind], tuple(one.mapping), by)
    _refuse_beside_another(session, one)
    one.state, one.started_at, one.user_id = ImportState.WAITING, clock.now(), by.user_id
    outbox.leave(session, Job.IMPORT_FILE, {"import_id": one.id})
    facts = {"file": one.file_name, "kind": one.kind.label, "rows": one.rows}
    record(session, by, "import started", subject_of(one), after=facts)


def _refuse_beside_another(session: Session, one: Import) -> None:
    """Slices of two imports take turns. Of one vendor's items each would take for missing what the
    other was the last to see, and withdraw it."""
    if one.vendor_id is None:
        return
    # Two who start at the same moment wait for each other here.
    session.scalar(sa.select(Vendor.id).where(Vendor.id == one.vendor_id).with_for_update())
    other = sa.select(Import.file_name).where(
        Import.vendor_id == one.vendor_id, Import.id != one.id, Import.state.in_(AT_WORK)
    )
    if (name := session.scalar(other.limit(1))) is not None:
        raise Refused(f"“{name}” of the same vendor is at work. Start this when it has ended.")


def drop(session: Session, one: Import, *, by: Viewer) -> None:
    """Do not import it after all; its file goes at once. Raises NotAllowed, Refused."""
    by.can(Permission.CATALOG_IMPORT).enforce()
    may_change(one).enforce()
    one.state, one.finished_at = ImportState.DROPPED, clock.now()
    session.execute(sa.delete(ImportFile).where(ImportFile.import_id == one.id))


def take_back(session: Session, one: Import, *, by: Viewer) -> int:
    """Withdraw what this import added and is still active; what it changed stays changed. Returns
    how many. Raises NotAllowed, Refused."""
    by.can(Permission.CATALOG_IMPORT).enforce()
    check_may(KINDS[one.kind], (), by)
    if one.kind is ImportKind.CUSTOMERS:
        raise Refused("People are not withdrawn all at once. Make them inactive one by one.")
    if one.finished_at is None:
        raise Refused("The import has not ended yet.")
    if not added_by(session, one):
        raise Refused("Nothing that this import added is active any more.")
    count = withdraw_added(session, one, by=by)
    record(session, by, "import taken back", subject_of(one), after={"withdrawn": count})
    return count


def subject_of(one: Import) -> str:
    """What the trail calls an import."""
    return f"import {one.id}"


def _name(file_name: str) -> str:
    """The last part of a path, printable, short."""
    bare = file_name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in bare if char.isprintable()).strip()
    return shown[-LONGEST_NAME:] or "file"
