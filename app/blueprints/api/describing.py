"""The description of all this: for people a page, for programs OpenAPI."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, url_for

from app.blueprints.api import bp
from app.blueprints.api.shapes import spec
from app.vocabulary.permissions import Permission
from app.web.access import requires
from app.web.htmx import page


@dataclass(frozen=True)
class Call:
    """One thing a program can ask, as the page shows it."""

    verb: str
    path: str
    summary: str
    description: str
    body: str
    answer: str


@bp.get("/openapi.json")
@requires(Permission.SETTINGS_MANAGE)
def openapi() -> Response:
    """The description that tools read."""
    return jsonify(spec.spec)


@bp.get("/")
@requires(Permission.SETTINGS_MANAGE)
def about() -> Response:
    """The description that people read, made from the same."""
    said: dict[str, Any] = spec.spec
    calls = [
        _call(verb.upper(), path, told, said["components"]["schemas"])
        for path, verbs in sorted(said["paths"].items())
        for verb, told in verbs.items()
    ]
    return page("api/about.html", "api/about.html", calls=calls, url=url_for("api.openapi"))


def _call(verb: str, path: str, told: dict[str, Any], schemas: dict[str, Any]) -> Call:
    body = told.get("requestBody", {})
    answer = told.get("responses", {}).get("200", {})
    return Call(
        verb=verb,
        path=path,
        summary=told["summary"],
        description=" ".join(told["description"].replace("`", "").split()),
        body=_example(body, schemas),
        answer=_example(answer, schemas),
    )


def _example(told: dict[str, Any], schemas: dict[str, Any]) -> str:
    """What goes that way, each field with what it holds; empty for nothing."""
    kept = told.get("content", {}).get("application/json", {}).get("schema", {})
    return json.dumps(_shown(kept, schemas), indent=2) if kept else ""


def _shown(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _shown(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "properties" in schema:
        return {name: _shown(each, schemas) for name, each in schema["properties"].items()}
    if schema.get("type") == "array":
        return [_shown(schema.get("items", {}), schemas)]
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kinds = [each.get("type") for each in schema.get("anyOf", [schema])]
    words = [str(kind) for kind in kinds if kind not in (None, "null")]
    optional = "null" in kinds or "default" in schema
    return " or ".join(dict.fromkeys(words)) + (", if there is one" if optional else "")
