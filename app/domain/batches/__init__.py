"""Select many: one wish for many lines, done in chunks by a worker, with a result for each (L6)."""
