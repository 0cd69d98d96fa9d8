"""Today: where one is, a question for now, and what waits."""
