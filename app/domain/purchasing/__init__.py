"""Ordering from vendors and receiving what they bring (C25, B8, B10, B19)."""
