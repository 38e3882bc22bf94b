"""What came of game days, in words and pictures."""
