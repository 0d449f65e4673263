"""A message that can be taken back: the words, with Undo beside them."""

from __future__ import annotations

from flask import flash


def flash_undo(words: str, url: str, **fields: object) -> None:
    """Say `words` on the next page, with a button that sends `fields` to `url`."""
    kept = {name: str(value) for name, value in fields.items()}
    flash({"words": words, "url": url, "fields": kept}, "done")  # type: ignore[arg-type]
