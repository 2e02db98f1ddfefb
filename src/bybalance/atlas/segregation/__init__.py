"""Segregation: measures, their parts, their scales, and how much of them is chance."""
