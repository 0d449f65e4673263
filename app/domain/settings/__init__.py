"""Settings a store changes while it runs: what they are, their defaults, reading and changing
them."""
