"""What a line costs, why, and who may know."""
