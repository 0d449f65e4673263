"""The tag that is taped to the goods: what it says (`TagFace`) and how it becomes paper."""

from app.domain.tags.face import TagFace
from app.documents.tags.render import render_tags

__all__ = ["TagFace", "render_tags"]
