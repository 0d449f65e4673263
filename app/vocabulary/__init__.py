"""Words and values of the trade. Standard library only: every other room may import from here."""
