"""What the pages about events read."""
