"""Every refusal and every failure as a kind page, or a fragment for htmx."""

from __future__ import annotations

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.extensions import db, reading_only
from app.vocabulary.errors import CaselotError, Invalid, NotAllowed, NotFound
from app.web.htmx import wants_partial

log = structlog.get_logger()

# Here nobody looks at a page.
PROGRAMS = "/api/v1/"
TITLES = {
    400: "That did not come through whole",
    401: "Please sign in",
    403: "Not part of your role",
    404: "Not here",
    405: "That address does something else",
    409: "It has changed meanwhile",
    413: "Too large",
    415: "Not a kind of file we can read",
    422: "Something needs another look",
    429: "Too many tries",
    500: "Something went wrong here",
    503: "Busy just now",
}
SENTENCES = {
    400: "Please go back, reload the page and try once more.",
    404: "There is nothing at this address, or it is not yours to see.",
    405: "Please go back and use the button on the page.",
    409: "Somebody changed it since you opened the page. Reload to see the newest, then try again.",
    413: "What you sent is larger than this page takes.",
    429: "Please wait a minute, then try again.",
    500: "Nothing was saved. The problem has been noted; please try again.",
    503: "Nothing was saved. Please try again in a moment.",
}


def answer(code: int, sentence: str = "") -> Response:
    """The page or fragment for a refusal with HTTP status `code`."""
    if request.path.startswith(PROGRAMS):
        return _for_a_program(code, sentence)
    template = "errors/_error.html" if wants_partial() else "errors/error.html"
    title = TITLES.get(code, TITLES[400 if code < 500 else 500])
    words = sentence or SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
    body = render_template(template, code=code, title=title, sentence=words)
    return make_response(body, code)


def _for_a_program(code: int, sentence: str) -> Response:
    """A refusal that a program can read; it has no page to go back to."""
    said = {401: "Send a key that is in use, as a bearer token.",
            403: "This key is not for that.", 404: "There is no such thing."}  # fmt: skip
    detail = sentence or said.get(code) or SENTENCES.get(code, "")
    title = TITLES.get(code, TITLES[400 if code < 500 else 500])
    response = jsonify(status=code, title=title, detail=detail)
    response.status_code = code
    if code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _of_ours(error: CaselotError) -> Response:
    codes = {NotAllowed: 403, NotFound: 404, Invalid: 422}
    return answer(codes.get(type(error), 409), error.message)


def _of_http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    code = error.code or 500
    ours = error.description if code == 400 and type(error).description != error.description else ""
    response = answer(code, ours or "")
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _of_csrf(error: CSRFError) -> Response:
    return answer(400, "The page was open too long or twice. Reload it and try once more.")


def _of_stale(error: StaleDataError) -> Response:
    return answer(409)


def _of_twice(error: IntegrityError) -> Response:
    log.warning("row_exists_already", error=type(error.orig).__name__)
    return answer(409, "Somebody was quicker, or this was sent twice. Reload to see what is there.")


def _of_busy(error: OperationalError) -> Response:
    log.warning("database_busy", error=type(error.orig).__name__)
    # The page about it must not wait for the same lock once more.
    db.session.rollback()
    reading_only.set(True)
    try:
        response = answer(503)
    except OperationalError:
        # Not even readable: without the database nobody knows who is asking.
        response = Response(SENTENCES[503], 503, mimetype="text/plain")
    response.headers["Retry-After"] = "2"
    return response


def _of_data(error: DataError) -> Response:
    log.warning("value_out_of_range", error=type(error.orig).__name__)
    return answer(400, "A value is outside what can be stored.")


def _of_anything(error: Exception) -> Response:
    # What Flask hands over is a wrapping without a traceback.
    cause = getattr(error, "original_exception", None) or error
    log.error("unexpected_error", error=type(cause).__name__, exc_info=cause)
    return answer(500)


def init_app(app: Flask) -> None:
    """Register a handler for each family of errors."""
    app.register_error_handler(CaselotError, _of_ours)
    app.register_error_handler(CSRFError, _of_csrf)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(StaleDataError, _of_stale)
    app.register_error_handler(IntegrityError, _of_twice)
    app.register_error_handler(OperationalError, _of_busy)
    app.register_error_handler(DataError, _of_data)
    app.register_error_handler(500, _of_anything)
