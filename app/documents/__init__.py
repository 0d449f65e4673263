"""Paper out: what is designed as HTML in millimetres becomes a PDF.

Only `layout` imports the layout engine, and only when a document is made: the app starts and serves
without Pango, `available()` says why documents can't be made.
"""

from app.documents.engine import DocumentsUnavailable, available, warm

__all__ = ["DocumentsUnavailable", "available", "warm"]
