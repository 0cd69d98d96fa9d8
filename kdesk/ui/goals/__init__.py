"""Goals: small steps, and gentle looks at how they go."""
