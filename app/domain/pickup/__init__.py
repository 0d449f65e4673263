"""The pickup desk: whose goods are here, where they stand, handing them over (C28, C31, B11)."""
