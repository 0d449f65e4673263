"""The call sheet: who is to be called about what, what was said, and when to try again (B7, C21,
C25)."""
