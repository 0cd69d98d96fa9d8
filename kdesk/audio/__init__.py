"""Sound in and out: the only sounddevice, soundfile and PyAV; no Qt."""
