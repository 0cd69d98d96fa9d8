"""The lock page: a passphrase, or the recovery words, or speak now and unlock later."""
