"""The nouns: typed values and tables with their validation, and nothing that computes."""
