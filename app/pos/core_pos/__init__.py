"""CORE-POS: its lanes read a table of ours, and write sales into their own (pos-lane, B20)."""
