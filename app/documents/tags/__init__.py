"""The tag that is taped to the goods: what it says (`TagFace`) and how it becomes paper."""

from app.documents.tags.render import render_tags
from app.domain.tags.face import TagFace

__all__ = ["TagFace", "render_tags"]
