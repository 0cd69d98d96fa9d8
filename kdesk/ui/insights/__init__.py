"""Insights: words worth keeping, each with where it was said."""
