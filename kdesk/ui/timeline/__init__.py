"""Everything that was kept, by time."""
