"""The catalogue: finding items by code or words, and what an item asks at entry."""
