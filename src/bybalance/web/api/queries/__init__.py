"""What the API answers, read from the published lists and the rule book; one module per part."""
