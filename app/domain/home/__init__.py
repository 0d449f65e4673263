"""What needs somebody now: bounded numbers, each with its oldest, for what they may do."""
