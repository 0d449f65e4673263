"""A drawing that is missing shows as nothing at all, so every name is checked here."""

import re

from app.web.navigation import ROOMS
from tests.support.parts import APP

DRAWN = set(re.findall(r'<symbol id="([\w-]+)"', (APP / "static/img/icons.svg").read_text()))
NAMED = re.compile(r"""icon(?:_name)?\(?\s*[=(]?\s*"([a-z][a-z0-9-]*)\"""")


def test_templates_draw_only_what_the_sprite_holds():
    pages = {path: path.read_text() for path in (APP / "templates").rglob("*.html")}
    asked = {(path.name, name) for path, text in pages.items() for name in NAMED.findall(text)}

    assert {pair for pair in asked if pair[1] not in DRAWN} == set()


def test_every_room_has_its_drawing():
    assert [room.icon for room in ROOMS if room.icon not in DRAWN] == []


def test_every_stage_has_its_drawing():
    text = (APP / "templates/components/stage.html").read_text()
    shapes = set(re.findall(r'": "([a-z-]+)"', text))

    assert shapes - DRAWN == set()
