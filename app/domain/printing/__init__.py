"""Printing: the printers of a store, and what was given to them, with what became of it."""
