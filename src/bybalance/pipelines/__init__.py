"""Whole jobs from file to file, and the words and formats that they come out in."""
