"""The bare app of parts, served for a browser: what scripts and styles do without any room."""

from __future__ import annotations

import threading

import pytest
from werkzeug.serving import make_server

from tests.support.parts import parts_app


@pytest.fixture(scope="module")
def site():
    """The app and its address."""
    app = parts_app()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_page(site, chromium):
    """`open_page("note", **options)`: that page in a browser context of its own."""
    app, url = site
    app.extensions["sent"].clear()
    contexts = []

    def go(name, **options):
        contexts.append(chromium.new_context(**options))
        contexts[-1].set_default_timeout(15_000)
        page = contexts[-1].new_page()
        page.goto(f"{url}/{name}")
        return page

    yield go
    for context in contexts:
        context.close()
