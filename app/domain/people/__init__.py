"""People: their passwords, signing in, what they may do."""
