"""Choosing what to bring to the next conversation, and seeing the page."""
