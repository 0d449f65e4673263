"""Headers that keep the browser honest (design 6), and input that no page could use."""

from __future__ import annotations

from flask import Flask, Response, abort, request

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

# The one place that compiles WebAssembly is the worker that reads codes in the camera's picture. It
# has a policy of its own, so no page needs the right to: it runs our scripts, fetches from us, and
# has nothing else.
READER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

FEATURES = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"


def _harden(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("Permissions-Policy", FEATURES)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cache-Control", "private, no-store")
    return response


def _refuse_what_is_no_text() -> None:
    """No text has a NUL in it and no database takes one, and an address holds ASCII or UTF-8:
    refuse anything else as a whole."""
    try:
        arguments = request.args
    except UnicodeDecodeError:
        abort(400, "The address contains something that is no text.")
    lists = [*arguments.listvalues(), *request.form.listvalues()]
    if any("\x00" in value for values in lists for value in values) or "\x00" in request.path:
        abort(400, "The text contains a character that cannot be stored.")


def init_app(app: Flask) -> None:
    """Apply to every request and answer."""
    app.before_request(_refuse_what_is_no_text)
    app.after_request(_harden)
