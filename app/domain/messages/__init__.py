"""Messages to customers (decision 12): what could be said now, in the store's own words, once per
item, and what became of it. Nothing here sends: that is the work of a job and an edge."""
