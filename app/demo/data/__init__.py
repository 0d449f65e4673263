"""The demo co-op's tables: two stores, their goods, vendors, sales, people and words.

Everything is invented: brands, vendors and people; phone numbers come from the range kept for
fiction (555-01xx), mail addresses from domains nobody can own.
"""

from app.demo.data.load import DemoData, load
from app.demo.data.reading import DemoDataError

__all__ = ["DemoData", "DemoDataError", "load"]
