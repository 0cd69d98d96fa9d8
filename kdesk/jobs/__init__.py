"""What takes longer than a frame, and what joins neighbours; the processes kdesk starts."""
