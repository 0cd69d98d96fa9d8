"""The parts of make_speech_model.py: a grammar, its voices, windows to learn from, a network."""
