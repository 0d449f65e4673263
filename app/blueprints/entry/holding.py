"""How every view of this desk gets at its draft, and how it answers."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.blueprints.entry.desk import Desk
from app.domain.orders import drafts
from app.domain.orders.content import DraftContent, DraftItem
from app.domain.orders.placing import placed_before
from app.extensions import db
from app.vocabulary.errors import NotFound
from app.web.access import viewer
from app.web.htmx import go, page, wants_partial

Answer = TypeVar("Answer", bound=BaseResponse)


def looked_at(key: str) -> Desk:
    """The draft of an address to be shown; a draft that became an order leads to the order."""
    draft = drafts.open_draft(db.session(), key, viewer())
    if draft not in db.session:
        _lead_to_the_order(key)
    return Desk(draft, viewer())


def held(key: str) -> Desk:
    """The draft of an address to be changed: locked, begun if it is new."""
    draft = drafts.open_draft(db.session(), key, viewer(), lock=True)
    if draft not in db.session:
        _lead_to_the_order(key)
        draft = drafts.begin(db.session(), draft)
    return Desk(draft, viewer())


def keep(desk: Desk, content: DraftContent) -> Desk:
    """Keep `content` and show the draft with it."""
    drafts.keep(db.session(), desk.draft, content)
    return desk.going_on(content)


def item_or_404(desk: Desk, ref: int) -> DraftItem:
    """The item of the draft; refuses one that it does not hold."""
    item = desk.content.item(ref)
    if item is None:
        raise NotFound("That item is not in the order any more.")
    return item


def done(desk: Desk, partial: str, **context: Any) -> BaseResponse:
    """After a POST that went through: the changed parts for htmx, else the page anew."""
    if wants_partial():
        return page(partial, partial, desk=desk, **context)
    return go(url_for("entry.draft", key=desk.key))


def shown(desk: Desk, partial: str, *, status: int = 200, **context: Any) -> Response:
    """The page, or the part of it that htmx asked for."""
    return page("entry/draft.html", partial, status=status, desk=desk, **context)


def into(response: Answer, target: str) -> Answer:
    """Put an answer somewhere else than where the good answer would have gone."""
    response.headers["HX-Retarget"] = target
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _lead_to_the_order(key: str) -> None:
    """A second tap, or the Back button: the order is there already."""
    if placed_before(db.session(), key) is not None:
        abort(go(url_for("entry.draft", key=key)))
