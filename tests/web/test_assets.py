"""Static files: one bundle, addresses that follow content, kept for a year."""

import gzip
import re

import pytest

from app.web.assets import STYLES, Assets
from tests.support.parts import APP, parts_app


@pytest.fixture(scope="module")
def client():
    return parts_app().test_client()


def urls(client):
    """The style sheet and the first script, as a page names them."""
    page = client.get("/note").text
    return re.search(r"/assets/app-\w+\.css", page)[0], re.search(r"/assets/\w+/js/app\.js", page)[
        0
    ]


def test_bundle_holds_every_style_once():
    there = sorted(path.stem for path in (APP / "static/css").glob("*.css"))

    assert sorted(STYLES) == there


def test_style_sheet_may_be_kept_for_ever(client):
    answer = client.get(urls(client)[0])

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/css"


def test_modules_find_each_other_below_the_same_address(client):
    script = urls(client)[1]
    names = re.findall(r'"\./(\w+\.js)"', client.get(script).text)
    there = {path.name for path in (APP / "static/js").glob("*.js")} - {"app.js"}

    answers = {name: client.get(script.replace("app.js", name)).status_code for name in names}

    assert answers == dict.fromkeys(there, 200)


def test_page_from_before_an_update_gets_todays_file_but_may_not_keep_it(client):
    answer = client.get("/assets/0123456789ab/js/app.js")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_packed_for_browsers_that_unpack(client):
    url = urls(client)[0]
    packed = client.get(url, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get(url).data


@pytest.mark.parametrize(
    "path", ["../__init__.py", "vendor/package.json", "css/base.css", "none.js"]
)
def test_nothing_else_is_served(client, path):
    assert client.get(f"/assets/0123456789ab/{path}").status_code == 404


def test_unknown_file_is_noticed_when_the_page_is_made():
    with pytest.raises(KeyError, match="no static file"):
        Assets(APP / "static").url("img/none.svg")


def test_first_visit_stays_small():
    files = Assets(APP / "static").files
    script = sum(len(f.packed) for name, f in files.items() if name.startswith("js/"))

    assert len(files["app.css"].packed) <= 21 * 1024
    assert script <= 9 * 1024
    assert len(files["vendor/htmx-2.0.11/htmx.min.js"].packed) <= 18 * 1024


def test_what_comes_late_is_no_part_of_a_first_visit(client):
    files = Assets(APP / "static").files
    base = (APP / "templates/layouts/base.html").read_text()
    early = [base, *(f.body.decode() for name, f in files.items() if name.startswith("js/"))]
    names = ("camera", "codes", "list", "pad", "reader", "scans", "select", "style")
    late = {f"lazy/{name}.js" for name in names}

    assert late == {name for name in files if name.startswith("lazy/") and name.endswith(".js")}
    assert [
        text for text in early if re.search(r"(from|import)\s*\"\.\./|vendor/(b|z)", text)
    ] == []
    assert all(len(files[name].body) <= 6 * 1024 for name in late)


def test_reader_of_codes_is_packed_and_typed(client):
    page = client.get("/note").text
    folder = re.search(r"/assets/\w+/", page)[0]
    wasm = next(name for name in Assets(APP / "static").files if name.endswith(".wasm"))
    answer = client.get(folder + wasm, headers={"Accept-Encoding": "gzip"})

    assert (answer.mimetype, answer.headers["Content-Encoding"]) == ("application/wasm", "gzip")
    assert len(answer.data) <= 480 * 1024
