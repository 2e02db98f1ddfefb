"""The web half of Bybalance: the only package that imports Django."""
