"""The journal: everything typed, and one entry to write in."""
