"""What the headers let a page do, and the one script that may do more."""

import re

import pytest

from app.web.headers import FEATURES, POLICY, READER_POLICY


@pytest.fixture
def page(app):
    """Any page, to a stranger."""
    return app.test_client().get("/sign-in")


def asset(app, page, path):
    folder = re.search(r"/assets/\w+/", page.text)[0]
    return app.test_client().get(folder + path)


def test_a_page_runs_our_scripts_and_compiles_nothing(page):
    assert page.headers["Content-Security-Policy"] == POLICY
    assert "default-src 'self'" in POLICY.split("; ")
    assert "unsafe" not in POLICY


def test_only_the_worker_that_reads_codes_may_compile(app, page):
    policies = {
        path: asset(app, page, path).headers["Content-Security-Policy"]
        for path in ("lazy/reader.js", "lazy/camera.js", "js/app.js")
    }

    assert policies == {
        "lazy/reader.js": READER_POLICY,
        "lazy/camera.js": POLICY,
        "js/app.js": POLICY,
    }
    assert "https:" not in READER_POLICY


def test_the_camera_is_ours_alone_and_nothing_else_is_lent(page):
    assert page.headers["Permissions-Policy"] == FEATURES
    assert FEATURES.split(", ")[0] == "camera=(self)"
