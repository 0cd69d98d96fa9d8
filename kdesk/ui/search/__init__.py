"""Finding words in everything that is kept, from anywhere."""
