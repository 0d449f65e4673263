"""The camera as a scanner: a rendered tag and a product's code, filmed, and read in the browser."""

from __future__ import annotations

import base64
from contextlib import ExitStack
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect

from app.vocabulary.barcodes import tag_code, upc_candidates
from tests.browser import shop
from tests.browser.conftest import ARGUMENTS
from tests.browser.film import camera, code, film, held, tag
from tests.browser.looking import barriers
from tests.browser.pages.base import Room
from tests.browser.pages.new_order import NewOrder
from tests.browser.pages.shelf import Pickup

pytestmark = pytest.mark.browser

LATE = ("/lazy/", "/vendor/barcode-detector", "/vendor/zxing-wasm")
READ = """async ([pictures, names]) => {
  const [any] = performance.getEntriesByType("resource").filter((e) => e.name.endsWith("app.js"))
  const {codeAimedAt, readCodes} = await import(any.name.replace("js/app.js", "lazy/codes.js"))
  const find = await readCodes()
  const read = {}
  for (const [at, url] of pictures.entries()) {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement("canvas")
    Object.assign(canvas, {width: image.width, height: image.height})
    Object.assign(canvas, {videoWidth: image.width, videoHeight: image.height})
    canvas.getContext("2d").drawImage(image, 0, 0)
    read[names[at]] = codeAimedAt(await find(canvas), canvas)
  }
  return read
}"""
READS_ITSELF = """window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["upc_a", "ean_13", "qr_code"]) }
  detect() {
    const boundingBox = {x: 0, y: 0, width: 9, height: 9}
    return Promise.resolve([{rawValue: "0CODE", format: "ean_13", boundingBox}])
  }
}"""
CODES = {
    "UPCA": "036000291452",
    "EAN13": "4006381333931",
    "EAN8": "96385074",
    "UPCE": "04252614",
    "Code128": "NN-118204",
    "ITF": "10036000291459",
}


@pytest.fixture
def cameras():
    """Browsers with a camera, closed after the pages in them."""
    with ExitStack() as browsers:
        yield browsers


@pytest.fixture
def filmed(cameras, playwright, live, device_of, tmp_path):
    """`filmed(picture, "buyer")`: a tablet whose camera sees the picture, and what it asked for."""

    def take(picture, name, *, allowed=True, **options):
        seen = film(held(picture), tmp_path / "seen.mjpeg")
        with_camera = camera(playwright, seen, ARGUMENTS, allowed=allowed)
        browser = cameras.enter_context(with_camera)
        page = device_of(live, name, browser=browser, **options)
        asked = []
        page.on("request", lambda request: asked.append(urlsplit(request.url)))
        page.on("worker", lambda worker: asked.append(urlsplit(worker.url)))
        return page, asked

    return take


def late(asked):
    """What was fetched for the camera."""
    return [url.path for url in asked if any(part in url.path for part in LATE)]


def hosts(asked):
    """Whom the page spoke to."""
    return {url.netloc for url in asked if url.scheme in {"http", "https", "ws", "wss"}}


@pytest.mark.contract("C35")
def test_a_filmed_tag_finds_its_goods(filmed, live):
    page, asked = filmed(tag(7, 1), "buyer")
    Pickup(page).open()
    page.wait_for_load_state("networkidle")
    assert late(asked) == []
    with page.expect_request(lambda request: f"q={tag_code(7, 1)}" in request.url):
        page.get_by_role("main").get_by_role("button", name="Scan with the camera").tap()
    expect(page.get_by_role("heading", name="Rosa Vale")).to_be_visible()
    expect(Room(page).dialog).to_have_count(0)

    assert any(path.endswith("/zxing_reader.wasm") for path in late(asked))
    assert hosts(asked) == {urlsplit(live.url).netloc}


@pytest.mark.contract("C16")
def test_a_filmed_product_is_added_to_the_order(filmed, live):
    page, asked = filmed(code(shop.OATS_UPC, "UPCA"), "taker")
    order = NewOrder(page).open()
    order.for_member(shop.MEMBER, shop.MEMBER_NAME)
    assert late(asked) == []
    order.adding.get_by_role("button", name="Scan with the camera").tap()
    expect(order.item(shop.OATS)).to_be_visible()
    order.adding.get_by_role("button", name="Scan with the camera").tap()
    expect(order.item(shop.OATS).get_by_role("spinbutton", name="Cases of")).to_have_value("2")

    assert hosts(asked) == {urlsplit(live.url).netloc}
    assert len([path for path in late(asked) if path.endswith(".wasm")]) == 1


def test_the_field_at_the_top_has_a_camera_too(filmed):
    page, _ = filmed(tag(7, 1), "buyer")
    page.goto("/orders/9")
    page.get_by_role("search", name="Everything").get_by_role("button").tap()

    expect(page.get_by_role("heading", name="Rosa Vale")).to_be_visible()


def test_every_code_of_the_trade_is_read_as_a_hand_scanner_reads_it(device):
    page = device("buyer")
    page.goto("/pickup")
    pictures = []
    for kind, digits in CODES.items():
        file = BytesIO()
        held(code(digits, kind)).save(file, "PNG")
        pictures.append(f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}")

    read = page.evaluate(READ, [pictures, list(CODES)])
    assert upc_candidates(read["UPCE"])[0] == upc_candidates(CODES["UPCE"])[0]
    assert read == {**CODES, "UPCE": read["UPCE"]}


def test_of_a_sheet_of_tags_the_one_aimed_at_is_read(device):
    page = device("buyer")
    page.goto("/pickup")
    two = held(tag(7, 1))
    other = code(tag_code(9, 1), "UPCA").convert("L")
    two.paste(other.resize((400, 100)), (0, 0))
    file = BytesIO()
    two.save(file, "PNG")
    picture = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"

    assert page.evaluate(READ, [[picture], ["aimed at"]]) == {"aimed at": tag_code(7, 1)}


def leave(page, words):
    """Try to scan, be told why not, and leave with the focus where it was."""
    page.goto("/pickup")
    button = page.get_by_role("main").get_by_role("button", name="Scan with the camera")
    button.tap()
    dialog = Room(page).dialog
    expect(dialog.get_by_role("status")).to_contain_text(words)
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_device_without_a_camera_says_so(device, scheme):
    leave(device("buyer", color_scheme=scheme), "This device has no camera.")


def test_a_camera_that_is_not_allowed_says_so(filmed):
    page, _ = filmed(tag(7, 1), "buyer", allowed=False)

    leave(page, "The camera is blocked for this page.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_picture_is_left_with_cancel_and_the_camera_goes_out(filmed, scheme):
    page, _ = filmed(Image.new("L", (90, 90), 255), "buyer", color_scheme=scheme)
    Pickup(page).open()
    page.get_by_role("main").get_by_role("button", name="Scan with the camera").tap()
    dialog = Room(page).dialog
    expect(dialog.get_by_role("status")).to_have_text("Hold the bars inside the frame.")
    assert barriers(page) == []
    track = page.evaluate_handle("document.querySelector('video').srcObject.getTracks()[0]")
    dialog.get_by_role("button", name="Cancel").tap()

    page.wait_for_function("(track) => track.readyState === 'ended'", arg=track)
    expect(dialog).to_have_count(0)
    assert page.locator("video").count() == 0


def test_where_no_camera_is_lent_there_is_no_button(device):
    plain = device("buyer", java_script_enabled=False)
    plain.goto("/pickup")
    expect(plain.get_by_role("button", name="Scan with the camera")).to_have_count(0)
    far = device("buyer")
    far.add_init_script("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
    far.goto("/pickup")

    expect(far.get_by_role("button", name="Scan with the camera")).to_have_count(0)


def test_a_browser_that_reads_codes_itself_fetches_no_reader(filmed):
    page, asked = filmed(tag(7, 1), "buyer")
    page.add_init_script(READS_ITSELF.replace("CODE", tag_code(7, 1)))
    Pickup(page).open()
    page.get_by_role("main").get_by_role("button", name="Scan with the camera").tap()
    expect(page.get_by_role("heading", name="Rosa Vale")).to_be_visible()

    assert [path for path in late(asked) if "/lazy/" not in path or "reader" in path] == []
