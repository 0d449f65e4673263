"""A small co-op to try things on: its tables, and three weeks of its trade."""
