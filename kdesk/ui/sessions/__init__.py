"""Sessions: all of them, and one with everything that belongs to it."""
