"""Settings: sound, speech, security, appearance, the bin, and what kdesk is."""
