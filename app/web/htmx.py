"""The only helpers that know htmx: `page` and `in_dialog` answer, `go` leads on.

htmx-flask reads the request headers; its response helper has gaps (tests name each), so the few
response headers we use are set here.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response as BaseResponse

from app.extensions import login_manager


def wants_partial() -> bool:
    """Whether htmx asks for a piece of a page (not a boosted visit, not a restored one)."""
    asked = request.htmx  # type: ignore[attr-defined]
    return bool(asked) and not asked.boosted and not asked.history_restore_request


def page(full: str, partial: str, *, status: int = 200, **context: Any) -> Response:
    """Render the whole page, or only the partial for htmx; 422 keeps what the person typed."""
    template = partial if wants_partial() else full
    return make_response(render_template(template, **context), status)


def in_dialog(full: str, partial: str, *, status: int = 200, **context: Any) -> Response:
    """As `page`, but htmx puts the partial into the dialog, wherever it was asked for."""
    response = page(full, partial, status=status, in_dialog=wants_partial(), **context)
    if wants_partial():
        response.headers["HX-Retarget"] = "#dialog"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def go(url: str) -> BaseResponse:
    """Lead on to `url` after a POST: 303, or 204 with a header that makes htmx go there."""
    if wants_partial():
        response = Response(status=204)
        response.headers["HX-Redirect"] = iri_to_uri(url)
        return response
    return redirect(url, 303)


def safe_next(target: str | None) -> str | None:
    """`target` if it is a path of this site, else None: nobody is led away after signing in."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if not target.isprintable():
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def parts_of(address: str) -> SplitResult:
    """An address that a browser sent, in its parts; empty ones for what is no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _vary(response: Response) -> Response:
    response.vary.add("HX-Request")
    return response


def to_sign_in() -> BaseResponse:
    """Strangers go to the sign-in page and come back to a page, never to a fragment or a POST."""
    is_page = request.method == "GET" and not wants_partial()
    back = request.full_path.rstrip("?") if is_page else None
    return go(url_for("sessions.sign_in", next=back))


def init_app(app: Flask) -> None:
    """Say in every answer that it depends on htmx having asked."""
    app.after_request(_vary)
    login_manager.unauthorized_handler(to_sign_in)
