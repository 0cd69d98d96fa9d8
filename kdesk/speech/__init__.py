"""Sound to words: the only faster-whisper; no Qt; runs in a process of its own."""
