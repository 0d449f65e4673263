"""Files that bring in catalogues, sales and members: what columns mean, and how rows go in."""
