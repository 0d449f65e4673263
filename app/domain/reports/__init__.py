"""Reports: what the orders of a store say about the store (B19). Counts and days, never an amount:
a report is for everybody who may see reports."""
