"""Files of other systems in: columns as objects, every row accounted for."""
