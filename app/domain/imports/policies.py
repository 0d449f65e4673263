"""Who may do what with an import, and who may look into its file."""

from __future__ import annotations

from app.domain.access import Viewer
from app.domain.imports.mapping import SECRET
from app.models import Import, ImportState
from app.vocabulary.decisions import YES, Decision, no

OPEN = frozenset({ImportState.UPLOADED, ImportState.CHECKED})
AT_WORK = frozenset({ImportState.WAITING, ImportState.RUNNING})


def may_look_inside(one: Import, viewer: Viewer) -> bool:
    """Whether `viewer` may see cells of the file: it may hold any figure, so only who may know them
    all, or brought the file themselves (B1)."""
    return viewer.figures >= SECRET or (one.user_id is not None and one.user_id == viewer.user_id)


def may_change(one: Import) -> Decision:
    """Whether its columns can still be named and it can be dropped."""
    if one.state in OPEN:
        return YES
    return no(f"This import is past that: {one.state.label.lower()}.")


def may_start(one: Import) -> Decision:
    """Whether it can be started."""
    if one.state is not ImportState.CHECKED:
        return no("Its columns have to be named first.") if one.state in OPEN else may_change(one)
    if not one.options.get("checked", {}).get("sound"):
        return no("No row of the file can be taken.")
    return YES
