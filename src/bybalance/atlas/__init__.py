"""Where the city is out of balance: contexts, measures and disclosure control, on arrays only."""
