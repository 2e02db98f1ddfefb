"""The pages about selections: public, setting up, scoring, and runs."""
