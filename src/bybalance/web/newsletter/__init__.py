"""The newsletter: who reads it, what is in it, and what has been sent."""
