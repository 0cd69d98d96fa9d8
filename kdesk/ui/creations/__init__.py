"""What was made: a gallery, one creation, and taking files in."""
