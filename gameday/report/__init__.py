"""Results of game days, in words and pictures."""
