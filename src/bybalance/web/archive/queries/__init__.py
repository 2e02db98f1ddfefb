"""What the archive reads: the tables, their rows, and all of a programme."""
