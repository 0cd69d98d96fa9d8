"""The session-day screen: near-black, one ring, one key; the one place where recording happens."""
