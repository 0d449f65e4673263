"""What a camera sees: a picture held before it, as the film Chromium takes for its camera."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, Playwright

from app.documents.paper import LABEL
from app.documents.tags import TagFace, render_tags
from tests.support.pdf import images

WIDTH, HEIGHT = 1280, 720
TABLE = 150
"""The grey of the table the thing lies on."""

FRAMES = 4


def tag(order: int, line: int) -> Image.Image:
    """The lower half of a label as our own printing makes it, where one aims at the bars."""
    face = TagFace(
        order_number=order,
        line_number=line,
        position="1 / 1",
        last_name="Vale",
        description="Almond milk, unsweetened",
        cases=1,
        ordered_on=date(2026, 11, 3),
        printed_on=date(2026, 11, 20),
    )
    (label,) = images(render_tags([face], paper=LABEL), 203)
    return label.crop((0, label.height * 6 // 10, label.width * 7 // 10, label.height))


def code(digits: str, kind: str) -> Image.Image:
    """A code as it stands on goods; `kind` as zxing names it."""
    barcode = zxingcpp.create_barcode(digits, zxingcpp.barcode_format_from_str(kind))
    return Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=4))


def held(thing: Image.Image) -> Image.Image:
    """The thing on the table below the camera: a little turned, not quite sharp."""
    table = Image.new("L", (WIDTH, HEIGHT), TABLE)
    room = min(WIDTH * 0.8 / thing.width, HEIGHT * 0.9 / thing.height)
    thing = thing.convert("L").resize((int(thing.width * room), int(thing.height * room)))
    thing = thing.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    table.paste(thing, ((WIDTH - thing.width) // 2, (HEIGHT - thing.height) // 2))
    return table.filter(ImageFilter.GaussianBlur(0.8))


def film(picture: Image.Image, file: Path) -> Path:
    """The picture as a film that stands still (motion JPEG)."""
    frame = BytesIO()
    picture.convert("RGB").save(frame, "JPEG", quality=85)
    file.write_bytes(frame.getvalue() * FRAMES)
    return file


@contextmanager
def camera(
    driver: Playwright, seen: Path, arguments: tuple[str, ...], *, allowed: bool = True
) -> Iterator[Browser]:
    """A Chromium whose camera sees that film, with somebody who allows it, or not."""
    browser = driver.chromium.launch(
        executable_path=shutil.which("chromium"),
        chromium_sandbox=False,
        args=[
            *arguments,
            *(["--use-fake-ui-for-media-stream"] if allowed else []),
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={seen}",
        ],
    )
    yield browser
    browser.close()
