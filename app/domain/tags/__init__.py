"""Tags: the paper on the goods. What one says, asking for a print, and what a print has done."""
