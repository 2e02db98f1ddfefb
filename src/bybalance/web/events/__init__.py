"""Events that people come to: announced, registered for, and never with more people than seats."""
