"""How the journal is kept: the only SQLAlchemy, SQLCipher and cryptography; no Qt."""
