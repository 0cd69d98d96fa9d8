"""One memo: its sound, and the words that go with it."""
