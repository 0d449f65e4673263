"""The work in the background, to be looked at: what waits, what failed, what the clock did."""
