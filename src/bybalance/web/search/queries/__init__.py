"""What the search page reads."""
