"""How a person likes the lists they work from, and what those can be narrowed to (C22)."""
