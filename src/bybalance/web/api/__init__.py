"""The lists, areas, rules and the classification as JSON, for other programs to read."""
