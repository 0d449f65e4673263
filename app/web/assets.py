"""Styles, scripts and drawings: one style sheet of many files, addresses that follow content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask, Response, abort, has_request_context, request

from app.web.access import public
from app.web.headers import READER_POLICY

STYLES = (
    "tokens", "base", "page", "rail", "top", "button", "chip", "stage", "price", "table", "card",
    "field", "segment", "stepper", "say", "toast", "timeline", "bulk", "menu", "dialog", "hits",
    "head", "pager", "progress", "empty", "entry", "customers", "merge", "doors", "tagged",
    "orders", "lists", "order", "calls", "home", "prices", "catalog", "imports", "messages",
    "splitting", "receiving", "pickup", "register", "plot", "contrast", "print",
)  # fmt: skip
SERVED = frozenset({".css", ".js", ".svg", ".png", ".ico", ".woff2", ".wasm", ".txt"})
UNSERVED = frozenset({"css", "fonts"})
"""Folders: the parts of app.css, and megabytes that only printed documents need."""
PACKED = frozenset({".css", ".js", ".svg", ".txt", ".wasm"})
POLICIES = {"lazy/reader.js": READER_POLICY}
"""Scripts that run on their own, as workers: their answer says what they may do, not the page's."""

A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file as it goes over the wire: plain and, where it helps (`packs`), packed."""

    body: bytes
    packs: bool
    mimetype: str

    @cached_property
    def packed(self) -> bytes | None:
        """Packed when first asked for: what a start never serves costs it nothing."""
        return gzip.compress(self.body, 9, mtime=0) if self.packs else None


def bundle(folder: Path) -> bytes:
    """The whole style sheet, in the order of STYLES. FileNotFoundError names a missing part."""
    return b"\n".join((folder / "css" / f"{name}.css").read_bytes() for name in STYLES)


def read(folder: Path) -> dict[str, Asset]:
    """Everything below `folder` that may be served, by its path, and the bundle as app.css."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in SERVED and path.parent.name not in UNSERVED
    }
    files["app.css"] = bundle(folder)
    return {name: make(name, body) for name, body in files.items()}


def make(name: str, body: bytes) -> Asset:
    """The asset for a file: modules need the right type, or browsers refuse to run them."""
    suffix = Path(name).suffix
    known = {".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
    known[".wasm"] = "application/wasm"
    kind = known.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(body, suffix in PACKED, kind)


class Assets:
    """All static files of this start of the program, under one digest.

    One digest for the whole tree keeps relative imports between script modules working, and every
    file of a page comes from the same version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.load()

    def load(self) -> None:
        """Read the folder (again, while someone is working on it)."""
        self.files = read(self.folder)
        whole = hashlib.sha256()
        for name in sorted(self.files):
            whole.update(name.encode() + b"\0" + self.files[name].body)
        self.digest = whole.hexdigest()[:12]

    def url(self, path: str) -> str:
        """The address of a file, below wherever the program is mounted. KeyError: no such file."""
        if path not in self.files:
            raise KeyError(f"no static file {path!r}")
        root = request.script_root if has_request_context() else ""
        if path == "app.css":
            return f"{root}/assets/app-{self.digest}.css"
        return f"{root}/assets/{self.digest}/{path}"

    def answer(self, digest: str, path: str) -> Response:
        """The file. A page from before an update still gets today's file, but may not keep it."""
        asset = self.files.get(path)
        if asset is None:
            abort(404)
        packs = asset.packs and "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(asset.packed if packs else asset.body, mimetype=asset.mimetype)
        if packs:
            response.headers["Content-Encoding"] = "gzip"
        if asset.packs:
            response.vary.add("Accept-Encoding")
        if path in POLICIES:
            response.headers["Content-Security-Policy"] = POLICIES[path]
        response.headers["Cache-Control"] = A_YEAR if digest == self.digest else "no-cache"
        return response


def init_assets(app: Flask, folder: Path | None = None) -> None:
    """Serve the static folder and give templates `static_url(path)`."""
    assets = Assets(folder or Path(app.root_path) / "static")

    @public
    def style(digest: str) -> Response:
        return assets.answer(digest, "app.css")

    @public
    def file(digest: str, path: str) -> Response:
        return assets.answer(digest, path)

    app.add_url_rule("/assets/app-<digest>.css", "assets.style", style)
    app.add_url_rule("/assets/<digest>/<path:path>", "assets.file", file)
    app.add_template_global(assets.url, "static_url")
    if app.debug:
        app.before_request(assets.load)
